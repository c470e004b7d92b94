import * as z from 'zod/mini';
import type { Features, PaperFeatures } from '../domain/interests/features.ts';
import { pack, unpack } from '../domain/interests/packed.ts';

const head = z.object({ lexicon: z.string(), terms: z.array(z.int()), said: z.array(z.string()) });
const line = z.object({
  id: z.string(),
  text: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  terms: z.base64(),
});

/** Features as lines of JSON: the words of all papers first, then a paper each, its terms packed. */
export function* featureLines({ lexicon, said, papers }: Features): Generator<object> {
  yield { lexicon, terms: [...said.keys()], said: [...said.values()] } satisfies z.infer<typeof head>;
  for (const { terms, weights, ...paper } of papers) {
    const packed = Buffer.from(pack(terms, weights)).toString('base64');
    yield { ...paper, authors: [...paper.authors], categories: [...paper.categories], terms: packed } satisfies z.infer<
      typeof line
    >;
  }
}

/** Features out of such lines. */
export function featuresIn([first, ...others]: readonly unknown[]): Features {
  const { lexicon, terms, said } = head.parse(first);
  return {
    lexicon,
    said: new Map(terms.map((term, i) => [term, said[i] ?? ''])),
    papers: others.map((one) => unpacked(line.parse(one))),
  };
}

const unpacked = ({ terms, ...paper }: z.infer<typeof line>): PaperFeatures => ({
  ...paper,
  ...unpack(Buffer.from(terms, 'base64')),
});
