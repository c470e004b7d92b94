import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { CORPUS_DAYS, corpusOf, MOST_IN_CORPUS } from '../../functions/domain/interests/corpus.ts';
import { featuresOf, finder } from '../../functions/domain/interests/features.ts';
import { reasoner } from '../../functions/domain/interests/fit.ts';
import { candidates, inOrder } from '../../functions/domain/interests/for-you.ts';
import { EMPTY_FILTER, NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import { learnFrom } from '../../functions/domain/interests/learn.ts';
import { countTerms, type Lexicon, type Vector, vectorOf } from '../../functions/domain/interests/lexicon.ts';
import { Failure } from '../../infra/cli/lib/command.ts';
import {
  type Asked,
  advantage,
  type Kind,
  mean,
  questionsOf,
  type Ranking,
  readChoices,
  type Score,
  scoresOf,
} from './judging.ts';
import { type Goal, progress, type Report } from './measure.ts';
import { PEERS, type Peer, type Seen } from './peers.ts';

/**
 * How well "what I work on" ranks a day for real readers.
 *
 *   npm run bench -- relevance --stream FILE --picks FILE
 *
 * compares it with peers over papers that real readers chose;
 *
 *   node test/bench/relevance.ts answer --stream FILE < questions.jsonl > answers.jsonl
 *
 * answers each question by the code of the product. A question names liked papers of a stream, words, authors, and days with their
 * candidates; nothing of the stream from `asOf` on is used but the candidates' own text.
 */
const streamed = z.object({
  id: z.string(),
  day: z.string(),
  title: z.string(),
  abstract: z.string().default(''),
  authors: z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])).default([]),
  categories: z.array(z.string()).default([]),
});
type Streamed = z.infer<typeof streamed>;

export const question = z.object({
  id: z.string(),
  asOf: z.string(),
  likes: z.array(z.string()).default([]),
  words: z.array(z.string()).default([]),
  authors: z.array(z.string()).default([]),
  days: z.array(z.object({ day: z.string(), candidates: z.array(z.string()) })),
});
type Question = z.infer<typeof question>;
type Answer = { id: string; days: { day: string; ranked: string[]; reasons: Record<string, string> }[] };

/** Terms that fewer papers hold say nothing yet: one in a thousand, 20 at most. */
export const leastOf = (papers: number) => Math.min(20, Math.max(2, Math.floor(papers / 1000)));

export async function readStream(file: string): Promise<Map<string, Streamed>> {
  const papers = new Map<string, Streamed>();
  const bytes = createReadStream(file);
  for await (const line of createInterface({ input: file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes })) {
    if (!line.trim()) continue;
    const paper = streamed.parse(JSON.parse(line));
    if (!papers.has(paper.id)) papers.set(paper.id, paper);
  }
  return papers;
}

/** The corpus that DIGEST reads: editions of so many days. */
const daysBefore = (day: string, days: number) => new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** What was known before a day: word frequencies of all earlier papers, and the corpus of the last ones. */
export function knownBefore(papers: ReadonlyMap<string, Streamed>, asOf: string) {
  const earlier = [...papers.values()].filter(({ day }) => day < asOf);
  const all = countTerms(earlier, leastOf(earlier.length), 'counted');
  const from = daysBefore(asOf, CORPUS_DAYS);
  const lately = earlier.filter(({ day }) => day >= from).map((paper) => vectorOf(paper, all));
  // Newest first, as DIGEST reads them.
  const vectors = lately.toReversed().slice(0, MOST_IN_CORPUS);
  return { all, corpus: corpusOf(vectors, all.terms.length), vectors, shelves: new Map<string, ReturnType<typeof shelfOf>>() };
}
type Known = ReturnType<typeof knownBefore>;

/** Papers as SEND chooses from them. Asked for a day once more, it is the same. */
function shelfOf(ids: readonly string[], papers: ReadonlyMap<string, Streamed>, all: Lexicon) {
  const shown = ids.flatMap((id) => papers.get(id) ?? []);
  return {
    finder: finder(featuresOf(shown, all)),
    papers: shown.map((paper) => ({ ...paper, subject: 'other' as const })),
    order: shown.map((_, place) => place),
  };
}

