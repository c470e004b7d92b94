import { pubmedPage, pubmedTitle } from '../fields.ts';
import { type Entry, type Format, joinText, MB } from '../format.ts';
import { names } from '../names.ts';

/** The day after the journal: `1: Lee A, Xu B. Title. J Name. 2026 Jun 12;1(1):1-10. doi: 10.1/x. PMID: 40000001.` */
const DAY = /[.?!\])] ((?:19|20)\d{2}(?: [A-Z][a-z]{2}(?: \d{1,2})?)?)[-;:. ]/;

/** The authors, title, venue and day of a citation; undefined for any other text. */
function cited(text: string): { people: string; title: string; venue: string; published: string } | undefined {
  const day = /^\d{1,5}: \p{L}/u.test(text) ? DAY.exec(text.slice(0, 5_000)) : null;
  if (!day?.[1]) return undefined;
  const before = text.slice(text.indexOf(': ') + 2, day.index).trim();
  const stop = before.indexOf('. ');
  const last = Math.max(...['. ', '? ', '! ', '] '].map((end) => before.lastIndexOf(end)));
  if (stop < 0 || last <= stop) return undefined;
  return {
    people: before.slice(0, stop),
    title: before.slice(stop + 2, last + 1),
    venue: before.slice(last + 2),
    published: day[1],
  };
}

/** PubMed's summaries as text: one citation a paragraph. */
export const pubmedSummary: Format = {
  name: 'pubmed-summary',
  maxBytes: 64 * MB,
  detects: (head) =>
    /^\s*1: \S[\s\S]{10,3000}?\bPMID:\s+\d{4,9}/.test(head) &&
    paragraphs(head.slice(0, 8_000)).some(({ text }) => cited(text) !== undefined),
  async *parse(text) {
    for (const paragraph of paragraphs(await joinText(text))) yield entry(`line ${paragraph.line}`, paragraph.text);
  },
};

function entry(at: string, text: string): Entry {
  const found = cited(text);
  if (!found) return { at, reason: `no citation of PubMed: "${text.slice(0, 80)}"` };
  const { people, ...said } = found;
  const [page] = pubmedPage(/\bPMID: (\d+)/.exec(text)?.[1] ?? '');
  const [, doi] = /\bdoi: (10\.\S+?)\.?(?: |$)/i.exec(text) ?? [];
  return { at, record: pubmedTitle({ ...said, abstract: '', authors: names([people]), doi, page }) };
}

/** Paragraphs, each as one line, with the number of its first line. */
function paragraphs(text: string): { line: number; text: string }[] {
  const found: { line: number; text: string }[] = [];
  let open = false;
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const last = found.at(-1);
    if (open && line !== '' && last) last.text += ` ${line}`;
    else if (line !== '') found.push({ line: i + 1, text: line });
    open = line !== '';
  }
  return found;
}
