import { untagged } from '../../markup.ts';
import { isPaper } from '../links/paper-links.ts';

const LINK = /\bhref\s*=\s*["']?(https?:[^"'\s>]{1,2000})/gi;

/**
 * The tables of an HTML page, each as lines of cells between tabs. If its rows link to papers, the first cell of each row is that
 * link.
 */
export function tablesIn(html: string): string[] {
  return html
    .split(/<table\b/i)
    .slice(1)
    .map((table) => {
      const rows = (table.split(/<\/table\b/i, 1)[0] ?? '').split(/<tr\b[^<>]*>/i).slice(1);
      const links = rows.map((row) => Array.from(row.matchAll(LINK), ([, url = '']) => url).find(isPaper));
      const linked = links.some((url) => url !== undefined);
      return rows
        .map((row, at) => {
          const cells = row
            .split(/<t[dh]\b[^<>]*>/i)
            .slice(1)
            .map(cell);
          return [...(linked ? [links[at] ?? (at === 0 ? 'link' : '')] : []), ...cells].join('\t');
        })
        .join('\n');
    });
}

const cell = (html: string) =>
  `"${untagged(html)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('"', '""')}"`;
