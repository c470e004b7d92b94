import { noTally, type RangeTally, type Receipt, sumTallies } from '../domain/receipt.ts';
import { fileReceipt, type IngestPorts, OBJECT_GONE, savePiece, TOO_LONG_FOR_NEWS } from './ingest-ports.ts';
import { type RangeMessage, readRange, startOf } from './range.ts';

/**
 * Reads one range of a snapshot, unless it is done, and stores its tally. After the last range it makes the snapshot's receipt
 * final and returns it; otherwise it returns undefined.
 */
export async function ingestRange(ports: IngestPorts, message: RangeMessage): Promise<Receipt | undefined> {
  const { id, range } = message;
  const known = (await ports.ranges(id)).get(range);
  if (!known || known.tries) await ports.putRange(id, range, await readAndSaveRange(ports, message));
  return finishSnapshot(ports, message);
}

async function readAndSaveRange(ports: IngestPorts, message: RangeMessage): Promise<RangeTally> {
  const object = await ports.open(message.key, message.eTag, startOf(message));
  if (!object) return { ...noTally(), gone: true };
  const saved = noTally();
  const pieces = readRange(object.bytes, message);
  let next = await pieces.next();
  for (; !next.done; next = await pieces.next()) await savePiece(ports, next.value, message.newsOf, saved);
  return { ...sumTallies([next.value, saved]), gone: false };
}

/** Makes the receipt final once every range has its tally, and returns it; undefined before that or if it already was final. */
export async function finishSnapshot(ports: IngestPorts, message: RangeMessage): Promise<Receipt | undefined> {
  const parts = [...(await ports.ranges(message.id)).values()];
  if (parts.length < message.ranges) return undefined;
  const known = await ports.receipt(message.id);
  if (!known) throw new Error(`the snapshot ${message.id} has no receipt`);
  if (known.outcome !== 'reading' && known.tries === undefined) {
    // An earlier run may have stopped after it wrote the table, so write the bucket again.
    await fileReceipt(ports, known);
    return undefined;
  }
  const { tries: _, reason: __, ...reading } = known;
  const tally = sumTallies(parts);
  const gone = parts.filter((part) => part.gone).length;
  const unread = parts.filter((part) => part.tries);
  const papers = tally.counts.new + tally.counts.updated + tally.counts.unchanged;
  const reason = [
    reading.taken === 'archive' && reading.key.startsWith(ports.prefixes.news) ? TOO_LONG_FOR_NEWS : '',
    gone > 0 ? `${OBJECT_GONE} (${gone} of its ${parts.length} ranges)` : '',
    unread.length > 0
      ? `${unread.length} of its ${parts.length} ranges could not be read; the log of INGEST says why. Upload the file again to read them.`
      : '',
  ];
  const said = reason.filter(Boolean).join(' ');
  return fileReceipt(ports, {
    ...reading,
    ...tally,
    outcome: papers > 0 ? 'accepted' : gone > 0 ? 'skipped' : 'refused',
    ...(said ? { reason: said } : {}),
    ...(unread[0] ? { tries: unread[0].tries } : {}),
    durationMs: Math.max(0, ports.now().getTime() - Date.parse(message.uploadedAt)),
  });
}
