import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { STORE_PREFIXES } from '../contract/tables.ts';
import { BATCH_SIZE, type Edition, type Parts, type PrintedPaper, parts, printedPaper } from '../domain/edition.ts';
import { objectStore } from './object-store.ts';

/** Bytes of a line of an audience file: a reader id of 22 characters and a newline, so a batch is a byte range. */
const LINE = 23;

type Frozen = Pick<Edition, 'audienceKey' | 'audience'>;

/** The frozen content of editions: immutable objects named by their content hash, which the edition's row chooses. */
export function editionFiles(bucket: string) {
  const store = objectStore(bucket);

  async function keep(id: string, name: string, contentType: string, body: string, prefix: string = STORE_PREFIXES.editions) {
    const key = `${prefix}${id}/${name.replace('.', `-${createHash('sha256').update(body).digest('hex')}.`)}`;
    await store.put(key, body, contentType);
    return key;
  }

  async function found(bytes: Promise<Uint8Array | undefined>, key: string): Promise<Uint8Array> {
    const body = await bytes;
    if (!body) throw new Error(`the edition's file ${key} is missing from the store bucket`);
    return body;
  }

  const text = async (key: string) => new TextDecoder().decode(await found(store.get(key), key));

  async function readers({ audienceKey, audience }: Frozen, first: number, last: number): Promise<(batch: number) => string[]> {
    const begin = first * BATCH_SIZE * LINE;
    const end = Math.min((last + 1) * BATCH_SIZE, audience) * LINE;
    if (begin >= end) return () => [];
    const lines = await found(store.range(audienceKey, begin, end - 1), audienceKey);
    const bytes = BATCH_SIZE * LINE;
    return (batch) => {
      const from = batch * bytes - begin;
      return new TextDecoder()
        .decode(lines.subarray(from, from + bytes))
        .split('\n')
        .filter(Boolean);
    };
  }

  return {
    keepPapers: (id: string, papers: readonly PrintedPaper[]) =>
      keep(id, 'papers.json', 'application/json', JSON.stringify(papers)),
    keepParts: (id: string, cut: Parts) => keep(id, 'parts.json', 'application/json', JSON.stringify(cut)),
    keepAudience: (id: string, readerIds: readonly string[]) =>
      keep(
        id,
        'audience.ndjson',
        'application/x-ndjson',
        readerIds.map((readerId) => `${readerId}\n`).join(''),
        STORE_PREFIXES.audiences,
      ),

    /** What the edition prints, best first. */
    async papers({ papersKey }: Pick<Edition, 'papersKey'>): Promise<PrintedPaper[]> {
      return z.array(printedPaper).parse(JSON.parse(await text(papersKey)));
    },

    /** The rendered edition with its blanks. */
    async parts({ partsKey }: Pick<Edition, 'partsKey'>): Promise<Parts> {
      return parts.parse(JSON.parse(await text(partsKey)));
    },

    /** The readers of one batch. */
    async batch(edition: Frozen, batch: number): Promise<string[]> {
      return (await readers(edition, batch, batch))(batch);
    },

    /** The readers of some batches, in rising order: one read, from the first of them to the last. A million readers are 23 MB. */
    batches: (edition: Frozen, batches: readonly number[]) => readers(edition, batches[0] ?? 0, batches.at(-1) ?? -1),
  };
}
