import pMap from 'p-map';
import type { Printed } from '../domain/edition.ts';
import type { Outline, TitleLine } from './outline.ts';

/** A title that a search found, and its edition. */
export type Found = { edition: Printed; line: TitleLine };

/** Most characters of a search that are read, and most titles that are found. */
const LONGEST = 100;
const MOST = 50;

/** Editions that are read at once. Each is some megabytes. */
const AT_ONCE = 4;

/** The words of a search, folded. None for text without a letter or a digit. */
const wordsOf = (typed: string): string[] => folded(typed.slice(0, LONGEST)).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Text without capitals and accents. */
const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Finds titles in which each word of the search begins a word. Newest edition first. `more` is true if some are left out. */
export async function findTitles(
  typed: string,
  editions: readonly Printed[],
  outline: (edition: Printed) => Promise<Outline>,
): Promise<{ found: Found[]; more: boolean }> {
  const words = wordsOf(typed);
  if (words.length === 0) return { found: [], more: false };
  const holds = (title: string) => {
    const there = ` ${(folded(title).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')}`;
    return words.every((word) => there.includes(` ${word}`));
  };
  const each = await pMap(
    editions,
    async (edition) =>
      (await outline(edition)).titles.filter(({ title }) => holds(title)).map((line): Found => ({ edition, line })),
    { concurrency: AT_ONCE },
  );
  const all = each.flat();
  return { found: all.slice(0, MOST), more: all.length > MOST };
}
