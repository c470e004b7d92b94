import { isPeople } from '../links/line-titles.ts';
import { linksAsWords, withoutNumbers } from './copied.ts';
import { isHtml, markdownOf } from './html-text.ts';

/** Indented fields of a paper, as text browsers print them. */
const SET_IN = /^ {2,}(?:Title|Authors):/m;

/**
 * A page of arXiv as copied from a browser, made from HTML, Markdown or the print of a text browser. Lines keep their numbers.
 */
export function asCopied(page: string): string {
  const html = isHtml(page) || /class=["']list-title\b/i.test(page.slice(0, 64_000));
  let text = linksAsWords((html ? markdownOf(page) : page).replaceAll('\u00a0', ' '));
  if (SET_IN.test(text)) text = unbroken(text);
  return /\[\d{1,4}\](?:pdf|other|View PDF)\b/.test(text) ? withoutNumbers(text) : text;
}

/** Joins the lines that a text browser broke. The breaks move after the joined line, so that lines keep their numbers. */
function unbroken(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const column = lines.reduce((most, line) => Math.max(most, /\S\s+\S/.test(line) && !line.includes('://') ? line.length : 0), 0);
  if (column > 200) return text;
  const labelled = /^ +Authors ?:/m.test(text);
  return lines
    .map((line, i) => {
      const below = lines[i + 1]?.trim() ?? '';
      const full = line !== '' && below !== '' && line.length + 1 + below.split(' ', 1).join().length > column;
      const apart =
        !full ||
        /^(?:\[\d+\] |\d+\. |[•*]|Submitted |[A-Z][a-z]+ ?:)/.test(below) ||
        (!labelled && isPeople(below) && !line.endsWith(','));
      return { words: line.trim(), goesOn: !apart };
    })
    .reduce<{ out: string[]; breaks: string }>(
      ({ out, breaks }, { words, goesOn }) => {
        out.push(words, goesOn ? ' ' : `\n${breaks}`);
        return { out, breaks: goesOn ? `${breaks}\n` : '' };
      },
      { out: [], breaks: '' },
    )
    .out.join('');
}
