import type { PrintedPaper } from '../domain/edition.ts';
import { labelOf, repository } from '../domain/text/link-label.ts';
import { extract } from '../domain/tldr.ts';
import { paperRef } from '../domain/vote.ts';

/** Keywords a card shows, and sentences of the abstract under its TL;DR. */
const KEYWORDS = 3;
const MORE = 1;

/** A paper as the mail's template shows it. `vote` names it in the link that votes for it. */
export type CardModel = {
  vote: string;
  title: string;
  url: string;
  authors: string[];
  moreAuthors: number;
  source: string | undefined;
  day: string | undefined;
  tldr: string;
  extract: string;
  keywords: string[];
  links: { label: string; url: string }[];
  upvotes: number | undefined;
  readers: number | undefined;
  comments: number | undefined;
  code: { repository: string; url: string } | undefined;
};

export function card(paper: PrintedPaper): CardModel {
  const {
    title,
    url,
    authors,
    moreAuthors,
    source,
    listedOn,
    publishedOn,
    tldr = '',
    abstract,
    keywords = [],
    upvotes,
    readers,
    comments,
  } = paper;
  const code = paper.links.find(({ kind }) => kind === 'code')?.url;
  return {
    vote: paperRef(paper.id),
    title,
    url,
    authors,
    moreAuthors,
    source,
    day: listedOn ?? publishedOn,
    tldr,
    extract: extract(abstract, tldr, MORE),
    keywords: keywords.slice(0, KEYWORDS),
    links: paper.links.map((link) => ({ label: labelOf(link), url: link.url })),
    upvotes,
    readers,
    comments,
    code: code === undefined ? undefined : { repository: repository(code), url: code },
  };
}
