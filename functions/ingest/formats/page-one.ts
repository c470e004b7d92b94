import type { Entry } from './format.ts';

const ID = /^(?:#+ )?arxiv: ?(\d{4}\.\d{4,5})$/i;
/** What stands below the abstract. */
const BELOW = /^(?:AI-generated summary|View arXiv page|View PDF|Project page|GitHub|Add to collection|Community)\b/i;

/** Whether a text is the page that Hugging Face has of one paper. */
export const isOwnPage = (text: string): boolean =>
  /^[^\w\n]{0,20}arxiv: ?\d{4}\.\d{4,5}[ \t]*$/im.test(text) &&
  /^[^\w\n]{0,20}Abstract[ \t]*$/m.test(text) &&
  /\bView arXiv page\b/.test(text);

/** The paper of such a page. */
export function ownPaper(text: string): Entry {
  const lines = text.split('\n').flatMap((raw, i) => (raw.trim() ? [{ at: i + 1, line: raw.trim().replace(/^#+ /, '') }] : []));
  const said = lines.map(({ line }) => line);
  const start = said.findIndex((line) => ID.test(line));
  const place = (what: RegExp) => said.findIndex((line, i) => i > start && what.test(line));
  const between = (from: number, to: RegExp) => {
    const end = said.findIndex((line, i) => i > from && to.test(line));
    return from < 0 ? [] : said.slice(from + 1, end < 0 ? undefined : end);
  };
  const day = (what: RegExp) => said.slice(start).flatMap((line) => what.exec(line)?.[1] ?? [])[0];
  const votes = said[place(/^upvote$/i) + 1] ?? '';
  return {
    at: `line ${lines[start]?.at}`,
    record: {
      title: said[start + 1] ?? '',
      abstract: between(place(/^Abstract$/), BELOW).join(' '),
      authors: between(place(/^Authors:?$/), /^Abstract$/).filter((name) => /\p{L}/u.test(name)),
      arxiv: ID.exec(said[start] ?? '')?.[1],
      upvotes: place(/^upvote$/i) >= 0 && /^\d{1,6}$/.test(votes) ? Number(votes) : undefined,
      published: day(/^Published on (.{3,20})$/),
      listed: day(/^on (.{3,20})$/),
      discussion: `https://huggingface.co/papers/${ID.exec(said[start] ?? '')?.[1]}`,
      shown: true,
    },
  };
}
