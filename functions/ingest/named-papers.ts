import { aliases, titleAlias } from '../domain/paper.ts';
import { clean } from '../domain/text/clean.ts';
import { once } from './formats/format.ts';
import { aliasOf, pieces } from './formats/links/paper-links.ts';
import { untagged } from './markup.ts';
import { openFeed } from './open-feed.ts';

/** A paper that a person named: the aliases it may be stored by, strongest first, and the person's words for it. */
export type NamedPaper = { ids: string[]; words: string };

/** The most papers that are read. A megabyte of references has about half as many. */
const MOST_PAPERS = 10_000;

/** The papers that a person lists, one a line: by arXiv id, DOI, link or title. */
export function namedInLines(text: string): NamedPaper[] {
  return text.split(/\r\n?|\n/, MOST_PAPERS).flatMap((raw) => {
    const line = raw
      .trim()
      .slice(0, 2_000)
      .replace(/^(?:[-*•] |\d{1,3}[.)] )/, '');
    if (!/[\p{L}\p{N}]/u.test(line)) return [];
    const listed = line.split(/[\s,;]+/).map((word) => aliasOf(word.replace(/^[[(]|[\])]$/g, '')));
    if (listed.length > 1 && listed.every((id) => id !== undefined))
      return [...new Set(listed)].map((id) => ({ ids: [id], words: id.replace(/^\w+:/, '') }));
    const linked = pieces(line).flatMap(({ url }) => (url ? (aliasOf(url) ?? []) : []));
    const id = linked.length === 0 ? (aliasOf(line) ?? aliasOf(line.split(/\s/, 1)[0] ?? '')) : undefined;
    const ids = id ? [id] : [...new Set(linked)];
    if (ids.length === 0) return [{ ids: [titleAlias(line)], words: line }];
    return ids.map((one) => ({ ids: [one], words: ids.length === 1 ? line : one.replace(/^\w+:/, '') }));
  });
}

/**
 * The papers that a file of references or a list names. A record needs no evidence here beyond its title. Empty for any other
 * file. If a format throws, the papers read before are returned.
 */
export async function namedInFile(bytes: Uint8Array): Promise<NamedPaper[]> {
  const named: NamedPaper[] = [];
  try {
    const opened = await openFeed(once(bytes));
    if ('reason' in opened) return opened.titles;
    const { format, entries } = opened;
    for await (const entry of entries) {
      if (named.length >= MOST_PAPERS) break;
      if ('sought' in entry) named.push(entry.sought);
      if (!('record' in entry)) continue;
      const { arxiv, doi, title: raw } = entry.record;
      const words = raw.slice(0, 1_000);
      const title = clean(format.markup ? untagged(words) : words);
      if (/[\p{L}\p{N}]/u.test(title)) named.push({ ids: aliases({ arxiv, doi, title }), words: title });
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return named;
}
