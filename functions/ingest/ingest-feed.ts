import { isDay } from '../domain/listing-day.ts';
import type { Paper } from '../domain/paper.ts';
import { REJECTIONS_SHOWN, type Receipt } from '../domain/receipt.ts';
import type { Upload } from './notification.ts';
import { type ParsedFeed, parseFeed } from './parse-feed.ts';

/** What ingest needs of the world. `bucket` is the one it reads; `news` and `archive` are its prefixes. */
export type IngestPorts = {
  bucket: string;
  prefixes: { news: string; archive: string; receipts: string };
  now: () => Date;
  /** The object as the event saw it; undefined when it is gone or was overwritten. */
  open: (
    key: string,
    eTag: string,
  ) => Promise<{ bytes: AsyncIterable<Uint8Array>; metadata: Record<string, string> } | undefined>;
  save: (papers: readonly Paper[], as: { news: boolean }) => Promise<('new' | 'updated' | 'unchanged')[]>;
  /** Keeps the receipt unless this upload has one, and returns the one that stands. */
  putReceipt: (receipt: Receipt) => Promise<Receipt>;
  putObject: (key: string, body: string, contentType: string) => Promise<void>;
};

/**
 * Takes one upload in and leaves its receipt; undefined for an object that is none of ingest's business. Doing it again,
 * after a crash at any step or in a repeated delivery, ends in the same table and the same receipt.
 */
export async function ingestFeed(ports: IngestPorts, upload: Upload): Promise<Receipt | undefined> {
  const { bucket, prefixes, now } = ports;
  const news = upload.key.startsWith(prefixes.news);
  const ours = upload.bucket === bucket && (news || upload.key.startsWith(prefixes.archive)) && !upload.key.endsWith('/');
  if (!ours) return undefined;
  const started = now().getTime();
  const feed = await read(ports, upload);
  const saved = feed ? await ports.save(feed.papers, { news }) : [];
  const count = (outcome: string) => saved.filter((result) => result === outcome).length;
  const receipt = await ports.putReceipt({
    id: upload.id,
    key: upload.key,
    eTag: upload.eTag,
    outcome: feed?.outcome ?? 'skipped',
    ...(feed?.format ? { format: feed.format } : {}),
    ...reason(feed),
    counts: {
      new: count('new'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      duplicates: feed?.duplicates ?? 0,
      rejected: feed?.rejected.length ?? 0,
      shortened: feed?.shortened ?? 0,
    },
    rejected: feed?.rejected.slice(0, REJECTIONS_SHOWN) ?? [],
    ...(feed?.listedOn ? { listedOn: feed.listedOn } : {}),
    durationMs: now().getTime() - started,
  });
  await ports.putObject(
    `${prefixes.receipts}${receipt.id.replace(/[^\w.-]/g, '-')}.json`,
    JSON.stringify(receipt, undefined, 2),
    'application/json',
  );
  return receipt;
}

async function read({ open }: IngestPorts, { key, eTag, uploadedAt }: Upload): Promise<ParsedFeed | undefined> {
  const object = await open(key, eTag);
  if (!object) return undefined;
  const stated = object.metadata['listed-on'];
  const listedOn = stated && /^\d{4}-/.test(stated) && isDay(stated) ? stated : undefined;
  return parseFeed(object.bytes, { name: key, uploadedAt, listedOn });
}

function reason(feed: ParsedFeed | undefined): { reason?: string } {
  if (!feed) return { reason: 'The object was deleted or overwritten before it was read.' };
  return feed.reason === undefined ? {} : { reason: feed.reason };
}
