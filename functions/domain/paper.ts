import { hash } from 'node:crypto';
import * as z from 'zod';
import { noNews } from './standing.ts';

/** Link found in a feed or an abstract. */
const paperLink = z.object({ kind: z.enum(['code', 'project', 'other']), url: z.string() });
type PaperLink = z.infer<typeof paperLink>;

/**
 * One record of a feed after cleaning. `ids` are its aliases, strongest first and sorted: `arxiv:2606.00467`,
 * `doi:10.1000/x`, `title:<hash of the normalised title>`. `id` is `ids[0]`. `url` leads to the paper, or to a search that
 * finds it. `position` is its place in the feed, from 0. `original` is the text as it stood in the feed.
 *
 * `organisation`: whose work it is; `stars` of its code; `note`: what its authors remark, as arXiv's comments; `venue`: where it
 * appeared; `pdf` and `discussion` are addresses; `categories` are its archive's, as `cs.CL`. `announced`, `withdrawn` and
 * `correction` are its standing.
 */
export const paper = z.object({
  id: z.string(),
  ids: z.array(z.string()),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  url: z.string(),
  links: z.array(paperLink),
  upvotes: z.int().nonnegative().optional(),
  comments: z.int().nonnegative().optional(),
  keywords: z.array(z.string()).optional(),
  categories: z.array(z.string()).optional(),
  organisation: z.string().optional(),
  stars: z.int().nonnegative().optional(),
  note: z.string().optional(),
  venue: z.string().optional(),
  pdf: z.string().optional(),
  discussion: z.string().optional(),
  announced: z.enum(['new', 'cross', 'replace']).optional(),
  withdrawn: z.literal(true).optional(),
  correction: z.literal(true).optional(),
  summary: z.string().optional(),
  listedOn: z.iso.date().optional(),
  publishedOn: z.iso.date().optional(),
  position: z.int().nonnegative(),
  source: z.string(),
  original: z.object({ title: z.string(), abstract: z.string() }),
});
export type Paper = z.infer<typeof paper>;

/** A paper as the table keeps it. `newsAt` is set once, when it first arrives under `feeds/`; `newsOf` is that upload. */
export const storedPaper = paper.extend({
  firstSeenAt: z.iso.datetime(),
  newsAt: z.iso.datetime().optional(),
  newsOf: z.string().optional(),
  rev: z.int().positive(),
});
export type StoredPaper = z.infer<typeof storedPaper>;

/** All members of a type, spelled out: what forgets one does not compile. */
export type Every<T> = { [K in keyof Required<T>]: T[K] | undefined };

/** Whether a paper is news when it comes as such: replaced versions, corrections and withdrawn papers only fill the store. */
export const isNews = (record: Pick<Paper, 'announced' | 'withdrawn' | 'correction'>): boolean => noNews(record) === undefined;

/** Ways to write an arXiv id; what follows them is the id itself. */
const ARXIV_PLACES = new RegExp(
  [
    String.raw`^(?:(?:arxiv (?:preprint|e-?prints?),? |oai:)?arxiv(?:\.org)?:\s*`,
    String.raw`(?:doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)?10\.48550\/arxiv\.`,
    String.raw`(?:https?:\/\/)?(?:[\w-]+\.)*(?:arxiv|ar5iv)\.org\/(?:abs|pdf|html|format|e-print|src)\/`,
    // Sites about papers keep each under its id: `huggingface.co/papers/…`, `alphaxiv.org/abs/…`, `scirate.com/arxiv/…`.
    String.raw`https?:\/\/[\w.-]{1,80}\/(?:[a-z-]{1,20}\/)?(?:abs|arxiv|papers?|p)[/:]`,
    String.raw`https?:\/\/api\.semanticscholar\.org\/arxiv:`,
    '(?:corr,? )?abs[/-])',
  ].join('|'),
  'i',
);

/** The two ways in which nearly all feeds write it. */
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

/** A DOI in lower case and without its resolver; undefined when it is none. An arXiv DOI is one too. */
export function normaliseDoi(text: string): string | undefined {
  const bare = text
    .trim()
    .slice(0, 300)
    .replace(/^(?:doi:\s*|https?:\/\/(?:dx\.|www\.)?doi\.org\/)/i, '')
    .replace(/\?[a-z_]+=.*$|[.,;]+$/i, '')
    .toLowerCase();
  return /^10\.\d{4,9}\/[\x21-\x7e]{1,250}$/.test(bare) ? bare : undefined;
}

/** The DOI in a text that is one or holds one: `doi: 10.1/x`, a publisher's address, `10.1/x [doi]`. */
export function doiIn(text: string): string | undefined {
  const whole = normaliseDoi(text);
  if (whole) return whole.startsWith('10.1101/') || whole.startsWith('10.64898/') ? whole.replace(/v\d+$/, '') : whole;
  const [found] = /\b10\.\d{4,9}\/[^\s?#&"<>\]]{1,250}/.exec(text.slice(0, 2000).replaceAll('%2F', '/')) ?? [];
  const bare = found?.replace(/\/(?:full|abstract|pdf|epdf|html|meta|fulltext)(?:\/.*)?$|\.(?:pdf|full|abstract|short)$/i, '');
  return bare && normaliseDoi(bare.replace(/^(10\.(?:1101|64898)\/.*?)v\d+(?:\..*)?$/, '$1'));
}

const digest = (text: string) => hash('sha256', text);

/** What two spellings of one title share: its letters and digits. A title that has none (emoji) counts as it is. */
export function titleHash(title: string): string {
  const letters = /^[ -~]*$/.test(title)
    ? title.toLowerCase().replace(/[^a-z0-9]+/g, '')
    : title
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '');
  return digest(letters || title.normalize('NFC')).slice(0, 32);
}

