import { anywhere, type Entry, type Format, MB, whole } from '../format.ts';
import { isPapersPage } from '../pages/text.ts';
import { csv } from '../references/csv.ts';
import { isScholarByline } from './line-titles.ts';
import { read, type Seen } from './lines.ts';

/** A member of a JSON object. */
const MEMBER = /"\w{1,40}"\s?:\s?["[{\d]/g;

/** The names of at least three columns. */
const HEADER = /^\ufeff?"?[\w /()-]{1,40}"?(?:[,;\t]"?[\w /()-]{0,40}"?){2,60}\r?\n/;

/** Lists of papers in which each title has a link to its page: reading lists, notes, alerts, pages of search results. */
export const titledLinks: Format = {
  name: 'titled-links',
  maxBytes: 16 * MB,
  detects: looksLikeList,
  async *parse(text) {
    yield* read(await whole(text)).entries;
  },
  search: anywhere,
};

/** Documents name a paper here and there; of a list's lines, a good part are papers. */
function looksLikeList(head: string): boolean {
  if (isPapersPage(head)) return false;
  if (
    !(/\]\(|https?:\/\/|\barxiv:|\bdoi:/i.test(head) || head.split('\n').some(isScholarByline)) ||
    /^\s*(?:[<{@%]|\[\s*(?:[{"[\]]|\d+\s*,))/.test(head)
  )
    return false;
  if (!/^[ \t]*\|.*\|[ \t]*$/m.test(head) && csv.detects(head)) return false;
  // A table whose titles are not found.
  if (HEADER.test(head)) return false;
  // JSON whose first characters are damaged.
  if ((head.match(MEMBER)?.length ?? 0) >= 3) return false;
  const { entries, seen } = read(head);
  // Notes of a line each.
  if (!entries.some((entry) => 'record' in entry)) return entries.filter((entry) => 'sought' in entry).length * 2 > seen.lines;
  return isList(seen);
}

/**
 * Titles that link to their papers make a list, unless they are lost in a document. Words beside or above a link may be anything, so
 * where there is no more than that, most lines must be part of a paper.
 */
function isList({ lines, told, sure, lone, prose }: Seen): boolean {
  const papers = sure + lone;
  if (prose > 2 * papers) return false;
  if (sure > 1) return papers >= 20 || papers * 12 >= lines;
  if (sure === 1 && papers === 1) return lines <= 12;
  return papers === 1 ? told >= lines - 1 : papers > 1 && told * 3 >= lines * 2;
}

/** The papers of a text that is a list of them, or has so many sure titles and not much prose above them, and the links to papers beside them; nothing of any other. */
export function linked(text: string, enough = Number.POSITIVE_INFINITY): Entry[] {
  const { entries, seen } = read(text);
  return (seen.sure >= enough && seen.prose <= 2 * seen.sure) || isList(seen) ? entries : [];
}
