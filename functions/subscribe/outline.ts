import type { Edition, PrintedPaper } from '../domain/edition.ts';
import { type Selectable, select } from '../domain/selection.ts';
import type { Subject } from '../domain/subject.ts';

/** Papers of an edition's front page. */
const FRONT = 5;

/** A paper as a line in a list. */
export type TitleLine = { id: string; title: string; subject: Subject };

/** What other pages show of an edition: its front page as it closed, and all titles. */
export type Outline = { front: PrintedPaper[]; titles: TitleLine[] };

/** Outlines an edition. Its papers do not change, so the outline can be cached. */
export const outlineOf = (edition: Edition, papers: readonly PrintedPaper[]): Outline => ({
  front: frontOf(edition, papers),
  titles: papers.map(({ id, title, subject = 'other' }) => ({ id, title, subject })),
});

/** The front page, chosen as in mails. If no paper has a sentence, the first papers. */
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

/**
 * The id of a paper's element on a page: arXiv id, DOI or title in safe characters. Never plain letters, as the ids of subjects
 * are.
 */
export const anchorOf = (id: string): string =>
  (named.exec(id)?.[1] ?? id).replace(/[^\w./-]/g, '_').replace(/^(?=[a-z]+$)/i, '_');
