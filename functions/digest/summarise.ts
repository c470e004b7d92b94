import { createHash } from 'node:crypto';
import pMap from 'p-map';
import { sentenceBy } from '../domain/tldr.ts';

/** Papers asked about at once. */
const AT_ONCE = 6;

/** How long one edition may ask the model, and how long a model that failed or was slow is not asked again, ms. */
const PATIENCE_MS = 30_000;
const REST_MS = 600_000;

/** Failures in one edition after which the model counts as failed. */
const FAILURES = 3;

type Paper = { id: string; title: string; abstract: string };

/** What `summariser` needs. `ask` may reject, or return any text. `failed` gets the error when a paper has no answer. */
export type ModelPorts = {
  ask(paper: Paper): Promise<string>;
  kept: {
    get(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
    put(name: string, text: string, at: Date): Promise<void>;
  };
  failed(error: unknown): void;
  now(): Date;
};

/** Says what papers are about, one sentence each, by paper id. */
export type Summarise = (papers: readonly Paper[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Asks a model what papers are about. Each text is asked about once and its answer kept, usable or not. A paper without a usable
 * answer is left out: its edition then shows a sentence of the abstract. Takes a minute at most. A model that fails three papers
 * of an edition, or takes too long, is not asked again for ten minutes.
 */
export function summariser(model: string, { ask, kept, failed, now }: ModelPorts): Summarise {
  let restsUntil = 0;
  return async (papers) => {
    const deadline = now().getTime() + PATIENCE_MS;
    const known = await kept.get(papers.map((paper) => nameOf(model, paper)));
    let failures = 0;
    const stopAsking = () => {
      restsUntil = now().getTime() + REST_MS;
    };
    const answers = await pMap(
      papers,
      async (paper): Promise<[string, string]> => {
        const name = nameOf(model, paper);
        const before = known.get(name);
        if (before !== undefined) return [paper.id, before];
        if (now().getTime() > deadline) stopAsking();
        if (now().getTime() < restsUntil) return [paper.id, ''];
        try {
          const sentence = sentenceBy(await ask(paper), paper);
          await kept.put(name, sentence, now());
          return [paper.id, sentence];
        } catch (error) {
          failed(error);
          failures += 1;
          if (failures >= FAILURES) stopAsking();
          return [paper.id, ''];
        }
      },
      { concurrency: AT_ONCE },
    );
    return new Map(answers.filter(([, sentence]) => sentence));
  };
}

/** The name under which an answer is kept. It does not hold the paper's id, which may change while the text stays. */
const nameOf = (model: string, { title, abstract }: Paper) =>
  createHash('sha256')
    .update(JSON.stringify([model, title, abstract]))
    .digest('base64url');
