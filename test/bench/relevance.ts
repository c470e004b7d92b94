import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import { featuresOf, finder } from '../../functions/domain/interests/features.ts';
import { reasoner } from '../../functions/domain/interests/fit.ts';
import { candidates, inOrder } from '../../functions/domain/interests/for-you.ts';
import { NO_INTERESTS, NOTHING_NAMED } from '../../functions/domain/interests/interests.ts';
import { ARCHIVE_DAYS, archiveOf, learnFrom, MOST_ARCHIVE } from '../../functions/domain/interests/learn.ts';
import { countTerms, vectorOf } from '../../functions/domain/interests/lexicon.ts';

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

/** The archive that DIGEST reads: editions of so many days. */
const daysBefore = (day: string, days: number) => new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);

/** What was known before a day: word frequencies of all earlier papers, and the archive of the last ones. */
export function knownBefore(papers: ReadonlyMap<string, Streamed>, asOf: string) {
  const earlier = [...papers.values()].filter(({ day }) => day < asOf);
  const all = countTerms(earlier, leastOf(earlier.length), 'counted');
  const from = daysBefore(asOf, ARCHIVE_DAYS);
  const lately = earlier.filter(({ day }) => day >= from).map((paper) => vectorOf(paper, all));
  return { all, archive: archiveOf(lately.slice(-MOST_ARCHIVE), all.terms.length) };
}
type Known = ReturnType<typeof knownBefore>;

/** Ranks the candidates of each day as SEND does, by what DIGEST learns, and says why those that fit do. */
export function answer(asked: Question, papers: ReadonlyMap<string, Streamed>, { all, archive }: Known): Answer {
  const liked = asked.likes.flatMap((id) => papers.get(id) ?? []);
  const interests = { ...NO_INTERESTS, follow: { ...NOTHING_NAMED, words: asked.words, authors: asked.authors } };
  const learned = learnFrom({ interests, liked, disliked: [] }, archive, all, new Date(`${asked.asOf}T00:00:00Z`));
  const reasonOf = reasoner(learned, asked.words);
  const days = asked.days.map(({ day, candidates: ids }) => {
    const unique = [...new Set(ids)];
    const shown = unique.flatMap((id) => papers.get(id) ?? []);
    const shelf = {
      finder: finder(featuresOf(shown, all)),
      papers: shown.map((paper) => ({ ...paper, subject: 'other' as const })),
      refs: [],
      order: shown.map((_, place) => place),
    };
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
