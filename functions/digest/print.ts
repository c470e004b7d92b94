import type { Edition, PrintedPaper } from '../domain/edition.ts';
import { type Choices, chosen, NO_CHOICES } from '../domain/editor.ts';
import { finding } from '../domain/finding.ts';
import { type Every, type Paper, pdfOf, type StoredPaper } from '../domain/paper.ts';
import { rank, substanceOf } from '../domain/ranking.ts';
import { isOpinion, sourceName } from '../domain/source.ts';
import { subjectOf } from '../domain/subject.ts';
import { tldr } from '../domain/tldr.ts';

/** How much an edition keeps of a paper: UTF-16 units of the abstract, names of authors. The paper's own page has the rest. */
const KEPT = { abstract: 4_000, authors: 20 };

/** The most papers that one edition holds. With more, the page of a day would be hundreds of screens long. */
export const MOST_PAPERS = 5_000;

const WEEK_MS = 7 * 86_400_000;

/** A printed paper without the fields that `chosen`, `rank` and the readers' votes add. */
type Kept = Omit<PrintedPaper, 'pin' | 'readers' | 'day' | 'edited' | 'suggested'>;

/** Fields that no edition shows: `tldr` is made of `summary`, and only the store needs `original`. */
type Unshown = 'summary' | 'original';

/** A paper as an edition keeps it. */
export function kept(paper: StoredPaper): Kept {
  const { abstract, authors } = paper;
  const sentence = tldr(paper);
  const code = paper.links.some(({ kind }) => kind === 'code');
  return {
    id: paper.id,
    ids: paper.ids,
    title: paper.title,
    abstract: abstract.length > KEPT.abstract ? `${abstract.slice(0, KEPT.abstract).toWellFormed()}…` : abstract,
    authors: authors.slice(0, KEPT.authors),
    moreAuthors: Math.max(0, authors.length - KEPT.authors),
    url: paper.url,
    links: paper.links,
    upvotes: paper.upvotes,
    comments: paper.comments,
    listedOn: paper.listedOn,
    publishedOn: paper.publishedOn,
    keywords: paper.keywords,
    categories: paper.categories,
    organisation: paper.organisation,
    stars: paper.stars,
    note: paper.note,
    venue: paper.venue,
    pdf: pdfOf(paper.ids) ?? paper.pdf,
    discussion: paper.discussion,
    announced: paper.announced,
    withdrawn: paper.withdrawn,
    correction: paper.correction,
    position: isOpinion(paper) ? paper.position : undefined,
    since: countsFrom(paper),
    substance: substanceOf({ tells: sentence !== '', code, venue: paper.venue !== undefined }),
    tldr: sentence,
    found: finding(abstract, sentence),
    subject: subjectOf(paper),
    source: sourceName(paper),
  } satisfies Every<Kept> & Record<Exclude<keyof Paper, Unshown>, unknown>;
}

/**
 * The day or instant a paper's age counts from: its listing day, but at most a week before it came, for old papers may be news
 * too.
 */
function countsFrom({ listedOn, newsAt, firstSeenAt }: StoredPaper): string {
  const came = newsAt ?? firstSeenAt;
  const soonest = new Date(Date.parse(came) - WEEK_MS).toISOString();
  return listedOn === undefined ? came : listedOn < soonest.slice(0, 10) ? soonest : listedOn;
}

/**
 * Papers as an edition prints them, ranked at `at`, best first. `votes`: how many readers voted for a paper, by its id. Two rows
 * of one paper (seen while it merges) count once.
 */
export function print(
  papers: readonly Kept[],
  at: Date,
  choices: Choices = NO_CHOICES,
  votes: ReadonlyMap<string, number> = new Map(),
  frequency: Edition['frequency'] = 'daily',
): PrintedPaper[] {
  const seen = new Set<string>();
  return rank(
    chosen(papers, choices).map((paper) => ({ ...paper, readers: votes.get(paper.id) })),
    at,
    frequency,
  ).filter(({ ids }) => {
    if (ids.some((id) => seen.has(id))) return false;
    for (const id of ids) seen.add(id);
    return true;
  });
}
