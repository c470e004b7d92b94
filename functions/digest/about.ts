import type { PrintedPaper } from '../domain/edition.ts';
import { repository } from '../domain/text/link-label.ts';

/** What there is to say of an edition as a whole: its sources, most papers first; the most upvoted; how many come with code. */
export function about(papers: readonly PrintedPaper[]) {
  const sources = Object.entries(Object.groupBy(papers, ({ source = '' }) => source))
    .map(([name, of = []]) => ({ name, papers: of.length }))
    .filter(({ name }) => name)
    .sort((a, b) => b.papers - a.papers);
  const [{ title = '', upvotes = 0 } = {}] = papers.toSorted((a, b) => (b.upvotes ?? 0) - (a.upvotes ?? 0));
  return { sources, mostUpvoted: upvotes > 0 ? { title, upvotes } : undefined, withCode: papers.filter(codeOf).length };
}

/** The papers' code, one repository a paper, each once, in the order of the papers. */
export function code(papers: readonly PrintedPaper[]) {
  const released = new Map<string, { repository: string; url: string; title: string }>();
  for (const paper of papers) {
    const url = codeOf(paper)?.url;
    if (url && !released.has(repository(url)))
      released.set(repository(url), { repository: repository(url), url, title: paper.title });
  }
  return [...released.values()];
}

const codeOf = ({ links }: PrintedPaper) => links.find(({ kind }) => kind === 'code');
