import type { Entry } from '../format.ts';
import { isOneName, isPeople } from '../links/line-titles.ts';
import { names } from '../names.ts';
import { titleAbove } from './copied.ts';
import { joinLines } from './wrap.ts';

/** An arXiv id, with or without a version. */
export const ARXIV_ID = String.raw`(?:[a-z-]+(?:\.[A-Z]{2})?\/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?`;
/** The page of a paper has the day of submission, then labelled parts. Copies may have no line breaks between the parts. */
const SUBMITTED = /\[Submitted on (\d{1,2} [A-Z][a-z]{2,8} \d{4})[^\]]{0,120}\]/g;
const LABEL =
  /(Title|Authors?|Abstract|Comments|Subjects|Cite as|Journal reference|Related DOI|Report number|(?:MSC|ACM) classes): ?|((?:View|Download)(?: a)? PDF|No PDF available|Submission history)/g;

/** True if a text is arXiv's page of a paper, or several such pages. */
export const isArxivPaperPage = (text: string): boolean =>
  /\[Submitted\s+on\s+\d{1,2}\s[^\]]{5,160}\][\s#*=-]{0,20}(?:Title:|View PDF)[\s\S]{1,20000}?Abstract:/.test(text);

/** The line after the parts that some copies have without labels, and lines between those parts. */
const ENDS = /^(?:Title|Abstract|Comments|Subjects|Cite as|Journal reference|Related DOI|Submission history)\b/;
const BETWEEN = /^(?:View PDF|HTML \(experimental\)|TeX Source|Other Formats|View PDF HTML \(experimental\))$/;

/** Adds the labels of title, authors and abstract, which browsers hide and some do not copy. Lines keep their numbers. */
export function withLabels(page: string): string {
  if (!page.includes('[Submitted on ')) return page;
  const lines = page.split('\n');
  for (const [at, line] of lines.entries()) {
    if (!/^\s*\[Submitted on [^\]]{6,160}\]\s*$/.test(line)) continue;
    const found = lines.slice(at + 1, at + 200).findIndex((below) => ENDS.test(below.trim()));
    const end = at + 1 + found;
    if (found < 0 || /^(?:Title|Abstract)\b/.test(lines[end]?.trim() ?? '')) continue;
    const parts = lines.flatMap((part, i) => (i > at && i < end && part.trim() && !BETWEEN.test(part.trim()) ? [i] : []));
    const people = parts.find((i, n) => n > 0 && (isPeople(lines[i]?.trim() ?? '') || isOneName(lines[i]?.trim() ?? '')));
    const [title] = parts;
    const text = parts.find((i) => people !== undefined && i > people);
    if (title === undefined || people === undefined || text === undefined) continue;
    for (const [i, label] of [
      [title, 'Title'],
      [people, 'Authors'],
      [text, 'Abstract'],
    ] as const)
      lines[i] = `${label}: ${lines[i]?.trim()}`;
  }
  return lines.join('\n');
}

/** The papers of such pages. */
export function* arxivPapers(text: string): Generator<Entry> {
  const lines = text.split('\n').map((line) => line.trim().replace(/^(?:[#>]+ ?)+|^[-=]{3,}$/, ''));
  const page = joinLines(lines.filter((line) => line !== '')).replace(/ {2,}/g, ' ');
  const starts = [...page.matchAll(SUBMITTED)];
  const above = titleAbove(text);
  for (const [i, { 0: said, 1: published, index }] of starts.entries()) {
    const parts = partsOf(page.slice(index + said.length, starts[i + 1]?.index));
    const before = page.slice(starts[i - 1]?.index ?? 0, index);
    const arxiv =
      new RegExp(`arXiv:(${ARXIV_ID})`).exec(parts.get('Cite as') ?? '')?.[1] ??
      [...before.matchAll(new RegExp(String.raw`(?:arXiv:|arxiv\.org\/(?:abs|pdf)\/)(${ARXIV_ID})`, 'g'))].at(-1)?.[1];
    const title = parts.get('Title') ?? above;
    const at = `paper ${i + 1}`;
    if (!title || !arxiv)
      yield { at, reason: title ? `a title without an id: "${title.slice(0, 80)}"` : 'a record without a title' };
    else
      yield {
        at,
        record: {
          title,
          abstract: parts.get('Abstract') ?? '',
          authors: names([parts.get('Authors') ?? parts.get('Author') ?? '']),
          arxiv,
          doi: parts.get('Related DOI')?.split(' ')[0],
          categories: categories(parts.get('Subjects')),
          note: parts.get('Comments'),
          venue: parts.get('Journal reference'),
          published,
        },
      };
  }
}

/** The text after the first of each label. After "Abstract" a word such as "Title" is no label. */
function partsOf(text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  let [label, from] = ['', 0];
  for (const { 0: all, 1: named, 2: other, index } of text.matchAll(LABEL)) {
    if (parts.size > 0 && label === 'Abstract' && /^(?:Title|Author|Abstract|View|Download)/.test(all)) continue;
    if (!parts.has(label)) parts.set(label, text.slice(from, index).trim());
    [label, from] = [named ?? other ?? '', index + all.length];
    if (label === 'Submission history') break;
  }
  if (!parts.has(label)) parts.set(label, text.slice(from).trim());
  return parts;
}

/** The categories in `Computation and Language (cs.CL); Machine Learning (cs.LG)`. */
export const categories = (subjects: string | undefined) =>
  subjects?.split(/;\s*/).map((name) => /\(([\w.-]{2,20})\)\s*$/.exec(name)?.[1] ?? name);
