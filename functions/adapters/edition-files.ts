import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import {
  BATCH_SIZE,
  type Dispatch,
  mailPaper,
  notDropped,
  type Parts,
  type Printed,
  type PrintedPaper,
  partsHead,
  printedPaper,
} from '../domain/edition.ts';
import type { Features, PaperFeatures } from '../domain/interests/features.ts';
import { pack, unpack } from '../domain/interests/packed.ts';
import { objectStore } from './files.ts';

/** Bytes of a line of an audience file: a reader id of 22 characters and a newline, so a batch is a byte range. */
const LINE = 23;

const NEWLINE = 10;

type WithAudience = Pick<Dispatch, 'audienceKey' | 'audience'>;

/**
 * Reads the files of editions and dispatches: immutable objects, named by the hash of their content. The rows say which to read.
 */
export function editionFiles(bucket: string, s3?: S3Client) {
  const store = objectStore(bucket, s3);

  async function found(bytes: Promise<Uint8Array | undefined>, key: string): Promise<Uint8Array> {
    const body = await bytes;
    if (!body) throw new Error(`the file ${key} is missing from the store bucket`);
    return body;
  }

  const allPapers = async ({ files }: Printed): Promise<PrintedPaper[]> =>
    z.array(printedPaper).parse(await linesOf(files.papers));

  const linesOf = async (key: string) => parsedLines(await found(store.get(key), key));

  async function readers(
    { audienceKey, audience }: WithAudience,
    first: number,
    last: number,
  ): Promise<(batch: number) => string[]> {
    const begin = first * BATCH_SIZE * LINE;
    const end = Math.min((last + 1) * BATCH_SIZE, audience) * LINE;
    if (!audienceKey || begin >= end) return () => [];
    const ids = await found(store.range(audienceKey, begin, end - 1), audienceKey);
    const bytes = BATCH_SIZE * LINE;
    return (batch) => {
      const from = batch * bytes - begin;
      return new TextDecoder()
        .decode(ids.subarray(from, from + bytes))
        .split('\n')
        .filter(Boolean);
    };
  }

  return {
    /** The papers of an edition, as the web shows them, best first. */
    papers: async (edition: Printed): Promise<PrintedPaper[]> => notDropped(edition, await allPapers(edition)),

    /** The same as it closed: with those that an editor dropped since. */
    allPapers,

    /** The parts from which its copies are assembled. */
    async parts({ files }: { id: string; files: { parts: string } }): Promise<Parts> {
      const [head, ...papers] = await linesOf(files.parts);
      return { ...partsHead.parse(head), papers: z.array(mailPaper).parse(papers) };
    },

    /** What finds its papers for readers. A week has none: its days have them. */
    async features({ files }: Printed): Promise<Features | undefined> {
      return files.features === undefined ? undefined : featuresIn(await linesOf(files.features));
    },

    /** The readers of one batch. */
    async batch(dispatch: WithAudience, batch: number): Promise<string[]> {
      return (await readers(dispatch, batch, batch))(batch);
    },

    /** The readers of some batches (ascending), in one read from the first batch to the last. A million readers are 23 MB. */
    batches: (dispatch: WithAudience, batches: readonly number[]) => readers(dispatch, batches[0] ?? 0, batches.at(-1) ?? -1),
  };
}

/** The values of JSON Lines, parsed line by line: one string of all lines would double the memory it takes. */
function parsedLines(bytes: Uint8Array): unknown[] {
  const values: unknown[] = [];
  const decoder = new TextDecoder();
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    if (to > from) values.push(JSON.parse(decoder.decode(bytes.subarray(from, to))));
    from = to + 1;
  }
  return values;
}

const featuresHead = z.object({ lexicon: z.string(), terms: z.array(z.int()), said: z.array(z.string()) });
const featuresLine = z.object({
  id: z.string(),
  text: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  terms: z.base64(),
});

/** Features as JSON Lines: first the words of all papers, then one line for each paper, with its terms packed. */
export function* featureLines({ lexicon, said, papers }: Features): Generator<object> {
  yield { lexicon, terms: [...said.keys()], said: [...said.values()] } satisfies z.infer<typeof featuresHead>;
  for (const { terms, weights, ...paper } of papers) {
    const packed = Buffer.from(pack(terms, weights)).toString('base64');
    yield { ...paper, authors: [...paper.authors], categories: [...paper.categories], terms: packed } satisfies z.infer<
      typeof featuresLine
    >;
  }
}

/** Features from the lines of `featureLines`. */
export function featuresIn([first, ...others]: readonly unknown[]): Features {
  const { lexicon, terms, said } = featuresHead.parse(first);
  return {
    lexicon,
    said: new Map(terms.map((term, i) => [term, said[i] ?? ''])),
    papers: others.map((one) => unpacked(featuresLine.parse(one))),
  };
}

const unpacked = ({ terms, ...paper }: z.infer<typeof featuresLine>): PaperFeatures => ({
  ...paper,
  ...unpack(Buffer.from(terms, 'base64')),
});
