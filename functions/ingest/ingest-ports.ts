import type { Paper, StoredPaper } from '../domain/paper.ts';
import type { IngestTally, RangeTally, Receipt } from '../domain/receipt.ts';
import type { Upload } from './notification.ts';
import type { RangeMessage } from './range.ts';
import { FIRST_PIECE_RECORDS } from './read-feed.ts';

/** The reason of a receipt with the outcome `skipped`. */
export const OBJECT_GONE = 'The object was deleted or overwritten before it was read.';

/** The reason on the receipt of a long feed under `feeds/`. This keeps a snapshot from being mailed by mistake. */
export const TOO_LONG_FOR_NEWS = `It has more than ${FIRST_PIECE_RECORDS} records, so it counts as an archive: its papers go into the store, and none is news.`;

/** What ingest needs of the world. `bucket` is the one it reads; `news` and `archive` are its prefixes. */
export type IngestPorts = {
  bucket: string;
  prefixes: { news: string; archive: string; receipts: string };
  now: () => Date;
  /** Bytes of a range of a snapshot. */
  rangeBytes: number;
  /** Opens the object with this `eTag`, from byte `from` on; undefined if it was deleted or overwritten. */
  open: (
    key: string,
    eTag: string,
    from?: number,
  ) => Promise<{ bytes: AsyncIterable<Uint8Array>; metadata: Record<string, string> } | undefined>;
  /** Saves papers. `newsOf` is the id of their upload if they are news. */
  save: (papers: readonly Paper[], as: { newsOf?: string | undefined }) => Promise<('new' | 'updated' | 'unchanged')[]>;
  /** The stored papers among these aliases. */
  getMany: (ids: readonly string[]) => Promise<StoredPaper[]>;
  /** Stores the receipt unless this upload has a final one. Returns the stored receipt. */
  putReceipt: (receipt: Receipt) => Promise<Receipt>;
  receipt: (id: string) => Promise<Receipt | undefined>;
  putObject: (key: string, body: string, contentType: string) => Promise<void>;
  sendRanges: (messages: RangeMessage[]) => Promise<void>;
  /** Stores the tally of a range unless the range was already read. */
  putRange: (id: string, range: number, tally: RangeTally) => Promise<void>;
  /** The tallies of the finished ranges by number, in order. */
  ranges: (id: string) => Promise<Map<number, RangeTally>>;
};

/** True if an upload is a feed. A key that ends in `/` is a folder. */
export const isFeed = ({ bucket, prefixes }: Pick<IngestPorts, 'bucket' | 'prefixes'>, upload: Upload): boolean =>
  upload.bucket === bucket &&
  (upload.key.startsWith(prefixes.news) || upload.key.startsWith(prefixes.archive)) &&
  !upload.key.endsWith('/');

/** Saves the papers of a piece and counts them as new, updated or unchanged. */
export async function savePiece(
  ports: Pick<IngestPorts, 'save'>,
  papers: readonly Paper[],
  newsOf: string | undefined,
  { counts }: IngestTally,
): Promise<void> {
  for (const outcome of await ports.save(papers, { newsOf })) counts[outcome] += 1;
}

/** Stores the receipt of an upload in the table and, for people, in the bucket. Returns the stored receipt. */
export async function fileReceipt({ putReceipt, putObject, prefixes }: IngestPorts, made: Receipt): Promise<Receipt> {
  const receipt = await putReceipt(made);
  const key = `${prefixes.receipts}${receipt.id.replace(/[^\w.-]/g, '-')}.json`;
  await putObject(key, JSON.stringify(receipt, undefined, 2), 'application/json');
  return receipt;
}
