import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import {
  type Content,
  countTerms,
  fitness,
  type Interest,
  learn,
  meanOf,
  type PaperVector,
  sharedTerms,
  vectorOf,
  wordsOf,
} from '../../functions/domain/interests/learn.ts';

/**
 * How well "what I work on" ranks a day for real readers.
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
const leastOf = (papers: number) => Math.min(20, Math.max(2, Math.floor(papers / 1000)));

/** What a followed word or author that is there adds: more than any likeness. */
const FOLLOWED = 10;

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

/** What was known before a day: word frequencies, and the archive's papers. */
export function knownBefore(papers: ReadonlyMap<string, Streamed>, asOf: string) {
  const earlier = [...papers.values()].filter(({ day }) => day < asOf);
  const all = countTerms(earlier, leastOf(earlier.length));
  const archive = earlier.map((paper) => vectorOf(paper, all));
  return { all, archive, usual: meanOf(archive), ids: new Map(earlier.map(({ id }, i) => [id, i])) };
}
type Known = ReturnType<typeof knownBefore>;

const phrase = (text: string) => wordsOf(text).filter(Boolean).join(' ');
const nameKey = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\P{L}+/gu, ' ')
    .trim()
    .toLowerCase();

/** Ranks the candidates of each day, and says why those that fit do. */
export function answer(asked: Question, papers: ReadonlyMap<string, Streamed>, { all, archive, usual }: Known): Answer {
  const liked = asked.likes.flatMap((id) => papers.get(id) ?? []).map((paper) => ({ paper, vector: vectorOf(paper, all) }));
  const followed = asked.words.map((words) => ({ words, phrase: phrase(words), vector: vectorOf({ title: words }, all) }));
  const interest = learn(
    [...liked, ...followed].map(({ vector }) => vector),
    archive,
    usual,
    all,
  );
  const authors = new Map(asked.authors.map((name) => [nameKey(name), name]));
  const days = asked.days.map(({ day, candidates }) => {
    const scored = [...new Set(candidates)].map((id) => {
      const paper = papers.get(id);
      if (!paper) return { id, score: 0, reason: undefined };
      return { id, ...judge(paper, vectorOf(paper, all)) };
    });
    scored.sort((a, b) => b.score - a.score);
    return {
      day,
      ranked: scored.map(({ id }) => id),
      reasons: Object.fromEntries(scored.flatMap(({ id, reason }) => (reason ? [[id, reason]] : []))),
    };
  });
  return { id: asked.id, days };

  function judge(paper: Streamed, vector: PaperVector): { score: number; reason: string | undefined } {
    const likeness = fitness(interest, vector);
    const author = paper.authors.map((name) => authors.get(nameKey(name))).find(Boolean);
    if (author) return { score: likeness + FOLLOWED, reason: `by ${author}, whom you follow` };
    const text = ` ${phrase(paper.title)} . ${phrase(paper.abstract)} `;
    const said = followed.find((one) => one.phrase && text.includes(` ${one.phrase} `));
    if (said) return { score: likeness + FOLLOWED * (liked.length > 0 ? 0.1 : 0.2), reason: `you follow "${said.words}"` };
    return { score: likeness, reason: likeness > 0 ? because(interest, vector, liked) : undefined };
  }
}

function because(interest: Interest, vector: PaperVector, liked: { paper: Content; vector: PaperVector }[]): string | undefined {
  const [nearest] = liked.map((like) => ({ like, fits: fitness(like.vector, vector) })).sort((a, b) => b.fits - a.fits);
  if (!nearest || nearest.fits === 0) return undefined;
  const terms = sharedTerms(interest, vector, nearest.like.vector);
  return terms.length > 0 ? `like "${nearest.like.paper.title}", which you picked: ${terms.join(', ')}` : undefined;
}

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
