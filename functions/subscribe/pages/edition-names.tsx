/** @jsxImportSource hono/jsx */
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { dated } from '../../domain/wording.ts';
import { joined, type Markup, shortened } from './layout.tsx';
import type { Words } from './words.tsx';

/** What an edition is called: its day, or the week that ends with it. */
export const headingOf = ({ frequency, day }: Edition, words: Words): string => dated(frequency, words.fullDayText(day));

/** The same with a short date: `18 March 2026`. */
export const shortHeading = ({ frequency, day }: Edition, words: Words): string => dated(frequency, words.dayText(day));

/** The same as an element, with the date for programs. */
export const DatedDay = ({
  edition: { frequency, day },
  words,
}: {
  edition: Pick<Edition, 'frequency' | 'day'>;
  words: Words;
}) => (
  <>
    {dated(frequency, '')}
    {words.fullDay(day)}
  </>
);

/**
 * The short names of two papers of the front page and how many more there are: `EvoArena, MiniMax Sparse Attention and 28 more`.
 * Undefined if none has a short name: a title that is cut, or said again by the first card, is no headline.
 */
export function headline(first: readonly PrintedPaper[], all: number, words: Words): Markup | undefined {
  const names = [...new Set(first.flatMap(({ title }) => nameInTitle(title) ?? []))].slice(0, 2);
  if (names.length === 0) return undefined;
  const shown = names.map((name) => <bdi>{name}</bdi>);
  const more = all - names.length;
  return more > 0 ? [joined(shown, ', '), ` and ${words.number(more)} more`] : joined(shown, ' and ');
}

/**
 * The names of an edition's first papers and how many more there are, for a link to it: `EvoArena · MiniMax Attention · 57 more
 * papers`.
 */
export function namesOfFirst(first: readonly PrintedPaper[], all: number, words: Words): string {
  return [...first.map(nameOf), ...(all > first.length ? [words.counted(all - first.length, 'more paper')] : [])].join(' · ');
}

/** A paper by its short name, or the beginning of its title: the card below has all of it. */
const nameOf = ({ title }: PrintedPaper): string => nameInTitle(title) ?? shortened(title, MAX_NAME);

/** The part of a title before its colon, which names the paper, or a short title as it is. Undefined for other titles. */
export const nameInTitle = (title: string): string | undefined =>
  /^([^:：]{2,26})(?:: |：)/.exec(title)?.[1] ?? (title.length <= MAX_NAME && title ? title : undefined);
const MAX_NAME = 44;
