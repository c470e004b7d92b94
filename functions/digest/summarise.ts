import { createHash } from 'node:crypto';
import pMap from 'p-map';
import { sentenceBy } from '../domain/tldr.ts';

/** Papers asked about at once. */
const AT_ONCE = 6;

/** How long one edition may take to ask, and how long a model that failed or was slow is left alone, ms. */
const PATIENCE_MS = 30_000;
const REST_MS = 600_000;

/** Failures after which it has failed. */
const FAILURES = 3;

type Paper = { id: string; title: string; abstract: string };

/** What asking a model needs of the world. `ask` may reject and answer anything; `failed` is told why a paper has no answer. */
export type ModelPorts = {
  ask(paper: Paper): Promise<string>;
  kept: {
    get(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
    put(name: string, text: string, at: Date): Promise<void>;
  };
  failed(error: unknown): void;
  now(): Date;
};

export type Summarise = (papers: readonly Paper[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Has a model say in a sentence what papers are about. Each text is asked about once and its answer kept, usable or not. A paper
 * whose answer is missing or unusable is left out: then its abstract's own sentence stands. Never later than a minute, and a
 * model that fails three papers of an edition, or takes too long, is not asked again for ten minutes.
 */
export function summariser(model: string, { ask, kept, failed, now }: ModelPorts): Summarise {
  let restsUntil = 0;
  return async (papers) => {
    const deadline = now().getTime() + PATIENCE_MS;
    const known = await kept.get(papers.map((paper) => nameOf(model, paper)));
    let failures = 0;
    const rest = () => {
      restsUntil = now().getTime() + REST_MS;
    };
    const told = await pMap(
      papers,
      async (paper): Promise<[string, string]> => {
        const name = nameOf(model, paper);
        const before = known.get(name);
        if (before !== undefined) return [paper.id, before];
        if (now().getTime() > deadline) rest();
        if (now().getTime() < restsUntil) return [paper.id, ''];
        try {
          const sentence = sentenceBy(await ask(paper), paper);
          await kept.put(name, sentence, now());
          return [paper.id, sentence];
        } catch (error) {
          failed(error);
          failures += 1;
          if (failures >= FAILURES) rest();
          return [paper.id, ''];
        }
      },
      { concurrency: AT_ONCE },
    );
    return new Map(told.filter(([, sentence]) => sentence));
  };
}

/** What an answer is kept under: the same text asks the same model once, whatever id it goes by. */
const nameOf = (model: string, { title, abstract }: Paper) =>
  createHash('sha256')
    .update(JSON.stringify([model, title, abstract]))
    .digest('base64url');
