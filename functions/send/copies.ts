import type { Edition, MailPaper, Parts, Printed } from '../domain/edition.ts';
import { dayInWords, daysOf, weekdayOf } from '../domain/schedule.ts';
import { type Selectable, type Selection, select } from '../domain/selection.ts';
import { SUBJECTS } from '../domain/subject.ts';

/** A mail's subject and both its parts. */
export type Rendered = { subject: string; html: string; text: string };

/** What leads from a reader's own copy: whole URLs, each with a token, and the token of the links that vote. */
export type Own = { unsubscribeUrl: string; preferencesUrl: string; voteToken: string };

/** What a mail shows, in words: lists by the name of their subject, and what is added to the facts of a paper. */
type Worded<Paper> = Omit<Selection<Paper>, 'lists' | 'subjects'> & {
  date: string;
  lists: { name: string; papers: Paper[] }[];
  subjects: { id: string; name: string; papers: number }[];
  facts: ReadonlyMap<Paper, string>;
  pages: { id: string; day: string }[];
};

/** What a mail shows, given the frame of its edition; the links of its reader come last. */
export type Assemble = (frame: Parts['frame'], selection: Worded<MailPaper['parts']>) => (own: Own) => Rendered;

export type CopyPorts = {
  editions: { get(id: string): Promise<Edition | undefined> };
  /** The parts of an edition, from memory most of the time. */
  parts(edition: Printed): Promise<Parts>;
  assemble: Assemble;
  language: string;
};

/**
 * The copies of one edition: which papers they show is decided by the days a reader is owed, and those who are owed the same days
 * get the same copy, but for their links. It is put together once.
 */
export function copiesOf(ports: CopyPorts, edition: Printed): (days: readonly string[]) => Promise<(own: Own) => Rendered> {
  const made = new Map<string, Promise<(own: Own) => Rendered>>();
  return (days) => {
    const key = days.join(' ');
    const known = made.get(key) ?? copy(ports, edition, days);
    made.set(key, known);
    return known;
  };
}

async function copy(ports: CopyPorts, edition: Printed, days: readonly string[]) {
  const { parts, editions } = ports;
  const { frame, votes } = await parts(edition);
  const papers: (MailPaper & Selectable)[] = [];
  // An editor pins papers for a day; a week is ranked anew.
  const pinned = edition.frequency === 'daily' ? {} : { pin: undefined };
  for (const day of days) {
    const of = day === edition.id ? edition : await editions.get(day);
    if (!of?.files) continue;
    for (const paper of (await parts({ ...of, files: of.files })).papers) {
      const readers = votes[paper.id] ?? paper.readers;
      papers.push({ ...paper, ...pinned, day, readers, gained: (readers ?? 0) - (paper.readers ?? 0) });
    }
  }
  return copyWith(ports, edition, { frame, papers }, days);
}

/** A copy of an edition that draws on these papers, of these days. */
export function copyWith<Paper extends Selectable & { parts: MailPaper['parts'] }>(
  { assemble, language }: Pick<CopyPorts, 'assemble' | 'language'>,
  edition: Pick<Edition, 'id' | 'frequency' | 'day' | 'end'>,
  { frame, papers }: { frame: Parts['frame']; papers: readonly Paper[] },
  days: readonly string[] = [edition.day],
): (own: Own) => Rendered {
  const chosen = select(papers, edition.frequency, new Date(edition.end));
  return assemble(frame, inWords(chosen, edition, days, language));
}

/** The choice as a mail tells it. A week's papers say their weekday, and papers from several places where they are from. */
export function inWords<Paper extends Selectable & { parts: Part }, Part>(
  { front, next, lists, rising, subjects, source, ...counts }: Selection<Paper>,
  { id, day, frequency }: Pick<Edition, 'id' | 'frequency' | 'day'>,
  days: readonly string[],
  language: string,
): Worded<Part> {
  const parts = (some: readonly Paper[]) => some.map((paper) => paper.parts);
  const said = ({ day: of, source: from }: Paper) =>
    [frequency === 'weekly' && of ? weekdayOf(of, language) : '', source ? '' : (from ?? '')].filter(Boolean).join(' · ');
  const facts = new Map(front.flatMap((paper) => (said(paper) ? [[paper.parts, said(paper)] as const] : [])));
  const own = daysOf(id) ?? [];
  const others = days.filter((other) => !own.includes(other)).sort();
  return {
    ...counts,
    source,
    facts,
    date: dayInWords(day, language),
    front: parts(front),
    next: parts(next),
    rising: parts(rising),
    lists: lists.map(({ subject, papers }) => ({ name: SUBJECTS[subject], papers: parts(papers) })),
    subjects: subjects.map(({ subject, papers }) => ({ id: subject, name: SUBJECTS[subject], papers })),
    pages: [id, ...others].map((one) => ({ id: one, day: dayInWords(one === id ? day : one, language) })),
  };
}
