import type { Edition } from './edition.ts';
import { type Rankable, rank, votesFor } from './ranking.ts';
import type { Subject } from './subject.ts';

/**
 * Papers on the front page, of a week below it in one line each, in lists by subject, and of a subject in these at first. Where no paper
 * has a sentence, a longer list of titles is all there is. The rest is on the web.
 */
const SHOWN = {
  daily: { front: 5, next: 0, listed: 9, ofSubject: 3, rising: 0 },
  weekly: { front: 5, next: 5, listed: 8, ofSubject: 2, rising: 3 },
};
const TITLES = 24;

/** Papers of one subject on a front page: at first, and at most, unless there are too few subjects. */
const OF_SUBJECT = { voted: [2], unvoted: [1, 2] };
const SUBJECTS_ENOUGH = 3;

/**
 * What is looked at to choose what a mail shows. `tells`: a sentence says what it is. `repository` is that of its code, `gained` are votes
 * of readers since the paper's own day.
 */
export type Selectable = Rankable & {
  tells: boolean;
  subject: Subject;
  source?: string | undefined;
  repository?: string | undefined;
  gained?: number | undefined;
};

/**
 * What a mail shows of its papers, best first: the front page, of a week the next five, some by subject, and what rose. `subjects` counts
 * all papers, most first; `source` is where all came from, if from one place.
 */
export type Selection<Paper> = {
  front: Paper[];
  next: Paper[];
  lists: { subject: Subject; papers: Paper[] }[];
  rising: Paper[];
  total: number;
  subjects: { subject: Subject; papers: number }[];
  withCode: number;
  source: string | undefined;
};

/**
 * What a reader's mail shows of the papers of the days they are owed, ranked anew at `at`, the close of the last edition. Everybody
 * who is owed the same days gets the same. A paper that stands in two editions is shown once, and no paper in two places. On the front
 * page of a day stand at most two of a subject; where nobody has voted, one, as long as there are others.
 */
export const select = <Paper extends Selectable>(
  papers: readonly Paper[],
  frequency: Edition['frequency'],
  at: Date,
): Selection<Paper> => selector(papers, frequency, at).choose();

/**
 * The same for readers who have some papers elsewhere in their mail, or do not want to see them: `choose` fills their places with others.
 * What it counts are all papers. `ranked` are all, best first.
 */
export function selector<Paper extends Selectable>(papers: readonly Paper[], frequency: Edition['frequency'], at: Date) {
  const ranked = rank([...new Map(papers.map((paper) => [paper.id, paper])).values()], at, frequency);
  const shown = SHOWN[frequency];
  const telling = ranked.filter(({ tells, pin }) => tells || pin !== undefined);
  const lone = ranked.length === 1 ? ranked : telling;
  const risen = ranked.filter((paper) => (paper.gained ?? 0) > 0).sort((a, b) => (b.gained ?? 0) - (a.gained ?? 0));
  const subjects = counted(ranked);
  const NONE: ReadonlySet<Paper> = new Set();
  const counts = {
    total: ranked.length,
    subjects,
    withCode: ranked.filter(({ repository }) => repository).length,
    source: ranked.every(({ source }) => source === ranked[0]?.source) ? ranked[0]?.source : undefined,
  };

  function choose(without: ReadonlySet<Paper> = NONE): Selection<Paper> {
    const first =
      frequency === 'daily' ? frontPage(lone, shown.front, without) : firstOf(lone, shown.front + shown.next, without);
    const named = new Set([...without, ...first]);
    const rising = firstOf(risen, shown.rising, named);
    for (const paper of rising) named.add(paper);
    const listed = spread(ranked, first.length > 0 ? shown.listed : TITLES, [shown.ofSubject, Number.POSITIVE_INFINITY], named);
    return {
      ...counts,
      front: first.slice(0, shown.front),
      next: first.slice(shown.front),
      lists: subjects
        .map(({ subject }) => ({ subject, papers: listed.filter((paper) => paper.subject === subject) }))
        .filter((list) => list.papers.length > 0),
      rising,
    };
  }
  return { ranked, choose };
}

/** The best so many that do not stand elsewhere. */
function firstOf<Paper>(ranked: readonly Paper[], most: number, elsewhere: ReadonlySet<Paper>): Paper[] {
  const first: Paper[] = [];
  for (const paper of ranked) {
    if (first.length === most) break;
    if (!elsewhere.has(paper)) first.push(paper);
  }
  return first;
}

function frontPage<Paper extends Selectable>(ranked: readonly Paper[], places: number, elsewhere: ReadonlySet<Paper>): Paper[] {
  const pinned: Paper[] = [];
  const subjects = new Set<Subject>();
  let voted = false;
  for (const paper of ranked) {
    if (elsewhere.has(paper)) continue;
    if (paper.pin !== undefined) pinned.push(paper);
    else {
      voted ||= votesFor(paper) > 0;
      subjects.add(paper.subject);
    }
    // What the editor pinned comes first.
    if (voted && subjects.size >= SUBJECTS_ENOUGH) break;
  }
  const caps = voted ? OF_SUBJECT.voted : OF_SUBJECT.unvoted;
  const all = subjects.size < SUBJECTS_ENOUGH ? [...caps, Number.POSITIVE_INFINITY] : caps;
  const taken = new Set([...elsewhere, ...pinned]);
  return [...pinned, ...spread(ranked, places - pinned.length, all, taken)].slice(0, places);
}

/** The best so many of which no subject has more than the first cap, then the next, as long as places are left; best first. */
function spread<Paper extends Selectable>(
  ranked: readonly Paper[],
  places: number,
  caps: readonly number[],
  elsewhere: ReadonlySet<Paper>,
): Paper[] {
  const taken = new Set<number>();
  const ofSubject = new Map<Subject, number>();
  for (const cap of caps)
    for (let i = 0; i < ranked.length && taken.size < places; i++) {
      const paper = ranked[i];
      if (!paper || elsewhere.has(paper) || taken.has(i)) continue;
      const already = ofSubject.get(paper.subject) ?? 0;
      if (already >= cap) continue;
      taken.add(i);
      ofSubject.set(paper.subject, already + 1);
    }
  return [...taken].sort((a, b) => a - b).flatMap((i) => ranked[i] ?? []);
}

/** How many papers each subject has, most first; what has no subject comes last. */
function counted(papers: readonly Selectable[]): { subject: Subject; papers: number }[] {
  return Object.values(Object.groupBy(papers, ({ subject }) => subject))
    .map((of = []) => ({ subject: of[0]?.subject ?? 'other', papers: of.length }))
    .sort((a, b) => Number(a.subject === 'other') - Number(b.subject === 'other') || b.papers - a.papers);
}
