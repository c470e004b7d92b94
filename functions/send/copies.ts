import type { Edition, MailPaper, Parts, Printed } from '../domain/edition.ts';
import { dayInWords } from '../domain/schedule.ts';
import { type Selection, select } from '../domain/selection.ts';

/** A mail's subject and both its parts. */
export type Rendered = { subject: string; html: string; text: string };

/** What leads from a reader's own copy: whole URLs, each with a token, and the token of the links that vote. */
export type Own = { unsubscribeUrl: string; preferencesUrl: string; voteToken: string };

/** What a mail shows, given the frame of its edition; the links of its reader come last. */
export type Assemble = (
  frame: Parts['frame'],
  selection: Selection<MailPaper['parts']> & { date: string; day: string },
) => (own: Own) => Rendered;

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
  const papers: MailPaper[] = [];
  for (const day of days) {
    const of = day === edition.id ? edition : await editions.get(day);
    if (of?.files) papers.push(...(await parts({ ...of, files: of.files })).papers);
  }
  // An editor pins papers for a day; a week is ranked anew.
  const pinned = edition.frequency === 'daily' ? {} : { pin: undefined };
  const counted = papers.map((paper) => ({ ...paper, ...pinned, readers: votes[paper.id] ?? paper.readers }));
  return copyWith(ports, edition, { frame, papers: counted });
}

/** A copy of an edition that draws on these papers. */
export function copyWith(
  { assemble, language }: Pick<CopyPorts, 'assemble' | 'language'>,
  { frequency, day, end }: Pick<Edition, 'frequency' | 'day' | 'end'>,
  { frame, papers }: Pick<Parts, 'frame' | 'papers'>,
): (own: Own) => Rendered {
  const { cards, titles, code, total, about } = select(papers, frequency, new Date(end));
  const rendered = (some: readonly MailPaper[]) => some.map((paper) => paper.parts);
  return assemble(frame, {
    cards: rendered(cards),
    titles: rendered(titles),
    code: rendered(code),
    total,
    about,
    ...dayInWords(day, language),
  });
}
