import { type Entry, type Format, joinText, MB, once, type Sought } from '../format.ts';
import { textLines } from '../lines.ts';
import { isLoneTitle, MARKS, titleIn } from './line-titles.ts';
import { aliasOf, isPaper, pieces } from './paper-links.ts';

/** Ids and links of papers, one a line, without titles. The papers are looked up in the store. */
export const idList: Format = {
  name: 'id-list',
  maxBytes: 16 * MB,
  detects(head) {
    const lines = head.split('\n').filter((line) => SAYS.test(line));
    const found = lines.map((line) => namesIn(line, 20));
    const headings = head.match(/^#{1,6} .+$/gm)?.filter((line) => isLoneTitle(line.replace(MARKS, ''), 3)).length ?? 0;
    const papers = new Set(found.flatMap((names) => names ?? []).map((name) => aliasOf(name) ?? name)).size;
    // With as many headings as papers, the headings are titles.
    if (headings > 1 && headings >= papers) return false;
    return papers > 0 && papers >= 2 * found.filter((names) => names === undefined).length;
  },
  async *parse(text) {
    for await (const batch of textLines(once(await joinText(text))))
      for (const { number, line } of batch) {
        const at = `line ${number}`;
        const names = namesIn(line, Number.POSITIVE_INFINITY);
        if (names) yield* soughtPapers(at, names);
        else if (SAYS.test(line)) yield { at, reason: `no id and no link of a paper: "${line.trim().slice(0, 80)}"` };
      }
  },
};

/** A line with words or numbers that is no comment. */
const SAYS = /^(?!\s*#).*[\p{L}\p{N}]/u;

const BARE_ID =
  /^(?:[-*•#>\s]|\d{1,4}[.)] )*(?:arxiv: ?|doi: ?)?((?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})(?:v\d+)?|10\.\d{4,9}\/\S{1,200})[\s,;]*$/i;

/** The ids and addresses of papers in a line with at most `most` other letters and no title; undefined for any other line. */
function namesIn(line: string, most: number): string[] | undefined {
  if (line.length > 2_000) return undefined;
  const ids = line
    .trim()
    .split(/[,;]\s*|(?<=\w)\s+(?=\d)/)
    .flatMap((text) => (text === '' ? [] : (BARE_ID.exec(text)?.[1] ?? '')));
  if (ids.length > 0 && ids.every((id) => id && aliasOf(id))) return ids;
  const found = pieces(line);
  const beside = found.map(({ words, url }) => (url === undefined ? words : '')).join('');
  if (titleIn(line, found) || beside.replace(/\W|^\s*\d{1,4}[.)]/g, '').length > most) return undefined;
  const papers = found.flatMap(({ url }) => (url && isPaper(url) ? [url] : []));
  return papers.length > 0 ? [...new Map(papers.map((url) => [aliasOf(url) ?? url, url])).values()] : undefined;
}

/** Entries for papers that are named only by an id or an address. */
export const soughtPapers = (at: string, names: readonly string[]): Entry[] =>
  names.map((name) => {
    const id = aliasOf(name);
    return id
      ? { at, sought: { at, ids: [id], words: name } }
      : { at, reason: `a link without a title or an id: "${name.slice(0, 200)}"` };
  });

/** The lines of a text if all of them may be titles; empty for any other text. */
export function titlesIn(text: string, alias: (title: string) => string): Sought[] {
  const lines = text.split('\n', 501).flatMap((raw, i) => {
    const words = raw.trim().replace(/^(?:[-*•] |\d{1,3}[.)] )/, '');
    return words === '' ? [] : [{ at: `line ${i + 1}`, words }];
  });
  const titled = lines.every(({ words }) => words.length >= 15 && words.length <= 300 && words.split(' ').length > 2);
  return titled && lines.length <= 500 ? lines.map((line) => ({ ...line, ids: [alias(line.words)] })) : [];
}
