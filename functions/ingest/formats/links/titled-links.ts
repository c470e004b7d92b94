import { type Entry, type Format, joinText, MB } from '../format.ts';
import { isPapersPage } from '../pages/text.ts';
import { csv } from '../references/csv.ts';
import { isScholarByline } from './line-titles.ts';
import { readLinkedPapers } from './linked-paper-reader.ts';
import type { TextCounts } from './text-counts.ts';

/** A member of a JSON object. */
const MEMBER = /"\w{1,40}"\s?:\s?["[{\d]/g;

/** The names of at least three columns. */
const HEADER = /^\ufeff?"?[\w /()-]{1,40}"?(?:[,;\t]"?[\w /()-]{0,40}"?){2,60}\r?\n/;

/** Lists in which each title has a link to its paper: reading lists, notes, alerts, pages of search results. */
export const titledLinks: Format = {
  name: 'titled-links',
  maxBytes: 16 * MB,
  detects: looksLikeList,
  async *parse(text) {
    yield* readLinkedPapers(await joinText(text)).entries;
  },
};

/** True if a text is a list of papers. In a document, only a few lines are about papers. */
function looksLikeList(head: string): boolean {
  if (isPapersPage(head)) return false;
  if (
    !(/\]\(|https?:\/\/|\barxiv:|\bdoi:/i.test(head) || head.split('\n').some(isScholarByline)) ||
    /^\s*(?:[{@%]|\[\s*(?:[{"[\]]|\d+\s*,))/.test(head) ||
    (/^\s*</.test(head) && (/<(?:html|body|head|!doctype|\?xml)\b/i.test(head) || !/^#{1,6} |\]\(https?:/m.test(head)))
  )
    return false;
  if (!/^[ \t]*\|.*\|[ \t]*$/m.test(head) && csv.detects(head)) return false;
  // A table without a column of titles.
  if (HEADER.test(head)) return false;
  // JSON with a damaged beginning.
  if ((head.replace(/^```[^`]*^```/gm, '').match(MEMBER)?.length ?? 0) >= 3) return false;
  const { entries, seen } = readLinkedPapers(head);
  // A list of links with a note in each line.
  if (!entries.some((entry) => 'record' in entry)) return entries.filter((entry) => 'sought' in entry).length * 2 > seen.lines;
  return isList(seen);
}

/**
 * True if a text with these counts is a list of papers. Titles that link to papers make a list, unless they are few in a document.
 * Words beside or above a link may be anything, so without such titles most lines must be part of a paper, in the sections that have
 * papers. A text whose headings are papers is a list, whatever it says about them.
 */
function isList(counts: TextCounts): boolean {
  const { lines, nearLines, paperLines, certainTitles, uncertainTitles, proseLines } = counts;
  const papers = certainTitles + uncertainTitles;
  if (counts.headingsArePapers) return true;
  if (proseLines > 2 * papers) return false;
  if (certainTitles > 1) return papers >= 20 || papers * 12 >= lines;
  if (certainTitles === 1 && papers === 1) return lines <= 12;
  return papers === 1 ? paperLines >= lines - 1 : papers > 1 && paperLines * 3 >= (papers > 2 ? nearLines : lines) * 2;
}

/**
 * The entries of a text if it is a list of papers, or has at least `enough` certain titles and little prose; empty for any other
 * text.
 */
export function linkedPapers(text: string, enough = Number.POSITIVE_INFINITY): Entry[] {
  const { entries, seen } = readLinkedPapers(text);
  return (seen.certainTitles >= enough && seen.proseLines <= 2 * seen.certainTitles) || isList(seen) ? entries : [];
}
