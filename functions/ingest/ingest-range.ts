import { nothing, type RangeAccount, type Receipt, total } from '../domain/receipt.ts';
import { fileReceipt, GONE, type IngestPorts, savePiece } from './ingest-ports.ts';
import { type RangeMessage, readRange, startOf } from './range.ts';

/**
 * Takes one range of a snapshot in, unless that was done, and leaves its account. Whoever leaves the last one makes the
 * snapshot's receipt final and gets it; for everyone else it is undefined.
 */
export async function ingestRange(ports: IngestPorts, message: RangeMessage): Promise<Receipt | undefined> {
  const { id, range } = message;
  const before = await ports.ranges(id);
  if (!before.has(range)) await ports.putRange(id, range, await takeRange(ports, message));
  const done = before.has(range) ? before : await ports.ranges(id);
  return done.size < message.ranges ? undefined : conclude(ports, message, [...done.values()]);
}

async function takeRange(ports: IngestPorts, message: RangeMessage): Promise<RangeAccount> {
  const object = await ports.open(message.key, message.eTag, startOf(message));
  if (!object) return { ...nothing(), gone: true };
  const saved = nothing();
  const pieces = readRange(object.bytes, message);
  let next = await pieces.next();
  for (; !next.done; next = await pieces.next()) await savePiece(ports, next.value, message.newsOf, saved);
  return { ...total([next.value, saved]), gone: false };
}

async function conclude(ports: IngestPorts, message: RangeMessage, parts: RangeAccount[]): Promise<Receipt | undefined> {
  const reading = await ports.receipt(message.id);
  if (!reading) throw new Error(`the snapshot ${message.id} has no receipt`);
  if (reading.outcome !== 'reading') {
    // A run that was stopped in between may have left it in the table alone.
    await fileReceipt(ports, reading);
    return undefined;
  }
  const account = total(parts);
  const gone = parts.filter((part) => part.gone).length;
  const papers = account.counts.new + account.counts.updated + account.counts.unchanged;
  const lost = gone > 0 ? `${GONE} (${gone} of its ${parts.length} ranges)` : '';
  const reason = [reading.reason, lost].filter(Boolean).join(' ');
  return fileReceipt(ports, {
    ...reading,
    ...account,
    outcome: papers > 0 ? 'accepted' : gone > 0 ? 'skipped' : 'refused',
    ...(reason ? { reason } : {}),
    durationMs: Math.max(0, ports.now().getTime() - Date.parse(message.uploadedAt)),
  });
}
