import { noCounts, type RangeCounts, type Receipt, sumCounts } from '../domain/receipt.ts';
import { fileReceipt, GONE, type IngestPorts, NO_NEWS, savePiece } from './ingest-ports.ts';
import { type RangeMessage, readRange, startOf } from './range.ts';

/**
 * Takes one range of a snapshot in, unless that was done, and leaves its account. Whoever leaves the last one makes the
 * snapshot's receipt final and gets it; for everyone else it is undefined.
 */
export async function ingestRange(ports: IngestPorts, message: RangeMessage): Promise<Receipt | undefined> {
  const { id, range } = message;
  const known = (await ports.ranges(id)).get(range);
  if (!known || known.tries) await ports.putRange(id, range, await takeRange(ports, message));
  return conclude(ports, message);
}

async function takeRange(ports: IngestPorts, message: RangeMessage): Promise<RangeCounts> {
  const object = await ports.open(message.key, message.eTag, startOf(message));
  if (!object) return { ...noCounts(), gone: true };
  const saved = noCounts();
  const pieces = readRange(object.bytes, message);
  let next = await pieces.next();
  for (; !next.done; next = await pieces.next()) await savePiece(ports, next.value, message.newsOf, saved);
  return { ...sumCounts([next.value, saved]), gone: false };
}

/** Makes the receipt final when every range has its account, and returns it then. */
export async function conclude(ports: IngestPorts, message: RangeMessage): Promise<Receipt | undefined> {
  const parts = [...(await ports.ranges(message.id)).values()];
  if (parts.length < message.ranges) return undefined;
  const known = await ports.receipt(message.id);
  if (!known) throw new Error(`the snapshot ${message.id} has no receipt`);
  if (known.outcome !== 'reading' && known.tries === undefined) {
    // A run that was stopped in between may have left it in the table alone.
    await fileReceipt(ports, known);
    return undefined;
  }
  const { tries: _, reason: __, ...reading } = known;
  const account = sumCounts(parts);
  const gone = parts.filter((part) => part.gone).length;
  const unread = parts.filter((part) => part.tries);
  const papers = account.counts.new + account.counts.updated + account.counts.unchanged;
  const reason = [
    reading.taken === 'archive' && reading.key.startsWith(ports.prefixes.news) ? NO_NEWS : '',
    gone > 0 ? `${GONE} (${gone} of its ${parts.length} ranges)` : '',
    unread.length > 0 ? `${unread.length} of its ${parts.length} ranges could not be read.` : '',
  ];
  const said = reason.filter(Boolean).join(' ');
  return fileReceipt(ports, {
    ...reading,
    ...account,
    outcome: papers > 0 ? 'accepted' : gone > 0 ? 'skipped' : 'refused',
    ...(said ? { reason: said } : {}),
    ...(unread[0] ? { tries: unread[0].tries } : {}),
    durationMs: Math.max(0, ports.now().getTime() - Date.parse(message.uploadedAt)),
  });
}
