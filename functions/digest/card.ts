import type { PrintedPaper } from '../domain/edition.ts';
import { extract } from '../domain/tldr.ts';

/** Sentences of the abstract under a TL;DR; where there is none, one more. */
const EXTRACT = 2;

/** Keywords a card shows. */
const KEYWORDS = 4;

/** A paper as the mail's template shows it in full. */
export type CardModel = {
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
  comments: number | undefined;
};

export function card(paper: PrintedPaper): CardModel {
  const { title, url, authors, source, listedOn, publishedOn, tldr = '', abstract, keywords = [], upvotes, comments } = paper;
  return {
    title,
    url,
    authors,
    source,
    day: listedOn ?? publishedOn,
    tldr,
    extract: extract(abstract, tldr, tldr ? EXTRACT : EXTRACT + 1),
    keywords: keywords.slice(0, KEYWORDS),
    links: paper.links.map(labelled),
    upvotes,
    comments,
  };
}

/** A code link is named by its repository (`owner/name`), any other by its host. */
function labelled({ kind, url }: PrintedPaper['links'][number]): { label: string; url: string } {
  const place = kind === 'code' ? repository(url) : new URL(url).hostname.replace(/^www\./, '');
  return { label: kind === 'other' ? place : `${kind === 'code' ? 'Code' : 'Project'}: ${place}`, url };
}

/** The repository a code link leads into, `owner/name`; the host where its address names none. */
export function repository(url: string): string {
  const { hostname, pathname } = new URL(url);
  return pathname.split('/').filter(Boolean).slice(0, 2).join('/') || hostname.replace(/^www\./, '');
}
