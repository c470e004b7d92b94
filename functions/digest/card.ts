import type { PrintedPaper } from '../domain/edition.ts';
import { labelOf } from '../domain/text/link-label.ts';
import { extract } from '../domain/tldr.ts';
import { paperRef } from '../domain/vote.ts';

/** Keywords a card shows. */
const KEYWORDS = 3;

/** A paper as the mail's template shows it in full. `vote` names it in the link that votes for it. */
export type CardModel = {
  vote: string;
  title: string;
  url: string;
  authors: string[];
  source: string | undefined;
  day: string | undefined;
  tldr: string;
  extract: string;
  keywords: string[];
  links: { label: string; url: string }[];
  upvotes: number | undefined;
  readers: number | undefined;
  comments: number | undefined;
};

/** `more`: sentences of the abstract under its TL;DR. */
export function card(paper: PrintedPaper, more: number): CardModel {
  const {
    title,
    url,
    authors,
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
  return {
    vote: paperRef(paper.id),
    title,
    url,
    authors,
    source,
    day: listedOn ?? publishedOn,
    tldr,
    extract: extract(abstract, tldr, more),
    keywords: keywords.slice(0, KEYWORDS),
    links: paper.links.map((link) => ({ label: labelOf(link), url: link.url })),
    upvotes,
    readers,
    comments,
  };
}
