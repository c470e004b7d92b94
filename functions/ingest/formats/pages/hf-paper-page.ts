import type { Entry } from '../format.ts';
import { names } from '../names.ts';
import { linksAsWords, titleAbove, withoutNumbers } from './copied.ts';
import { joinLines } from './wrap.ts';

/** The start of Hugging Face's page of one paper: its id, its title and its day. */
const OWN = /arxiv: ?(\d{4}\.\d{4,5})((?:\s|\S){0,600}?)Published on ([A-Z][a-z]{2} \d{1,2}(?:, \d{4})?)/i;
const SUBMITTED = /Submitted by .{1,80}? on ([A-Z][a-z]{2} \d{1,2}(?:, \d{4})?)/;

/** True if a text is Hugging Face's page of one paper. */
export const isHfPaperPage = (text: string): boolean =>
  OWN.test(text) && text.includes('Abstract') && text.includes('View arXiv page');

/** The paper of such a page. Its parts come in order after their labels; copies may have no line breaks between them. */
export function hfPaper(text: string): Entry {
  const shown = withoutNumbers(linksAsWords(text)).split('\n');
  const lines = shown.map((line) => line.trim().replace(/^(?:[#>]+ ?)+|^[-=]{3,}$|^<?https?:\S+$/g, ''));
  const page = joinLines(lines.filter((line) => line !== ''));
  const [all = '', arxiv, title = '', published] = OWN.exec(page) ?? [];
  const rest = page.slice(page.indexOf(all) + all.length);
  const between = (from: string, to: string) => rest.split(from).slice(1).join(from).split(to, 1)[0]?.trim() ?? '';
  const [summary = '', abstract] = between('Abstract', 'View arXiv page').split('AI-generated summary');
  return {
    at: `line ${lines.findIndex((line) => /arxiv: ?\d{4}\.\d/i.test(line)) + 1}`,
    record: {
      title: title.trim() || (titleAbove(text) ?? lines.find((line) => line.length > 10) ?? ''),
      // The summary, if there is one, is above the abstract.
      abstract: (abstract || summary).trim(),
      summary: abstract ? summary.trim() : undefined,
      authors: names([
        between('Authors:', 'Abstract')
          .replace(/\[[^\]]{0,40}\]/g, '')
          .replace(/\s+,/g, ','),
      ]),
      arxiv,
      upvotes: Number(/Upvote\s+(\d{1,6})(?!\d)/.exec(rest)?.[1] ?? Number.NaN) || undefined,
      published,
      listed: SUBMITTED.exec(rest)?.[1],
      discussion: `https://huggingface.co/papers/${arxiv}`,
      shown: true,
    },
  };
}
