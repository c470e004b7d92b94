import type { Edition } from './edition.ts';
import { type Rankable, rank, votesFor } from './ranking.ts';
import type { Subject } from './subject.ts';

/**
 * How many papers a mail shows. `front`: on the front page. `next`: below it in one line each. `listed`: in the lists by subject,
 * of one subject at first `ofSubject`. `rising`: papers that readers voted for later. The rest is on the web.
 */
const SHOWN = {
  daily: { front: 5, next: 0, listed: 9, ofSubject: 3, rising: 0 },
  weekly: { front: 5, next: 5, listed: 8, ofSubject: 2, rising: 3 },
};
/** How many are listed if no paper has a sentence, so that there is no front page. */
const TITLES_LISTED = 24;

/**
 * The most papers of one subject on a day's front page, tried in this order. With fewer than `SUBJECTS_ENOUGH` subjects any
 * number.
 */
const OF_SUBJECT = { voted: [2], unvoted: [1, 2] };
const SUBJECTS_ENOUGH = 3;

/** What papers are selected by. */
export type Selectable = Rankable & {
  /** Has a sentence that says what it is. */
  tells: boolean;
  subject: Subject;
  source?: string | undefined;
  /** The repository of its code. */
  repository?: string | undefined;
  /** Votes of readers since the close of its own day. */
  gained?: number | undefined;
};

/** The papers that a mail shows, best first, and counts of all papers. */
export type Selection<Paper> = {
  /** The front page. */
  front: Paper[];
  /** The next five, of a week only. */
  next: Paper[];
  lists: { subject: Subject; papers: Paper[] }[];
  /** Papers that readers voted for after their own day, of a week only. */
  rising: Paper[];
  total: number;
  /** How many papers each subject has, most first. */
  subjects: { subject: Subject; papers: number }[];
  withCode: number;
  /** Where the papers come from, if all come from one place. */
  source: string | undefined;
};

/**
 * Selects papers for all readers who are owed the same days. Papers are ranked at `at`, the close of the last edition. A paper of
 * two editions is shown once, and no paper in two places. A day's front page has at most two papers of one subject; if nobody has
 * voted, one, as long as there are other subjects.
 */
export const select = <Paper extends Selectable>(
  papers: readonly Paper[],
  frequency: Edition['frequency'],
  at: Date,
): Selection<Paper> => selector(papers, frequency, at).choose();

/**
 * As `select`, for readers who have some papers elsewhere in their mail or mute them: `choose` leaves these out and fills their
 * places. Counts are of all papers. `ranked` are all papers, best first.
 */
export function selector<Paper extends Selectable>(papers: readonly Paper[], frequency: Edition['frequency'], at: Date) {
  const ranked = rank([...new Map(papers.map((paper) => [paper.id, paper])).values()], at, frequency);
  const shown = SHOWN[frequency];
  const withSentence = ranked.filter(({ tells, pin }) => tells || pin !== undefined);
  const eligible = ranked.length === 1 ? ranked : withSentence;
  const byGain = ranked.filter((paper) => (paper.gained ?? 0) > 0).sort((a, b) => (b.gained ?? 0) - (a.gained ?? 0));
  const subjects = countSubjects(ranked);
  const NONE: ReadonlySet<Paper> = new Set();
  const counts = {
    total: ranked.length,
    subjects,
    withCode: ranked.filter(({ repository }) => repository).length,
    source: ranked.every(({ source }) => source === ranked[0]?.source) ? ranked[0]?.source : undefined,
  };

  function choose(without: ReadonlySet<Paper> = NONE): Selection<Paper> {
    const first =
      frequency === 'daily'
        ? chooseFront(eligible, shown.front, without)
        : takeFirst(eligible, shown.front + shown.next, without);
    const placed = new Set([...without, ...first]);
    const rising = takeFirst(byGain, shown.rising, placed);
    for (const paper of rising) placed.add(paper);
    const listed = takeBySubject(
      ranked,
      first.length > 0 ? shown.listed : TITLES_LISTED,
      [shown.ofSubject, Number.POSITIVE_INFINITY],
      placed,
    );
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

/** The best `most` papers that are not `elsewhere`. */
function takeFirst<Paper>(ranked: readonly Paper[], most: number, elsewhere: ReadonlySet<Paper>): Paper[] {
  const first: Paper[] = [];
  for (const paper of ranked) {
    if (first.length === most) break;
    if (!elsewhere.has(paper)) first.push(paper);
  }
  return first;
}

function chooseFront<Paper extends Selectable>(ranked: readonly Paper[], places: number, elsewhere: ReadonlySet<Paper>): Paper[] {
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
    // Pinned papers come first in `ranked`, so no more follow here.
    if (voted && subjects.size >= SUBJECTS_ENOUGH) break;
  }
  const caps = voted ? OF_SUBJECT.voted : OF_SUBJECT.unvoted;
  const all = subjects.size < SUBJECTS_ENOUGH ? [...caps, Number.POSITIVE_INFINITY] : caps;
  const taken = new Set([...elsewhere, ...pinned]);
  return [...pinned, ...takeBySubject(ranked, places - pinned.length, all, taken)].slice(0, places);
}

/**
 * The best papers for `places` places, best first: each subject gets as many as the first cap allows; if places are left, the
 * next cap applies.
 */
function takeBySubject<Paper extends Selectable>(
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

/** How many papers each subject has, most first; `other` is last. */
function countSubjects(papers: readonly Selectable[]): { subject: Subject; papers: number }[] {
  return Object.values(Object.groupBy(papers, ({ subject }) => subject))
    .map((of = []) => ({ subject: of[0]?.subject ?? 'other', papers: of.length }))
    .sort((a, b) => Number(a.subject === 'other') - Number(b.subject === 'other') || b.papers - a.papers);
}