/** Ranks the candidates of each day as SEND does, by what DIGEST learns, and says why those that fit do. */
export function answer(asked: Question, papers: ReadonlyMap<string, Streamed>, { all, corpus, shelves }: Known): Answer {
  const liked = asked.likes.flatMap((id) => papers.get(id) ?? []);
  const interests = { ...NO_INTERESTS, follow: { ...EMPTY_FILTER, words: asked.words, authors: asked.authors } };
  const learned = learnFrom({ interests, liked, disliked: [] }, corpus, all, new Date(`${asked.asOf}T00:00:00Z`));
  const reasonOf = reasoner(learned, asked.words);
  const days = asked.days.map(({ day, candidates: ids }) => {
    const unique = [...new Set(ids)];
    const key = unique.join(' ');
    const shelf = shelves.get(key) ?? shelfOf(unique, papers, all);
    shelves.set(key, shelf);
    const ranked = candidates(shelf, { interests, learned }, true).sort(inOrder);
    const reasons = ranked.flatMap(({ paper, place, match, fit }) => {
      const why = reasonOf(shelf.finder, place, match, fit);
      return why ? [[paper.id, why.reason] as const] : [];
    });
    const unknown = unique.filter((id) => !papers.has(id));
    return { day, ranked: [...ranked.map(({ paper }) => paper.id), ...unknown], reasons: Object.fromEntries(reasons) };
  });
  return { id: asked.id, days };
}

/** What readers of those lists would type, by what their lists are about: written before any of it was ranked. */
const WORDS: Record<string, readonly string[]> = {
  'BradyFU/Awesome-Multimodal-Large-Language-Models': [
    'multimodal large language models',
    'visual question answering',
    'video understanding',
  ],
  'ThuCCSLab/Awesome-LM-SSP': ['jailbreak', 'backdoor', 'prompt injection', 'safety alignment', 'privacy'],
  'TsinghuaC3I/Awesome-RL-for-LRMs': ['reinforcement learning', 'reasoning models', 'verifiable rewards'],
  'hemingkx/Awesome-Efficient-Reasoning': ['efficient reasoning', 'overthinking', 'reasoning length'],
  'hemingkx/SpeculativeDecodingPapers': ['speculative decoding', 'draft model'],
  'wangkai930418/awesome-diffusion-categorized': ['diffusion model', 'image editing', 'image generation'],
};

const SETS: Record<string, Kind> = {
  'one interest, 3 likes': { likes: 3, interests: 1, draws: 8 },
  'three interests, 3 likes each': { likes: 3, interests: 3, draws: 24 },
  'one like': { likes: 1, interests: 1, draws: 8 },
  'words only': { likes: 0, interests: 1, draws: 1, words: true },
  'all earlier likes, by the week': { likes: Number.POSITIVE_INFINITY, interests: 1, draws: 1, weekly: true },
};

