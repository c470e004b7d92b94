import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { sequence } from '../fakes/sequence.ts';

/** Papers that each reader chose, with the day on which they did: `{reader: {paper: day}}`. */
const choices = z.record(z.string(), z.record(z.string(), z.string()));
export type Choices = z.infer<typeof choices>;
export const readChoices = (file: string): Choices => choices.parse(JSON.parse(readFileSync(file, 'utf8')));

/** A day or a week, its papers, and those of them that somebody chose. */
export type Span = { day: string; candidates: string[]; picked: string[] };
/** What is known of somebody before `asOf`, and the spans that are to be ranked for them. `of`: whose choices these are. */
export type Asked = { id: string; of: readonly string[]; asOf: string; likes: string[]; words: string[]; days: Span[] };

/** A kind of question: how many choices are known (Infinity: all) of how many readers at once, asked how often of each. */
export type Kind = { likes: number; interests: number; draws: number; weekly?: boolean; words?: boolean };

/** Choices of before this day are known, those up to the other are to be found; who made fewer is left out. */
const [SPLIT, UNTIL, LEAST_BEFORE, LEAST_AFTER] = ['2025-09-01', '2025-12-31', 12, 5];

/** Asks questions of one kind. What is drawn is drawn alike each time. `wordsOf`: what a reader would type. */
export function questionsOf(
  papers: ReadonlyMap<string, { day: string }>,
  chosen: Choices,
  { likes, interests, draws, weekly = false, words = false }: Kind,
  wordsOf: Readonly<Record<string, readonly string[]>>,
): Asked[] {
  const random = sequence(7);
  const spans = new Map<string, string[]>();
  for (const [id, { day }] of papers) {
    if (day < SPLIT || day > UNTIL) continue;
    const span = weekly ? mondayOf(day) : day;
    spans.set(span, [...(spans.get(span) ?? []), id]);
  }
  const readers = Object.entries(chosen).flatMap(([reader, picks]) => {
    // A list that adds a paper months later does not tell that it was missed on its day.
    const prompt = Object.entries(picks).flatMap(([id, picked]) => {
      const day = papers.get(id)?.day;
      const lag = day === undefined ? -1 : Date.parse(picked) - Date.parse(day);
      return day !== undefined && lag >= 0 && lag <= 30 * 86_400_000 ? [{ id, day }] : [];
    });
    const before = prompt.filter(({ day }) => day < SPLIT).map(({ id }) => id);
    const after = prompt.filter(({ day }) => day >= SPLIT && day <= UNTIL).map(({ id }) => id);
    return before.length >= LEAST_BEFORE && after.length >= LEAST_AFTER ? [{ reader, before, after }] : [];
  });
  const groups =
    interests === 1
      ? readers.flatMap((one) => Array.from({ length: draws }, () => [one]))
      : Array.from({ length: draws }, () => drawn(readers, interests, random));
  return groups.map((group, n) => {
    const wanted = new Set(group.flatMap(({ after }) => after));
    const days = [...spans].flatMap(([day, candidates]) => {
      const picked = candidates.filter((id) => wanted.has(id));
      return picked.length > 0 ? [{ day, candidates, picked }] : [];
    });
    const of = group.map(({ reader }) => reader).sort();
    return {
      ...{ id: String(n), of, asOf: SPLIT, days },
      likes: group.flatMap(({ before }) => drawn(before, Math.min(likes, before.length), random)),
      words: words ? of.flatMap((reader) => wordsOf[reader] ?? []) : [],
    };
  });
}

/** The paper ids of each span of a question, best first. */
export type Ranking = readonly (readonly string[])[];
export type Score = { ndcg: number; recall: number };

/** nDCG and recall at 10, by reader: means over spans, then over the questions of a reader. */
export function scoresOf(asked: readonly Asked[], rankings: readonly Ranking[]): Map<string, Score> {
  const each = Map.groupBy(
    asked.map((question, i) => ({ question, score: scoreOf(question, rankings[i] ?? []) })),
    ({ question }) => question.of.join('+'),
  );
  const score = (all: readonly { score: Score }[]) => ({
    ndcg: mean(all.map(({ score }) => score.ndcg)),
    recall: mean(all.map(({ score }) => score.recall)),
  });
  return new Map(Array.from(each, ([reader, all]) => [reader, score(all)]));
}

const TOP = 10;
const gain = (place: number) => 1 / Math.log2(place + 2);

function scoreOf({ days }: Asked, ranking: Ranking): Score {
  const scores = days.map(({ picked }, i) => {
    const top = (ranking[i] ?? []).slice(0, TOP);
    const best = Math.min(TOP, picked.length);
    const ideal = Array.from({ length: best }, (_, place) => gain(place)).reduce((a, b) => a + b, 0);
    return {
      ndcg: top.reduce((sum, id, place) => sum + (picked.includes(id) ? gain(place) : 0), 0) / ideal,
      recall: top.filter((id) => picked.includes(id)).length / best,
    };
  });
  return { ndcg: mean(scores.map(({ ndcg }) => ndcg)), recall: mean(scores.map(({ recall }) => recall)) };
}

export const mean = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / Math.max(1, all.length);

/** By how much one ranks better than another, nDCG, with the interval in which 95 % of 2,000 draws of the readers lie. */
export function advantage(ours: ReadonlyMap<string, Score>, theirs: ReadonlyMap<string, Score>) {
  const random = sequence(11);
  const differences = Array.from(ours, ([reader, { ndcg }]) => ndcg - (theirs.get(reader)?.ndcg ?? 0));
  const draws = Array.from({ length: 2000 }, () =>
    mean(differences.map(() => differences[Math.floor(random() * differences.length)] ?? 0)),
  ).sort((a, b) => a - b);
  return { mean: mean(differences), from: draws[50] ?? 0, to: draws[1949] ?? 0 };
}

function drawn<T>(all: readonly T[], n: number, random: () => number): T[] {
  const left = [...all];
  return Array.from({ length: n }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}

const mondayOf = (day: string) => {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
};
