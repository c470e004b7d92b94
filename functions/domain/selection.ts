import { type Rankable, rank } from './ranking.ts';

/** Papers shown as cards, and as titles only; the rest is on the web. A week's mail is its best, not seven days' mails. */
const SHOWN = { daily: { cards: 15, titles: 80 }, weekly: { cards: 18, titles: 30 } };

/** What is looked at to choose what a mail shows. `repository` is that of the paper's code, if it has any. */
export type Selectable = Rankable & { title: string; source?: string | undefined; repository?: string | undefined };

/** What there is to say of papers together: their sources, most papers first; the most upvoted; how many come with code. */
type About = {
  sources: { name: string; papers: number }[];
  mostUpvoted: { title: string; upvotes: number } | undefined;
  withCode: number;
};

/** What a mail shows of its papers. `code` are those whose code it names, a repository once. */
export type Selection<Paper> = { cards: Paper[]; titles: Paper[]; code: Paper[]; total: number; about: About };

/**
 * What a reader's mail shows of the papers of the days they are owed, ranked anew at `at`, the close of the last edition. Everybody
 * who is owed the same days gets the same. A paper that stands in two editions is shown once.
 */
export function select<Paper extends Selectable>(
  papers: readonly Paper[],
  frequency: keyof typeof SHOWN,
  at: Date,
): Selection<Paper> {
  const ranked = rank([...new Map(papers.map((paper) => [paper.id, paper])).values()], at);
  const { cards, titles } = SHOWN[frequency];
  return {
    cards: ranked.slice(0, cards),
    titles: ranked.slice(cards, cards + titles),
    code: withCodeOnce(ranked),
    total: ranked.length,
    about: about(ranked),
  };
}

function withCodeOnce<Paper extends Selectable>(papers: readonly Paper[]): Paper[] {
  const named = new Set<string>();
  return papers.filter(({ repository }) => repository && !named.has(repository) && named.add(repository));
}

function about(papers: readonly Selectable[]): About {
  const sources = Object.entries(Object.groupBy(papers, ({ source = '' }) => source))
    .map(([name, of = []]) => ({ name, papers: of.length }))
    .filter(({ name }) => name)
    .sort((a, b) => b.papers - a.papers);
  const [{ title = '', upvotes = 0 } = {}] = papers.toSorted((a, b) => (b.upvotes ?? 0) - (a.upvotes ?? 0));
  const withCode = papers.filter(({ repository }) => repository).length;
  return { sources, mostUpvoted: upvotes > 0 ? { title, upvotes } : undefined, withCode };
}