/** How well it ranks, beside peers, over questions of several kinds. */
export async function bench({ stream, picks }: { stream?: string | undefined; picks?: string | undefined }): Promise<Report> {
  if (!stream || !picks)
    throw new Failure('relevance needs --stream FILE and --picks FILE: docs/decisions.md says what they hold.', 2);
  const papers = await readStream(stream);
  const chosen = readChoices(picks);
  const goals: Goal[] = [];
  const rows: string[][] = [];
  const known = new Map<string, Known>();
  const notes: string[] = [];
  const found: Record<string, Record<string, Map<string, Score>>> = {};
  for (const [name, kind] of Object.entries(SETS)) {
    progress(name);
    const asked = questionsOf(papers, chosen, kind, WORDS);
    const scores: Record<string, Map<string, Score>> = {
      ours: scoresOf(
        asked,
        asked.map((one) => answer({ authors: [], ...one }, papers, knownAt(one.asOf)).days.map(({ ranked }) => ranked)),
      ),
    };
    for (const [peer, rank] of Object.entries(PEERS)) {
      progress(`${name}: ${peer}`);
      const able = peer === 'order of the day' || (peer === 'hand-written words') === (kind.words ?? false);
      if (able)
        scores[peer] = scoresOf(
          asked,
          asked.map((one) => rankedBy(rank, one)),
        );
    }
    found[name] = scores;
    for (const [who, of] of Object.entries(scores)) {
      const [ndcg, recall] = (['ndcg', 'recall'] as const).map((what) => mean(Array.from(of.values(), (score) => score[what])));
      const { mean: by, from, to } = advantage(scores.ours!, of);
      const signed = (n: number) => (n < 0 ? '' : '+') + n.toFixed(3);
      rows.push([
        who === 'ours' ? name : '',
        who,
        ndcg!.toFixed(3),
        recall!.toFixed(3),
        who === 'ours' ? '' : `${signed(by)} (${signed(from)} to ${signed(to)})`,
      ]);
    }
  }
  progress();
  const of = (set: string, who: string) => mean(Array.from(found[set]?.[who]?.values() ?? [], ({ ndcg }) => ndcg));
  const [one, like, words, all] = ['one interest, 3 likes', 'one like', 'words only', 'all earlier likes, by the week'] as const;
  goals.push(
    { what: 'one interest, 3 likes: nDCG@10, of 0.60', ratio: of(one, 'ours') / 0.6, atLeast: 1 },
    {
      what: '… and above arxiv-sanity-lite in 95 % of draws of the readers',
      ratio: 1 + advantage(found[one]!.ours!, found[one]!['arxiv-sanity-lite']!).from,
      atLeast: 1,
    },
    { what: 'one like, beside arxiv-sanity-lite with three', ratio: of(like, 'ours') / of(one, 'arxiv-sanity-lite'), atLeast: 1 },
    {
      what: 'words alone, beside the same words looked for, and 8 points',
      ratio: of(words, 'ours') / (of(words, 'hand-written words') + 0.08),
      atLeast: 1,
    },
    { what: 'all earlier likes, beside arxiv-sanity-lite', ratio: of(all, 'ours') / of(all, 'arxiv-sanity-lite'), atLeast: 1 },
  );
  notes.push('nDCG and recall at 10: means over spans, then over readers; in brackets 95 % of 2,000 draws of the readers.');
  return { tables: [{ head: ['asked', 'by', 'nDCG@10', 'R@10', 'ours above it'], rows }], goals, notes };

  function knownAt(asOf: string): Known {
    const then = known.get(asOf) ?? knownBefore(papers, asOf);
    known.set(asOf, then);
    return then;
  }

  function rankedBy(peer: Peer, { asOf, likes, words, days }: Asked): Ranking {
    const { all, vectors } = knownAt(asOf);
    const seen = (id: string): Seen[] => {
      const paper = papers.get(id);
      if (!paper) return [];
      const vector = vectorsOf.get(id) ?? vectorOf(paper, all);
      vectorsOf.set(id, vector);
      return [{ ...paper, vector }];
    };
    const corpus = vectors.map((vector) => ({ title: '', abstract: '', vector }));
    const score = peer({ likes: likes.flatMap(seen), words, corpus }, all.terms.length);
    return days.map(({ candidates }) => {
      const scored = candidates.flatMap((id) => seen(id).map((paper) => ({ id, score: score(paper) })));
      return scored.sort((a, b) => b.score - a.score).map(({ id }) => id);
    });
  }
}
/** Vectors of papers that peers have seen: all questions are as of one day. */
const vectorsOf = new Map<string, Vector>();

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { stream: { type: 'string' } } });
  if (positionals[0] !== 'answer' || !values.stream) {
    console.error('node test/bench/relevance.ts answer --stream FILE < questions.jsonl > answers.jsonl');
    process.exit(2);
  }
  const papers = await readStream(values.stream);
  const known = new Map<string, Known>();
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const asked = question.parse(JSON.parse(line));
    const then = known.get(asked.asOf) ?? knownBefore(papers, asked.asOf);
    known.set(asked.asOf, then);
    process.stdout.write(`${JSON.stringify(answer(asked, papers, then))}\n`);
  }
}
