import type { PrintedPaper } from '../domain/edition.ts';
import { paperRef } from '../domain/vote.ts';

/** The card of a paper that is older than this says when it appeared, ms. */
const OLD_MS = 60 * 86_400_000;

const months = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A paper as the mail's template shows it. `vote` is the paper's reference in its voting links. */
export type CardModel = ReturnType<typeof card>;

/** Makes the card of a paper in the edition of `day`. */
export function card(paper: PrintedPaper, day: string) {
  const appeared = paper.publishedOn ?? paper.listedOn;
  const old = appeared !== undefined && Date.parse(day) - Date.parse(appeared) > OLD_MS;
  return {
    vote: paperRef(paper.id),
    title: paper.title,
    url: paper.url,
    authors: paper.authors,
    moreAuthors: paper.moreAuthors,
    tldr: paper.tldr ?? '',
    found: paper.found,
    organisation: paper.organisation,
    venue: paper.venue,
    pdf: paper.pdf,
    stars: paper.stars,
    discussion: paper.discussion,
    upvotes: paper.upvotes,
    readers: paper.readers,
    suggested: paper.suggested,
    code: codeOf(paper),
    dated: old ? months.format(new Date(appeared)) : undefined,
  };
}

/** The URL of a paper's code. */
export const codeOf = ({ links }: Pick<PrintedPaper, 'links'>): string | undefined =>
  links.find(({ kind }) => kind === 'code')?.url;
