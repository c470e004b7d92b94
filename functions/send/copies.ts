import { type Edition, type MailPaper, notDropped, type Parts, type Printed } from '../domain/edition.ts';
import type { Finder } from '../domain/interests/features.ts';
import { forYou, type Interested, isPersonal, type Picked, type Shelves } from '../domain/interests/for-you.ts';
import { daysOf } from '../domain/schedule.ts';
import { type Selectable, type Selection, selector } from '../domain/selection.ts';
import { SUBJECTS } from '../domain/subject.ts';
import { paperRef } from '../domain/vote.ts';
import { dayInWords, weekdayOf } from '../domain/wording.ts';

/** A mail's subject and both its parts. */
export type Rendered = { subject: string; html: string; text: string };

/**
 * The links of one reader's copy: whole URLs, each with a token. `unsubscribeMail`: the address that unsubscribes, if the
 * deployment receives mail. `voteToken`: the token of all voting links.
 */
export type OwnLinks = { unsubscribeUrl: string; unsubscribeMail?: string; preferencesUrl: string; voteToken: string };

/**
 * The papers of a mail by their place: `front` as cards, `lists` by the name of their subject. `facts`: words to add to a paper's
 * facts.
 */
type Shown<Paper> = Pick<Selection<Paper>, 'front' | 'next' | 'rising'> & {
  lists: { name: string; papers: Paper[] }[];
  facts: ReadonlyMap<Paper, string>;
};

/** What a mail shows, with dates and subjects in words. */
type Worded<Paper> = Shown<Paper> &
  Omit<Selection<Paper>, 'lists' | 'subjects' | keyof Shown<Paper>> & {
    date: string;
    revised?: number | undefined;
    subjects: { id: string; name: string; papers: number }[];
    pages: { id: string; day: string }[];
  };

/** What one reader's copy shows instead: `forYou` first. `only`: the reader wants nothing else. */
type PersonalSelection<Paper> = Shown<Paper> & { forYou: Picked<Paper>[]; only: boolean };

/**
 * Fills the frame of an edition with what all its copies show, then with what is one reader's own: links, and papers if theirs
 * differ.
 */
export type Assemble = (
  frame: Parts['frame'],
  selection: Worded<MailPaper['parts']>,
) => (own: OwnLinks, personal?: PersonalSelection<MailPaper['parts']>) => Rendered;

/** Makes the mail that says that there are no papers, or (`personal`) none for this reader, and `why`. */
export type AssembleNotice = (
  frame: Parts['frame'],
  said: { date: string; personal: boolean; why: string },
) => (own: OwnLinks) => Rendered;

/** `common` makes the copy without interests, `personal` that of one reader: undefined if it has nothing for them. */
export type CopyRenderer = { common(own: OwnLinks): Rendered; personal(own: OwnLinks, reader: Interested): Rendered | undefined };

export type CopyPorts = {
  editions: { get(id: string): Promise<Edition | undefined> };
  /** The parts of an edition, from memory most of the time. */
  parts(edition: { id: string; files: { parts: string } }): Promise<Parts>;
  /** Finds papers of an edition for a reader, from memory most of the time. Called only if a reader follows something. */
  finder(edition: Printed): Promise<Finder | undefined>;
  assemble: Assemble;
  language: string;
};

/**
 * Makes the copies of one edition. The papers of a copy depend on the days that the reader is owed and on what the reader
 * follows. What the copies of the same days have in common is assembled once and kept: `ready` returns it if it is kept, `assemble`
 * assembles it if need be. `personal`: the copy depends on what the reader follows.
 */
export function copiesOf(ports: CopyPorts, edition: Printed) {
  const made = new Map<string, Promise<CopyRenderer>>();
  const kept = new Map<string, CopyRenderer>();
  const keyOf = (days: readonly string[], personal: boolean) => `${personal} ${days.join(' ')}`;
  return {
    ready: (days: readonly string[], personal: boolean): CopyRenderer | undefined => kept.get(keyOf(days, personal)),
    assemble(days: readonly string[], personal: boolean): Promise<CopyRenderer> {
      const key = keyOf(days, personal);
      const known = made.get(key) ?? rendererOf(ports, edition, days, personal);
      made.set(key, known);
      return known.then((copy) => {
        kept.set(key, copy);
        return copy;
      });
    },
  };
}

type DayPaper = MailPaper & Selectable;

/** Reads what copies of these days are made of. */
async function rendererOf(ports: CopyPorts, edition: Printed, days: readonly string[], personal: boolean): Promise<CopyRenderer> {
  const { parts, editions } = ports;
  const { frame, votes } = await parts(edition);
  const papers: DayPaper[] = [];
  const finders: { day: string; finder: Finder }[] | undefined = personal ? [] : undefined;
  // An editor pins papers for a day; a week is ranked anew.
  const pinned = edition.frequency === 'daily' ? {} : { pin: undefined };
  for (const day of days) {
    const found = day === edition.id ? edition : await editions.get(day);
    if (!found?.files) continue;
    const printed = { ...found, files: found.files };
    const finder = finders && (await ports.finder(printed));
    if (finder) finders?.push({ day, finder });
    for (const paper of notDropped(edition, notDropped(printed, (await parts(printed)).papers))) {
      const readers = votes[paper.id] ?? paper.readers;
      papers.push({ ...paper, ...pinned, day, readers, gained: (readers ?? 0) - (paper.readers ?? 0) });
    }
  }
  return copyRenderer(ports, edition, { frame, papers, finders }, days);
}

