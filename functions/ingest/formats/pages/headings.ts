import type { Card, Prose } from './layout.ts';

/** The longest line that may continue a heading, and the longest title, in characters. */
const LONGEST_CONTINUED = 120;
const LONGEST_TITLE = 320;

/**
 * The cards of a page whose titles are Markdown headings. The text after a heading, down to the first line of the page itself, is
 * the abstract. Undefined for a page without such headings.
 */
export function cardsUnderHeadings(prose: readonly (Prose & { heading: boolean })[]): Card[] | undefined {
  const starts = prose.flatMap(({ heading }, i) => (heading ? [i] : []));
  const cards = starts.map((start, n): Card => {
    const next = starts[n + 1] ?? prose.length;
    let titleEnd = start + 1;
    let length = prose[start]?.text.length ?? 0;
    for (; titleEnd < next; titleEnd += 1) {
      const { text = '', gap } = prose[titleEnd] ?? {};
      length += text.length;
      if (gap !== 'none' || text.length > LONGEST_CONTINUED || length > LONGEST_TITLE) break;
    }
    let end = titleEnd;
    while (end < next && (end === titleEnd || prose[end]?.gap !== 'page')) end += 1;
    return { start, titleEnd, authors: undefined, abstract: end > titleEnd ? titleEnd : undefined, end };
  });
  const whole = cards.filter(({ abstract }) => abstract !== undefined).length;
  return whole > 0 && whole >= cards.length / 2 ? cards : undefined;
}
