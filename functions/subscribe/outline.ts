import type { Edition, PrintedPaper } from '../domain/edition.ts';
import { type Selectable, select } from '../domain/selection.ts';
import type { Subject } from '../domain/subject.ts';

/** Papers of an edition's front page. */
const FRONT = 5;

/** A paper of which no more than its title is needed, and its subject. */
export type TitleLine = { id: string; title: string; subject: Subject };

/** What pages beside an edition's own show of it: its front page as it closed, and the titles of all. */
export type Outline = { front: PrintedPaper[]; titles: TitleLine[] };

/** Made of an edition's papers once: they do not change. */
export const outlineOf = (edition: Edition, papers: readonly PrintedPaper[]): Outline => ({
  front: frontOf(edition, papers),
  titles: papers.map(({ id, title, subject = 'other' }) => ({ id, title, subject })),
});

/** The front page, chosen as a mail's is; where no paper has a sentence, the first ones. */
export function frontOf({ frequency, end }: Edition, papers: readonly PrintedPaper[]): PrintedPaper[] {
  const choosable = papers.map((paper) => ({
    ...paper,
    ...{ subject: paper.subject ?? 'other', tells: Boolean(paper.tldr), repository: undefined },
  })) satisfies Selectable[];
  const chosen = select(choosable, frequency, new Date(end)).front;
  const found = new Map(papers.map((paper) => [paper.id, paper]));
  return chosen.length > 0 ? chosen.flatMap(({ id }) => found.get(id) ?? []) : papers.slice(0, FRONT);
}

const named = /^(?:arxiv|doi|title):(.+)$/;

/** Where a paper stands on a page: `2603.00001` of arXiv, the DOI, or what its title has become. Never a subject's name. */
export const anchorOf = (id: string): string =>
  (named.exec(id)?.[1] ?? id).replace(/[^\w./-]/g, '_').replace(/^(?=[a-z]+$)/i, '_');
