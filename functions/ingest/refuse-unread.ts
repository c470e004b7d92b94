import { noCounts, type Receipt } from '../domain/receipt.ts';
import { fileReceipt, type IngestPorts, isFeed } from './ingest-ports.ts';
import { conclude } from './ingest-range.ts';
import type { S3Notification } from './notification.ts';
import type { RangeMessage } from './range.ts';

/** Says on receipts that uploads, or a range of one, were not read in so many tries, unless they were. Returns those receipts. */
export async function giveUp(ports: IngestPorts, message: S3Notification | RangeMessage, tries: number): Promise<Receipt[]> {
  const receipts: (Receipt | undefined)[] = [];
  if ('uploads' in message) {
    for (const upload of message.uploads.filter((each) => isFeed(ports, each))) {
      const { id, key, eTag, size: bytes, uploadedAt } = upload;
      const durationMs = Math.max(0, ports.now().getTime() - uploadedAt.getTime());
      const about = { id, key, eTag, bytes, outcome: 'refused', reason: unread(tries), tries, durationMs } as const;
      // A snapshot may have come as far as being handed out in ranges: its receipt says so, and the last of them replaces it.
      receipts.push(await fileReceipt(ports, { ...noCounts(), ...(await ports.receipt(id)), ...about }));
    }
  } else {
    await ports.putRange(message.id, message.range, { ...noCounts(), gone: false, tries });
    receipts.push(await conclude(ports, message));
  }
  return receipts.flatMap((receipt) => (receipt?.tries ? [receipt] : []));
}

const unread = (tries: number) =>
  `It could not be read: ${tries} tries ended before the file did. It may take more memory or time than there is; the log of INGEST says more. Papers before that point may have been taken.`;
