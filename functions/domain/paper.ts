import { hash } from 'node:crypto';
import * as z from 'zod';
import { noNews } from './standing.ts';

/** A link found in a feed or an abstract. */
const paperLink = z.object({ kind: z.enum(['code', 'project', 'other']), url: z.string() });
type PaperLink = z.infer<typeof paperLink>;

/** One record of a feed after cleaning. */
export const paper = z.object({
  /** `ids[0]`. */
  id: z.string(),
  /**
   * Its aliases, sorted, which puts the strongest first: `arxiv:2606.00467`, `doi:10.1000/x`, `title:<hash of the normalised
   * title>`.
   */
  ids: z.array(z.string()),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  /** Leads to the paper, or to a search that finds it. */
  url: z.string(),
  links: z.array(paperLink),
  upvotes: z.int().nonnegative().optional(),
  comments: z.int().nonnegative().optional(),
  keywords: z.array(z.string()).optional(),
  /** Its archive's: `cs.CL`. */
  categories: z.array(z.string()).optional(),
  /** Whose work it is. */
  organisation: z.string().optional(),
  /** Stars of its code. */
  stars: z.int().nonnegative().optional(),
  /** What its authors remark, such as arXiv's comments. */
  note: z.string().optional(),
  /** Where it appeared. */
  venue: z.string().optional(),
  /** The address of its PDF, and of a discussion. */
  pdf: z.string().optional(),
  discussion: z.string().optional(),
  // Its standing, see `Standing`.
  announced: z.enum(['new', 'cross', 'replace']).optional(),
  withdrawn: z.literal(true).optional(),
  correction: z.literal(true).optional(),
  summary: z.string().optional(),
  listedOn: z.iso.date().optional(),
  publishedOn: z.iso.date().optional(),
  /** Its place in the feed, from 0. */
  position: z.int().nonnegative(),
  /** The format of the feed. */
  source: z.string(),
  /** The text as the feed has it. */
  original: z.object({ title: z.string(), abstract: z.string() }),
});
export type Paper = z.infer<typeof paper>;

/** A paper as the table keeps it. `newsAt` is set once, when it first comes under `feeds/`; `newsOf` is that upload. */
export const storedPaper = paper.extend({
  firstSeenAt: z.iso.datetime(),
  newsAt: z.iso.datetime().optional(),
  newsOf: z.string().optional(),
  rev: z.int().positive(),
});
export type StoredPaper = z.infer<typeof storedPaper>;

/** A type with all its members required, so that an object that forgets one does not compile. */
export type Every<T> = { [K in keyof Required<T>]: T[K] | undefined };

/** True if a record may count as news. Replaced versions, corrections and withdrawn papers are only stored. */
export const isNews = (record: Pick<Paper, 'announced' | 'withdrawn' | 'correction'>): boolean => noNews(record) === undefined;

/** What may stand before an arXiv id. */
const ARXIV_PLACES = new RegExp(
  [
    String.raw`^(?:(?:arxiv (?:preprint|e-?prints?),? |oai:)?arxiv(?:\.org)?:\s*`,
    String.raw`(?:doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)?10\.48550\/arxiv\.`,
    String.raw`(?:https?:\/\/)?(?:[\w-]+\.)*(?:arxiv|ar5iv)\.org\/(?:abs|pdf|html|format|e-print|src)\/`,
    // Sites about papers have the id in the address: `huggingface.co/papers/…`, `alphaxiv.org/abs/…`, `scirate.com/arxiv/…`.
    String.raw`https?:\/\/[\w.-]{1,80}\/(?:[a-z-]{1,20}\/)?(?:abs|arxiv|papers?|p)[/:]`,
    String.raw`https?:\/\/api\.semanticscholar\.org\/arxiv:`,
    '(?:corr,? )?abs[/-])',
  ].join('|'),
  'i',
);

/** How nearly all feeds write an arXiv id. */
const USUAL_ID = /^(?:https?:\/\/arxiv\.org\/abs\/)?(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,3})?$/;

/**
 * The arXiv id in one spelling, without version: `2606.00467`, `quant-ph/0201082`. Takes bare ids, `arXiv:` prefixes,
 * addresses of arXiv and Hugging Face, and arXiv's DOIs; undefined for anything else.
 */
