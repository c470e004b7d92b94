import type { PrintedPaper } from '../domain/edition.ts';

/** An author or a category that can be followed, with the number of its papers in the editions that were searched. */
export type Completion = { kind: 'author' | 'category'; name: string; papers: number };

const [MOST, MOST_CATEGORIES] = [10, 4];

/** Text for comparison: letters and digits without accents and capitals, with a space before each word. */
const plain = (text: string) =>
  ` ${text
    .slice(0, 2_000)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim()}`;

/**
 * Suggests authors whose names have words that begin like those of the text, and categories that match by name or by titles
 * of their papers. Those with most papers first.
 */
export function complete(text: string, papers: readonly PrintedPaper[]): Completion[] {
  const wanted = plain(text.slice(0, 100)).split(' ').filter(Boolean);
  const holds = (name: string) => wanted.every((word) => plain(name).includes(` ${word}`));
  const counts = { author: new Map<string, number>(), category: new Map<string, number>() };
  const count = (kind: keyof typeof counts, name: string) => counts[kind].set(name, (counts[kind].get(name) ?? 0) + 1);
  for (const { title, authors, categories = [] } of papers) {
    for (const author of authors) if (holds(author)) count('author', author);
    const about = holds(title);
    for (const category of categories) if (about || holds(category)) count('category', category);
  }
  const best = (kind: keyof typeof counts, most: number): Completion[] =>
    Array.from(counts[kind], ([name, n]) => ({ kind, name, papers: n }))
      .sort((a, b) => b.papers - a.papers || (a.name < b.name ? -1 : 1))
      .slice(0, most);
  const categories = best('category', MOST_CATEGORIES);
  return [...best('author', MOST - categories.length), ...categories];
}
