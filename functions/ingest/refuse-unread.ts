import { noTally, type Receipt } from '../domain/receipt.ts';
import { fileReceipt, type IngestPorts, isFeed } from './ingest-ports.ts';
import { finishSnapshot } from './ingest-range.ts';
import type { S3Notification } from './notification.ts';
import type { RangeMessage } from './range.ts';

/**
 * Writes receipts for uploads, or for a range of one, that were not read in `tries` tries. Returns those that are still unread.
 */
export async function refuseUnread(
  ports: IngestPorts,
  message: S3Notification | RangeMessage,
  tries: number,
): Promise<Receipt[]> {
  const receipts: (Receipt | undefined)[] = [];
  if ('uploads' in message) {
    for (const upload of message.uploads.filter((each) => isFeed(ports, each))) {
      const { id, key, eTag, size: bytes, uploadedAt } = upload;
      const durationMs = Math.max(0, ports.now().getTime() - uploadedAt.getTime());
      const about = { id, key, eTag, bytes, outcome: 'refused', reason: unread(tries), tries, durationMs } as const;
      // The snapshot may already be split into ranges. Its receipt then keeps their number, and the last range replaces it.
      receipts.push(await fileReceipt(ports, { ...noTally(), ...(await ports.receipt(id)), ...about }));
    }
  } else {
    await ports.putRange(message.id, message.range, { ...noTally(), gone: false, tries });
    receipts.push(await finishSnapshot(ports, message));
  }
  return receipts.flatMap((receipt) => (receipt?.tries ? [receipt] : []));
}

const unread = (tries: number) =>
  `It could not be read: each of ${tries} tries stopped before the end of the file. It may need more memory or time than INGEST has; see the log of INGEST. Papers before that point may have been taken. Split the file and upload it again.`;