export function normaliseArxivId(text: string): string | undefined {
  const usual = USUAL_ID.exec(text)?.[1];
  if (usual) return usual;
  const bare = text
    .trim()
    .slice(0, 200)
    .replace(ARXIV_PLACES, '')
    .replace(/[?#].*$|\s*\[[\w.-]+\]$/, '')
    .replace(/\.pdf$|\/$/i, '')
    .toLowerCase();
  const current = /^(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?$/.exec(bare);
  const old = /^([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?\/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v\d+)?$/.exec(bare);
  return current?.[1] ?? (old ? `${old[1]}/${old[2]}` : undefined);
}

/** Another DOI after the first, behind a separator. */
const SECOND_DOI = /(?:\s*[,;|]\s*|\s+)(?:and\s+|&\s*)?(?:doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)?10\.\d{4,9}\/.*$/is;

/** A DOI in lower case and without its resolver, also an arXiv DOI; undefined for other text. */
export function normaliseDoi(text: string): string | undefined {
  const bare = text
    .trim()
    .slice(0, 300)
    .replace(/^(?:doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)/i, '')
    .replace(SECOND_DOI, '')
    .replace(/\?[a-z_]+=.*$|[.,;]+$/i, '')
    .toLowerCase();
  return /^10\.\d{4,9}\/[\x21-\x7e]{1,250}$/.test(bare) ? bare : undefined;
}

/** The DOI in a text: `doi: 10.1/x`, a publisher's address, `10.1/x [doi]`. */
export function doiIn(text: string): string | undefined {
  const whole = normaliseDoi(text);
  if (whole) return whole.startsWith('10.1101/') || whole.startsWith('10.64898/') ? whole.replace(/v\d+$/, '') : whole;
  const [found] = /\b10\.\d{4,9}\/[^\s?#&"<>\]]{1,250}/.exec(text.slice(0, 2000).replaceAll('%2F', '/')) ?? [];
  const bare = found?.replace(/\/(?:full|abstract|pdf|epdf|html|meta|fulltext)(?:\/.*)?$|\.(?:pdf|full|abstract|short)$/i, '');
  return bare && normaliseDoi(bare.replace(/^(10\.(?:1101|64898)\/.*?)v\d+(?:\..*)?$/, '$1'));
}

const sha256 = (text: string) => hash('sha256', text);

/** A hash of a title's letters and digits, the same for different spellings. A title without any (emoji) is hashed as it is. */
export function titleHash(title: string): string {
  const letters = /^[ -~]*$/.test(title)
    ? title.toLowerCase().replace(/[^a-z0-9]+/g, '')
    : title
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '');
  return sha256(letters || title.normalize('NFC')).slice(0, 32);
}

/** The alias of a paper by its title. */
export const titleAlias = (title: string): string => `title:${titleHash(title)}`;

/** The aliases of a record, strongest first. Invalid arXiv ids and DOIs give none. */
export function aliases({
  arxiv,
  doi,
  title,
}: {
  arxiv?: string | undefined;
  doi?: string | undefined;
  title: string;
}): string[] {
  const arxivId = normaliseArxivId(arxiv ?? '') ?? normaliseArxivId(doi ?? '');
  const plainDoi = normaliseDoi(doi ?? '');
  return [
    ...(arxivId ? [`arxiv:${arxivId}`] : []),
    ...(plainDoi && !normaliseArxivId(plainDoi) ? [`doi:${plainDoi}`] : []),
    titleAlias(title),
  ];
}

/** The address of the PDF, if the paper has an arXiv id. */
export function pdfOf(ids: readonly string[]): string | undefined {
  const arxiv = ids.find((id) => id.startsWith('arxiv:'));
  return arxiv && `https://arxiv.org/pdf/${arxiv.slice(6)}`;
}

/** The address of a paper's page; undefined without an arXiv id or a DOI. */
export function pageOf(ids: readonly string[]): string | undefined {
  const arxiv = ids.find((id) => id.startsWith('arxiv:'));
  if (arxiv) return `https://arxiv.org/abs/${arxiv.slice(6)}`;
  const doi = ids.find((id) => id.startsWith('doi:'));
  return doi && `https://doi.org/${doi.slice(4).split('/').map(encodeURIComponent).join('/')}`;
}

/** True if two records have different arXiv ids. Such papers never merge, even with the same title. */
export function conflict(a: readonly string[], b: readonly string[]): boolean {
  const arxiv = (ids: readonly string[]) => ids.filter((id) => id.startsWith('arxiv:'));
  return new Set([...arxiv(a), ...arxiv(b)]).size > 1;
}

/** The most links that a paper keeps. */
export const MAX_LINKS = 12;

/**
 * Merges two records of one paper. The operation is commutative, associative and idempotent, so any order of the same uploads
 * gives the same paper. Title, abstract, source, position and original come from the record with the longer abstract; of equals
 * from the text that sorts first. The larger count, the later listing date and the earlier publication date win. The paper is new
 * if one record says so, and withdrawn if one says so. Ids and links are united; of all other fields the longer value wins.
 */
export function merge(a: Paper, b: Paper): Paper {
  const best = compareText(a, b) >= 0 ? a : b;
  const ids = [...new Set([...a.ids, ...b.ids])].sort();
  const joined: Every<Paper> = {
    id: ids[0] ?? best.id,
    ids,
    title: best.title,
    abstract: best.abstract,
    authors: longer(a.authors, b.authors) ?? [],
    url: pageOf(ids) ?? best.url,
    links: mergeLinks(a.links, b.links),
    upvotes: larger(a.upvotes, b.upvotes),
    comments: larger(a.comments, b.comments),
    keywords: longer(a.keywords, b.keywords),
    categories: longer(a.categories, b.categories),
    organisation: longer(a.organisation, b.organisation),
    stars: larger(a.stars, b.stars),
    note: longer(a.note, b.note),
    venue: longer(a.venue, b.venue),
    pdf: longer(a.pdf, b.pdf),
    discussion: longer(a.discussion, b.discussion),
    announced: mergeAnnounced(a.announced, b.announced),
    withdrawn: a.withdrawn ?? b.withdrawn,
    correction: a.correction ?? b.correction,
    summary: longer(a.summary, b.summary),
    listedOn: [a.listedOn, b.listedOn].filter(isDefined).sort().at(-1),
    publishedOn: [a.publishedOn, b.publishedOn].filter(isDefined).sort()[0],
    position: best.position,
    source: best.source,
    original: best.original,
  };
  return compact<Paper>(joined);
}

/**
 * New wins over cross-listed, over not announced, over replaced: a list of trending papers may have one that another feed calls
 * replaced.
 */
function mergeAnnounced(a: Paper['announced'], b: Paper['announced']): Paper['announced'] {
  return (['new', 'cross', undefined] as const).find((said) => a === said || b === said) ?? (a === b ? a : undefined);
}

/** Merges two stored papers, with the earlier of both times. The caller sets `rev` when it writes. */
export function mergeStored(a: StoredPaper, b: StoredPaper): StoredPaper {
  const [news] = [a, b].filter(({ newsAt }) => newsAt).sort((x, y) => order(newsKey(x), newsKey(y)));
  return compact<StoredPaper>({
    ...merge(a, b),
    firstSeenAt: [a.firstSeenAt, b.firstSeenAt].sort()[0] ?? a.firstSeenAt,
    newsAt: news?.newsAt,
    newsOf: news?.newsOf,
    rev: Math.max(a.rev, b.rev),
  });
}

const newsKey = ({ newsAt = '', newsOf = '' }: StoredPaper) => `${newsAt} ${newsOf}`;

function compareText(a: Paper, b: Paper): number {
  const text = (p: Paper) =>
    JSON.stringify([p.title, p.abstract, p.original.title, p.original.abstract, p.source, p.position, p.url]);
  return a.abstract.length - b.abstract.length || order(text(b), text(a));
}

/** Unites links: each address once, with its most specific kind; code first, then projects. */
function mergeLinks(a: readonly PaperLink[], b: readonly PaperLink[]): PaperLink[] {
  const sortKey = ({ kind, url }: PaperLink) => `${['code', 'project', 'other'].indexOf(kind)} ${url}`;
  const byUrl = new Map<string, PaperLink>();
  for (const link of [...a, ...b].sort((x, y) => order(sortKey(x), sortKey(y))))
    if (!byUrl.has(link.url)) byUrl.set(link.url, link);
  return [...byUrl.values()].slice(0, MAX_LINKS);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const isDefined = <T>(value: T | undefined): value is T => value !== undefined;
const larger = (a: number | undefined, b: number | undefined) => (a === undefined ? b : Math.max(a, b ?? a));

function longer<T extends string | string[]>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (a.length - b.length || order(JSON.stringify(b), JSON.stringify(a))) >= 0 ? a : b;
}

/** Deletes members that are undefined. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T;
export function compact(value: object): object {
  for (const key of Object.keys(value)) if (Reflect.get(value, key) === undefined) Reflect.deleteProperty(value, key);
  return value;
}
