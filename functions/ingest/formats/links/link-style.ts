import { MARKS } from './line-titles.ts';
import { pageOf } from './open-paper.ts';
import { aliasOf, isPaper, pieces, plain } from './paper-links.ts';
import { levelOf } from './text-counts.ts';

/** The longest line with a title. A title with its abstract has about a tenth of that. */
export const LONG_LINE = 20_000;

/** Words of links to more than one paper. They are labels, such as "PDF", and not titles. */
export function labelsIn(lines: readonly string[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const labels = new Set<string>();
  for (const line of lines) {
    if (line.length > LONG_LINE || !line.includes('](')) continue;
    for (const { words, url } of pieces(line)) {
      if (!url || !isPaper(url) || words === '') continue;
      const paper = aliasOf(url) ?? pageOf(url);
      if ((first.get(plain(words)) ?? paper) !== paper) labels.add(plain(words));
      first.set(plain(words), paper);
    }
  }
  return labels;
}

/** True if a line is only a link to a paper. */
export const isBareLink = (line: string) => {
  const found = line.length > 2_000 ? [] : pieces(line.trim().replace(MARKS, ''));
  return found.length === 1 && found[0]?.words === '' && isPaper(found[0].url ?? '');
};

/** True if the only heading of the first level is that of a list of several papers, each with its link on a line of its own. */
export function isHeaded(lines: readonly string[]): boolean {
  const [at, ...others] = lines.flatMap((line, i) => (levelOf(line) === 1 ? [i] : []));
  if (at === undefined || others.length > 0) return false;
  const papers = lines
    .filter(isBareLink)
    .flatMap((line) => pieces(line).flatMap(({ url }) => (url ? (aliasOf(url) ?? url) : [])));
  return new Set(papers).size > 1 && !isBareLink(lines.slice(at + 1).find((line) => line.trim() !== '') ?? '');
}

/** True if each paper's link is above its title: links and other lines alternate, and a link is first. */
export function linksComeFirst(lines: readonly string[]): boolean {
  const told = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const links = told.map(isBareLink);
  const count = links.filter(Boolean).length;
  return count > 1 && links[0] === true && links.at(-1) === false && links.every((link, i) => !link || links[i + 1] === false);
}
