import type { Paper, StoredPaper } from '../domain/paper.ts';
import type { IngestCounts, RangeCounts, Receipt } from '../domain/receipt.ts';
import type { Upload } from './notification.ts';
import type { RangeMessage } from './range.ts';
import { HELD } from './read-feed.ts';

/** Why a receipt says `skipped`. */
export const GONE = 'The object was deleted or overwritten before it was read.';

/** Said of a long feed under `feeds/`: nobody mails a snapshot by mistake. */
export const NO_NEWS = `It has more than ${HELD} records, so it was taken as an archive: none of its papers is news.`;

/** What ingest needs of the world. `bucket` is the one it reads; `news` and `archive` are its prefixes. */
export type IngestPorts = {
  bucket: string;
  prefixes: { news: string; archive: string; receipts: string };
  now: () => Date;
  /** Bytes of a range of a snapshot. */
  rangeBytes: number;
  /** The object as the event saw it, from byte `from` on; undefined when it is gone or was overwritten. */
  open: (
    key: string,
    eTag: string,
    from?: number,
  ) => Promise<{ bytes: AsyncIterable<Uint8Array>; metadata: Record<string, string> } | undefined>;
  /** Saves papers; `newsOf` is the upload whose news they are. */
  save: (papers: readonly Paper[], as: { newsOf?: string | undefined }) => Promise<('new' | 'updated' | 'unchanged')[]>;
  /** The stored papers among these aliases. */
  getMany: (ids: readonly string[]) => Promise<StoredPaper[]>;
  /** Keeps the receipt unless this upload has one that is final, and returns the one that stands. */
  putReceipt: (receipt: Receipt) => Promise<Receipt>;
  receipt: (id: string) => Promise<Receipt | undefined>;
  putObject: (key: string, body: string, contentType: string) => Promise<void>;
  /** Puts ranges into their queue. */
  fanOut: (messages: RangeMessage[]) => Promise<void>;
  /** Keeps the account of a range unless it has been read. */
  putRange: (id: string, range: number, account: RangeCounts) => Promise<void>;
  /** The accounts of the ranges that are done, in their order. */
  ranges: (id: string) => Promise<Map<number, RangeCounts>>;
};

/** Whether an upload is one of feeds; a key that ends in `/` is a folder. */
export const isFeed = ({ bucket, prefixes }: Pick<IngestPorts, 'bucket' | 'prefixes'>, upload: Upload): boolean =>
  upload.bucket === bucket &&
  (upload.key.startsWith(prefixes.news) || upload.key.startsWith(prefixes.archive)) &&
  !upload.key.endsWith('/');

/** Saves a piece of a feed and enters what came of it. */
export async function savePiece(
  ports: Pick<IngestPorts, 'save'>,
  papers: readonly Paper[],
  newsOf: string | undefined,
  { counts }: IngestCounts,
): Promise<void> {
  for (const outcome of await ports.save(papers, { newsOf })) counts[outcome] += 1;
}

/** Files the receipt of an upload in the table and, for people, in the bucket. Returns the one that stands. */
export async function fileReceipt({ putReceipt, putObject, prefixes }: IngestPorts, made: Receipt): Promise<Receipt> {
  const receipt = await putReceipt(made);
  const key = `${prefixes.receipts}${receipt.id.replace(/[^\w.-]/g, '-')}.json`;
  await putObject(key, JSON.stringify(receipt, undefined, 2), 'application/json');
  return receipt;
}
