import { isNews } from '../domain/paper.ts';
import type { Receipt } from '../domain/receipt.ts';
import { once } from './formats/format.ts';
import { ingestFeed } from './ingest-feed.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { FIRST_PIECE_RECORDS } from './read-feed.ts';

/**
 * A paper that an upload would bring. `state`: `new` is not stored yet; `known` is stored and would become news; `was-news` was
 * news before, so it is not news again; `no-news` is a revision, a notice or withdrawn.
 */
export type Seen = { title: string; url: string; state: 'new' | 'known' | 'was-news' | 'no-news' };

/**
 * Shows what ingest would make of an upload and writes nothing. It runs ingest with a store that is only read. The receipt is the
 * one that the upload would leave, except that all stored papers count as unchanged. Only the first 5,000 papers are looked up; a
 * longer file is no news. The others count as new.
 */
export async function lookAtFeed(
  { getMany, prefixes, now }: Pick<IngestPorts, 'getMany' | 'prefixes' | 'now'>,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  { key, listedOn }: { key: string; listedOn?: string | undefined },
): Promise<{ receipt: Receipt; papers: Seen[] }> {
  const papers: Seen[] = [];
  const save: IngestPorts['save'] = async (records) => {
    const stored = papers.length < FIRST_PIECE_RECORDS ? await getMany(records.flatMap(({ ids }) => ids)) : [];
    const byAlias = new Map(stored.flatMap((one) => one.ids.map((id) => [id, one] as const)));
    return records.map((record) => {
      const known = record.ids.map((id) => byAlias.get(id)).find((one) => one !== undefined);
      const state = known?.newsAt ? 'was-news' : !isNews(record) ? 'no-news' : known ? 'known' : 'new';
      papers.push({ title: record.title, url: record.url, state });
      return known ? 'unchanged' : 'new';
    });
  };
  const bucket = 'none';
  const metadata: Record<string, string> = listedOn ? { 'listed-on': listedOn } : {};
  const ports: IngestPorts = {
    ...{ bucket, prefixes, now, getMany, save },
    // Never split into ranges, so the size does not matter.
    rangeBytes: Number.POSITIVE_INFINITY,
    open: async () => ({ bytes: bytes instanceof Uint8Array ? once(bytes) : bytes, metadata }),
    putReceipt: async (receipt) => receipt,
    ...{ receipt: async () => undefined, ranges: async () => new Map() },
    ...{ putObject: async () => {}, sendRanges: async () => {}, putRange: async () => {} },
  };
  const receipt = await ingestFeed(ports, { id: '', bucket, key, eTag: '', size: 0, uploadedAt: now() });
  if (!receipt) throw new Error(`${key} is no key of a feed`);
  return { receipt, papers };
}
