import { createHash } from 'node:crypto';
import * as z from 'zod';
import { BATCH_SIZE, type Edition, type Parts, type PrintedPaper, parts, printedPaper } from '../domain/edition.ts';
import { objectStore } from './object-store.ts';

/** Bytes of a line of an audience file: a reader id of 22 characters and a newline, so a batch is a byte range. */
const LINE = 23;

/** The frozen content of editions: immutable objects named by their content hash, which the edition's row chooses. */
export function editionFiles(bucket: string) {
  const store = objectStore(bucket);

  async function keep(id: string, name: string, contentType: string, body: string): Promise<string> {
    const key = `editions/${id}/${name.replace('.', `-${createHash('sha256').update(body).digest('hex')}.`)}`;
    await store.put(key, body, contentType);
    return key;
  }

  async function read(bytes: Promise<Uint8Array | undefined>, key: string): Promise<string> {
    const body = await bytes;
    if (!body) throw new Error(`the edition's file ${key} is missing from the store bucket`);
    return new TextDecoder().decode(body);
  }

  return {
    keepPapers: (id: string, papers: readonly PrintedPaper[]) =>
      keep(id, 'papers.json', 'application/json', JSON.stringify(papers)),
    keepParts: (id: string, cut: Parts) => keep(id, 'parts.json', 'application/json', JSON.stringify(cut)),
    keepAudience: (id: string, readerIds: readonly string[]) =>
      keep(id, 'audience.ndjson', 'application/x-ndjson', readerIds.map((readerId) => `${readerId}\n`).join('')),

    /** What the edition prints, best first. */
    async papers({ papersKey }: Pick<Edition, 'papersKey'>): Promise<PrintedPaper[]> {
      return z.array(printedPaper).parse(JSON.parse(await read(store.get(papersKey), papersKey)));
    },

    /** The rendered edition with its blanks. */
    async parts({ partsKey }: Pick<Edition, 'partsKey'>): Promise<Parts> {
      return parts.parse(JSON.parse(await read(store.get(partsKey), partsKey)));
    },

    /** The readers of one batch. */
    async batch({ audienceKey, audience }: Pick<Edition, 'audienceKey' | 'audience'>, batch: number): Promise<string[]> {
      const first = batch * BATCH_SIZE;
      const last = Math.min(first + BATCH_SIZE, audience);
      if (first >= last) return [];
      const lines = await read(store.range(audienceKey, first * LINE, last * LINE - 1), audienceKey);
      return lines.split('\n').filter(Boolean);
    },
  };
}