type Material<Paper> = {
  frame: Parts['frame'];
  papers: readonly Paper[];
  /** Given if the copy depends on what its reader follows. */
  finders?: readonly { day: string; finder: Finder }[] | undefined;
};

/** Makes the renderer of an edition's copies that draw on these papers, of these days. */
export function copyRenderer<Paper extends Selectable & { parts: MailPaper['parts'] }>(
  { assemble, language }: Pick<CopyPorts, 'assemble' | 'language'>,
  edition: Pick<Edition, 'id' | 'frequency' | 'day' | 'end' | 'revised'>,
  { frame, papers, finders }: Material<Paper>,
  days: readonly string[] = [edition.day],
): CopyRenderer {
  const { ranked, choose } = selector(papers, edition.frequency, new Date(edition.end));
  const chosen = choose();
  const worded = inWords(chosen, edition, days, language);
  const fill = assemble(frame, worded);
  const shelves = finders && shelvesOf(ranked, finders);
  const shown = new Set(chosen.front);
  const nothing = new Set<Paper>();
  const common = (own: OwnLinks) => fill(own);
  const personal: CopyRenderer['personal'] = (own, reader) => {
    if (!shelves || !isPersonal(reader)) return fill(own);
    const only = reader.interests?.only ?? false;
    const { picked, muted } = forYou(shelves, reader, only ? nothing : shown);
    if (picked.length === 0 && only) return undefined;
    if (picked.length === 0 && muted.size === 0) return fill(own);
    const elsewhere = new Set(muted);
    for (const { paper } of picked) elsewhere.add(paper);
    const rest = only ? NOTHING : choose(elsewhere);
    if (picked.length + rest.front.length + rest.next.length + rest.lists.length + rest.rising.length === 0) return undefined;
    return fill(own, { ...personalSelection(picked, rest, edition, worded.source, language), only });
  };
  return { common, personal };
}

const NOTHING = { front: [], next: [], rising: [], lists: [] };

/** The papers of each day, in the order of its finder. A paper of two editions counts in one of them only. */
function shelvesOf<Paper extends Selectable>(
  ranked: readonly Paper[],
  finders: readonly { day: string; finder: Finder }[],
): Shelves<Paper> {
  const known = new Map(ranked.map((paper, order) => [paper.id, { paper, order }]));
  const shelves = finders.map(({ day, finder }) => {
    const places = finder.features.papers.map(({ id }) => known.get(id));
    return {
      finder,
      papers: places.map((one) => (one?.paper.day === day ? one.paper : undefined)),
      order: places.map((one) => one?.order ?? 0),
    };
  });
  return { shelves, ranked, byRef: new Map(ranked.map((paper) => [paperRef(paper.id), paper])) };
}

/** What a reader's own copy shows, as `Assemble` takes it. */
function personalSelection<Paper extends Selectable & { parts: unknown }>(
  picked: readonly Picked<Paper>[],
  rest: Pick<Selection<Paper>, 'front' | 'next' | 'lists' | 'rising'>,
  { frequency }: Pick<Edition, 'frequency'>,
  source: string | undefined,
  language: string,
): Omit<PersonalSelection<Paper['parts']>, 'only'> {
  const cards = [...picked.map(({ paper }) => paper), ...rest.front];
  return {
    ...shownIn(rest, factsOf(cards, frequency, source, language)),
    forYou: picked.map(({ paper, reason }) => ({ paper: paper.parts, reason })),
  };
}

function shownIn<Paper extends Selectable & { parts: unknown }>(
  { front, next, lists, rising }: Pick<Selection<Paper>, 'front' | 'next' | 'lists' | 'rising'>,
  facts: ReadonlyMap<Paper['parts'], string>,
): Shown<Paper['parts']> {
  const parts = (some: readonly Paper[]): Paper['parts'][] => some.map((paper) => paper.parts);
  return {
    facts,
    front: parts(front),
    next: parts(next),
    rising: parts(rising),
    lists: lists.map(({ subject, papers }) => ({ name: SUBJECTS[subject], papers: parts(papers) })),
  };
}

/** What to add to the facts of cards: their weekday in a week's edition, and their source if the papers have several. */
function factsOf<Paper extends Selectable & { parts: unknown }>(
  cards: readonly Paper[],
  frequency: Edition['frequency'],
  source: string | undefined,
  language: string,
): ReadonlyMap<Paper['parts'], string> {
  const facts = new Map<Paper['parts'], string>();
  for (const { day, source: from = '', parts } of cards) {
    const weekday = frequency === 'weekly' && day ? weekdayOf(day, language) : '';
    const added = source || !from ? weekday : weekday ? `${weekday} · ${from}` : from;
    if (added) facts.set(parts, added);
  }
  return facts;
}

/** A selection as `Assemble` takes it, in words of `language`. `days` are all days whose papers the copy brings. */
export function inWords<Paper extends Selectable & { parts: unknown }>(
  { front, next, lists, rising, subjects, source, ...counts }: Selection<Paper>,
  { id, day, frequency, revised }: Pick<Edition, 'id' | 'frequency' | 'day' | 'revised'>,
  days: readonly string[],
  language: string,
): Worded<Paper['parts']> {
  const own = daysOf(id) ?? [];
  const others = days.filter((other) => !own.includes(other)).sort();
  return {
    ...counts,
    revised,
    source,
    ...shownIn({ front, next, lists, rising }, factsOf(front, frequency, source, language)),
    date: dayInWords(day, language),
    subjects: subjects.map(({ subject, papers }) => ({ id: subject, name: SUBJECTS[subject], papers })),
    pages: [id, ...others].map((one) => ({ id: one, day: dayInWords(one === id ? day : one, language) })),
  };
}
