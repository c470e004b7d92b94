import { createHash } from 'node:crypto';
import { type Blank, cut, type Parts, type PrintedPaper } from '../domain/edition.ts';
import { type Choices, chosen, NO_CHOICES } from '../domain/editor.ts';
import type { StoredPaper } from '../domain/paper.ts';
import { rank } from '../domain/ranking.ts';
import type { Window } from '../domain/schedule.ts';
import { sourceName } from '../domain/source.ts';
import { tldr } from '../domain/tldr.ts';
import { about, code } from './about.ts';
import { type CardModel, card } from './card.ts';

/** Papers shown as cards, and as titles only; the rest is on the web edition. A week's mail is its best, not seven days' mails. */
export const SHOWN = { daily: { cards: 15, titles: 80 }, weekly: { cards: 18, titles: 30 } };

/** Sentences of the abstract under the TL;DR: two of the first few papers, which most people read, one of the others. */
const extractOf = (place: number) => (place < 5 ? 2 : 1);

/** What the mail's template is given. */
type DigestModel = {
  frequency: Window['frequency'];
  date: string;
  day: string;
  total: number;
  about: ReturnType<typeof about>;
  note: string | undefined;
  cards: CardModel[];
  titles: { title: string; url: string }[];
  code: ReturnType<typeof code>;
  unsubscribeUrl: string;
  preferencesUrl: string;
  voteToken: string;
};

/** Where the links of an edition's digest lead, on the site at `publicUrl` (no slash at its end). */
export const siteLinks = (publicUrl: string, edition: string, voteToken: string) => ({
  webUrl: `${publicUrl}/editions/${edition}`,
  privacyUrl: `${publicUrl}/privacy`,
  voteUrl: `${publicUrl}/vote?edition=${edition}&token=${voteToken}`,
});

export type RenderDigest = (model: DigestModel) => Promise<{ subject: string; html: string; text: string }>;

/**
 * The papers of a window as an edition prints them, best first; `votes` are those of readers, by paper. Two rows of one paper
 * (seen while it merges) count once.
 */
export function print(
  papers: readonly StoredPaper[],
  at: Date,
  choices: Choices = NO_CHOICES,
  votes: ReadonlyMap<string, number> = new Map(),
): PrintedPaper[] {
  const seen = new Set<string>();
  const printed: PrintedPaper[] = [];
  for (const paper of rank(
    chosen(papers, choices).map((one) => ({ ...one, since: sinceOf(one), readers: votes.get(one.id) })),
    at,
  )) {
    if (paper.ids.some((id) => seen.has(id))) continue;
    for (const id of paper.ids) seen.add(id);
    const { id, ids, title, abstract, authors, url, links, comments, listedOn, publishedOn, keywords } = paper;
    const { pin, upvotes, readers, position, since } = paper;
    const told = { tldr: tldr(paper), source: sourceName(paper) };
    const standing = { pin, upvotes, readers, position, since };
    printed.push({
      id,
      ids,
      title,
      abstract,
      authors,
      url,
      links,
      comments,
      listedOn,
      publishedOn,
      keywords,
      ...standing,
      ...told,
    });
  }
  return printed;
}

const sinceOf = ({ listedOn, newsAt, firstSeenAt }: StoredPaper) => listedOn ?? newsAt ?? firstSeenAt;

/** Renders an edition once, with blanks where readers' copies differ. The same papers give the same bytes. */
export async function compose(
  papers: readonly PrintedPaper[],
  frequency: Window['frequency'],
  render: RenderDigest,
  note?: string,
): Promise<Parts> {
  const mark = `blank-${createHash('sha256').update(JSON.stringify(papers)).digest('hex').slice(0, 24)}`;
  const shown = SHOWN[frequency];
  const blank = (name: Blank) => `${mark}-${name}`;
  const { subject, html, text } = await render({
    frequency,
    date: blank('date'),
    day: blank('day'),
    total: papers.length,
    about: about(papers),
    note,
    cards: papers.slice(0, shown.cards).map((paper, i) => card(paper, extractOf(i))),
    titles: papers.slice(shown.cards, shown.cards + shown.titles).map(({ title, url }) => ({ title, url })),
    code: code(papers),
    unsubscribeUrl: blank('unsubscribe'),
    preferencesUrl: blank('preferences'),
    voteToken: blank('vote'),
  });
  return { subject: cut(subject, mark), html: cut(html, mark), text: cut(text, mark) };
}
