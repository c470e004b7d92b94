import type { PrintedPaper } from '../domain/edition.ts';
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
    links: paper.links.map(labelled),
    upvotes,
    readers,
    comments,
  };
}

/** A code link is named by its repository, a place on Hugging Face by what is there, any other link by its host. */
function labelled({ kind, url }: PrintedPaper['links'][number]): { label: string; url: string } {
  const { hostname, pathname } = new URL(url);
  if (kind === 'code') return { label: `Code: ${repository(url)}`, url };
  const [, area = '', name] = /^\/((?:spaces|datasets)\/)?([\w.-]+\/[\w.-]+)/.exec(pathname) ?? [];
  if (hostname === 'huggingface.co' && name) return { label: `${HUGGING_FACE[area] ?? 'Model'}: ${name}`, url };
  const host = hostname.replace(/^www\./, '');
  return { label: kind === 'project' ? `Project: ${host}` : host, url };
}
const HUGGING_FACE: Record<string, string> = { 'spaces/': 'Demo', 'datasets/': 'Data' };

/** The repository a code link leads into, `owner/name`; the host where its address names none. */
export function repository(url: string): string {
  const { hostname, pathname } = new URL(url);
  return pathname.split('/').filter(Boolean).slice(0, 2).join('/') || hostname.replace(/^www\./, '');
}
