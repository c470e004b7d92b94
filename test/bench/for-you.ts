import { assemble } from '../../emails/assemble.ts';
import { shippedLexicon } from '../../functions/adapters/lexicon.ts';
import { compose } from '../../functions/digest/compose.ts';
import { kept, print } from '../../functions/digest/print.ts';
import { corpusOf, MOST_IN_CORPUS } from '../../functions/domain/interests/corpus.ts';
import { featuresOf, finder } from '../../functions/domain/interests/features.ts';
import { candidates, inOrder } from '../../functions/domain/interests/for-you.ts';
import { NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import { learnFrom } from '../../functions/domain/interests/learn.ts';
import { vectorOf } from '../../functions/domain/interests/lexicon.ts';
import { copyRenderer } from '../../functions/send/copies.ts';
import { allowJsx } from '../../infra/cli/lib/jsx.ts';
import { costs, type Report, short, sink } from './measure.ts';

const [PAPERS, READERS] = [300, 200_000];

/** What "For you" costs: DIGEST to learn a reader, SEND to choose for one and to put their copy together. */
export async function bench(): Promise<Report> {
  allowJsx();
  const { edition, ownOf, realPapers, render } = await import('./edition.ts');
  const all = await shippedLexicon();
  const real = await realPapers();
  /** A day of 300: each has a half of one real paper and a half of another. */
  const day = Array.from({ length: PAPERS }, (_, n) => {
    const [one, other] = [real[n % real.length]!, real[(n * 7 + Math.floor(n / real.length) * 31) % real.length]!];
    const half = (text: string) => text.split('. ').slice(0, 4).join('. ');
    return { ...one, id: `paper ${n}`, ids: [`paper ${n}`], abstract: `${half(one.abstract)}. ${half(other.abstract)}.` };
  });
  const vectors = day.map((paper) => vectorOf(paper, all));
  const corpus = corpusOf(
    Array.from({ length: MOST_IN_CORPUS }, (_, n) => vectors[n % vectors.length]!),
    all.terms.length,
  );
  const now = new Date(edition.end);
  const likesOf = (n: number, likes: number) => Array.from({ length: likes }, (_, i) => real[(n * 3 + i * 29) % real.length]!);
  const learn = (n: number, likes = 3) =>
    learnFrom({ interests: NO_INTERESTS, liked: likesOf(n, likes), disliked: [] }, corpus, all, now);
  const readers = Array.from({ length: 50 }, (_, n) => ({ interests: NO_INTERESTS, learned: learn(n) }));
  const printed = print(day.map(kept), now);
  const found = finder(featuresOf(printed, all));
  const shelf = {
    finder: found,
    papers: printed.map(() => ({ subject: 'other' as const })),
    order: [...printed.keys()],
  };
  const parts = compose(edition, printed, render);
  const drawn = { ...parts, papers: parts.papers.map((paper) => ({ ...paper, day: edition.day })) };
  const copy = copyRenderer({ assemble, language: 'en-GB' }, edition, {
    ...drawn,
    finders: [{ day: edition.day, finder: found }],
  });
  let turn = 0;
  const reader = () => readers[++turn % readers.length]!;
  const own = ownOf(1);
  const cards = readers.map((one) => candidates(shelf, one).length);

  const cost = await costs({
    learned: () => sink(learn(++turn)?.least ?? 0),
    fromMany: () => sink(learn(++turn, 50)?.least ?? 0),
    chosen: () => sink(candidates(shelf, reader()).sort(inOrder).length),
    common: () => sink(copy.common(own).html.length),
    personal: () => sink(copy.personal(own, reader())?.html.length ?? 0),
  });
  const whole = (cost.chosen * READERS) / 1e6;
  return {
    tables: [
      {
        head: ['CPU', 'one', 'goal'],
        rows: [
          ['learning a reader from three papers', `${short(cost.learned / 1000)} ms`, '50 ms'],
          ['… from fifty', `${short(cost.fromMany / 1000)} ms`, '50 ms'],
          [`scoring ${PAPERS} papers for a reader and choosing`, `${short(cost.chosen)} µs`, ''],
          [`… for ${READERS.toLocaleString('en')} readers`, `${short(whole)} s`, '2 s'],
          ['the common copy, with a reader’s links', `${short(cost.common)} µs`, ''],
          ['a personal copy, chosen and with its reasons', `${short(cost.personal)} µs`, `${short(cost.common + 100)} µs`],
        ],
      },
    ],
    goals: [
      { what: 'learning a reader from fifty papers, of 50 ms', ratio: cost.fromMany / 50_000, atMost: 1 },
      { what: 'learning a reader, of 50 ms', ratio: cost.learned / 50_000, atMost: 1 },
      { what: `${READERS.toLocaleString('en')} readers × ${PAPERS} papers, of 2 s`, ratio: whole / 2, atMost: 1 },
      { what: 'a personal copy over the common one, of 0.1 ms', ratio: (cost.personal - cost.common) / 100, atMost: 1 },
    ],
    notes: [`Papers that fit a reader: ${Math.min(...cards)} to ${Math.max(...cards)} of ${PAPERS}.`],
  };
}