/** The alias of a paper that is known by its title alone. */
export const titleAlias = (title: string): string => `title:${titleHash(title)}`;

/** The aliases of a record, strongest first. What is not a valid arXiv id or DOI names nothing. */
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

/** The PDF of a paper that arXiv has. */
export function pdfOf(ids: readonly string[]): string | undefined {
  const arxiv = ids.find((id) => id.startsWith('arxiv:'));
  return arxiv && `https://arxiv.org/pdf/${arxiv.slice(6)}`;
}

/** The page of a paper that has an arXiv id or a DOI; undefined for one known by its title alone. */
export function pageOf(ids: readonly string[]): string | undefined {
  const arxiv = ids.find((id) => id.startsWith('arxiv:'));
  if (arxiv) return `https://arxiv.org/abs/${arxiv.slice(6)}`;
  const doi = ids.find((id) => id.startsWith('doi:'));
  return doi && `https://doi.org/${doi.slice(4).split('/').map(encodeURIComponent).join('/')}`;
}

/** Whether two records carry different arXiv ids: such papers never merge, however alike their titles. */
export function conflict(a: readonly string[], b: readonly string[]): boolean {
  const arxiv = (ids: readonly string[]) => ids.filter((id) => id.startsWith('arxiv:'));
  return new Set([...arxiv(a), ...arxiv(b)]).size > 1;
}

/** Links a paper keeps at most. */
export const MAX_LINKS = 12;

/**
 * The join of two records of one paper: commutative, associative, idempotent, so that any order of the same uploads gives
 * the same paper. The longest abstract brings its title, source, position and original along; ties fall to the text that
 * sorts first. Counts take the larger, dates of listing the later, of publication the earlier; what one record says is new is
 * new, what one says is withdrawn is withdrawn; the rest is united.
 */
export function merge(a: Paper, b: Paper): Paper {
  const best = compareText(a, b) >= 0 ? a : b;
  const ids = [...new Set([...a.ids, ...b.ids])].sort();
  const joined: Every<Paper> = {
    id: ids[0] ?? best.id,
    ids,
    title: best.title,
    abstract: best.abstract,
    authors: fuller(a.authors, b.authors) ?? [],
    url: pageOf(ids) ?? best.url,
    links: unite(a.links, b.links),
    upvotes: larger(a.upvotes, b.upvotes),
    comments: larger(a.comments, b.comments),
    keywords: fuller(a.keywords, b.keywords),
    categories: fuller(a.categories, b.categories),
    organisation: fuller(a.organisation, b.organisation),
    stars: larger(a.stars, b.stars),
    note: fuller(a.note, b.note),
    venue: fuller(a.venue, b.venue),
    pdf: fuller(a.pdf, b.pdf),
    discussion: fuller(a.discussion, b.discussion),
    announced: newest(a.announced, b.announced),
    withdrawn: a.withdrawn ?? b.withdrawn,
    correction: a.correction ?? b.correction,
    summary: fuller(a.summary, b.summary),
    listedOn: [a.listedOn, b.listedOn].filter(known).sort().at(-1),
    publishedOn: [a.publishedOn, b.publishedOn].filter(known).sort()[0],
    position: best.position,
    source: best.source,
    original: best.original,
  };
  return compact<Paper>(joined);
}

/** What says most: a feed that does not announce, as a list of trending papers, still lists what another only calls replaced. */
function newest(a: Paper['announced'], b: Paper['announced']): Paper['announced'] {
  return (['new', 'cross', undefined] as const).find((said) => a === said || b === said) ?? (a === b ? a : undefined);
}

/** The join of two stored papers: `merge`, and the earliest of both times. `rev` is the caller's business. */
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

/** Each address once, under the kind that says most, the most telling first. */
function unite(a: readonly PaperLink[], b: readonly PaperLink[]): PaperLink[] {
  const telling = ({ kind, url }: PaperLink) => `${['code', 'project', 'other'].indexOf(kind)} ${url}`;
  const byUrl = new Map<string, PaperLink>();
  for (const link of [...a, ...b].sort((x, y) => order(telling(x), telling(y))))
    if (!byUrl.has(link.url)) byUrl.set(link.url, link);
  return [...byUrl.values()].slice(0, MAX_LINKS);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const known = <T>(value: T | undefined): value is T => value !== undefined;
const larger = (a: number | undefined, b: number | undefined) => (a === undefined ? b : Math.max(a, b ?? a));

function fuller<T extends string | string[]>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (a.length - b.length || order(JSON.stringify(b), JSON.stringify(a))) >= 0 ? a : b;
}

/** A value without the members that are undefined. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T;
export function compact(value: object): object {
  for (const key of Object.keys(value)) if (Reflect.get(value, key) === undefined) Reflect.deleteProperty(value, key);
  return value;
}
