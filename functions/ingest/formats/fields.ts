import { doiIn, normaliseArxivId } from '../../domain/paper.ts';
import type { RawRecord } from './format.ts';
import { names } from './names.ts';

/**
 * Where a source keeps what: space-separated paths, the first that leads to something wins. `a.b` looks into objects and
 * lists, `first+last` joins two members, `given+family|name` takes what an object has. A function is for what no path says.
 * Ids are taken from the first path that leads to a valid one. `tidy` has the last word on a record.
 */
export type Table = {
  title: Field;
  abstract?: Field;
  authors?: Field;
  arxiv?: Field;
  doi?: Field;
  url?: Field;
  page?: Field;
  venue?: Field;
  type?: Field;
  published?: Field;
  listed?: Field;
  keywords?: Field;
  upvotes?: Field;
  comments?: Field;
  code?: Field;
  /** How texts of authors name them; see `names`. */
  people?: 'each' | 'and';
  tidy?: (record: RawRecord) => RawRecord;
};
type Field = string | ((value: unknown) => string[]);
/** Shows each text that a field leads to, in order, until the visitor has what it wants and says so. */
type Walk = (value: unknown, visit: (text: string) => boolean) => boolean;

/** Makes the reader of a table: it turns what a grammar parsed into a record, or undefined when that has no title. */
export function recorder(table: Table): (value: unknown) => RawRecord | undefined {
  const title = first(table.title, (text) => text);
  const abstract = first(table.abstract, (text) => text);
  const authors = list(table.authors);
  const arxiv = first(table.arxiv, (text) => (normaliseArxivId(text) === undefined ? undefined : text));
  const doi = first(table.doi, doiIn);
  const url = first(table.url, address);
  const page = first(table.page, address);
  const venue = first(table.venue, (text) => text);
  const type = first(table.type, (text) => text.trim().slice(0, 40));
  const published = first(table.published, dayIn);
  const listed = first(table.listed, dayIn);
  const keywords = list(table.keywords);
  const upvotes = first(table.upvotes, count);
  const comments = first(table.comments, count);
  const code = first(table.code, (text) => (text.startsWith('https:') ? text : undefined));
  return (value) => {
    const found = title(value);
    if (found === undefined) return undefined;
    const source = code(value);
    const record: RawRecord = {
      title: found,
      abstract: abstract(value) ?? '',
      authors: names(authors(value), table.people),
      arxiv: arxiv(value),
      doi: doi(value),
      url: url(value),
      page: page(value),
      venue: venue(value),
      type: type(value),
      published: published(value),
      listed: listed(value),
      keywords: words(keywords(value)),
      upvotes: upvotes(value),
      comments: comments(value),
      links: source === undefined ? undefined : [{ kind: 'code', url: source }],
    };
    return table.tidy ? table.tidy(record) : record;
  };
}

/** The first text of a field of which `make` makes something. */
function first<T>(field: Field | undefined, make: (text: string) => T | undefined): (value: unknown) => T | undefined {
  const walks = walksOf(field);
  return (value) => {
    let found: T | undefined;
    const visit = (text: string) => {
      found = make(text);
      return found !== undefined;
    };
    for (const walk of walks) if (walk(value, visit)) break;
    return found;
  };
}

/** All texts at the first path of a field that leads to any. */
function list(field: Field | undefined): (value: unknown) => string[] {
  const walks = walksOf(field);
  return (value) => {
    const found: string[] = [];
    const visit = (text: string) => {
      found.push(text);
      return false;
    };
    for (const walk of walks) {
      walk(value, visit);
      if (found.length > 0) break;
    }
    return found;
  };
}

/** The texts that a path leads to, in order, blank ones left out. */
export const reader = (path: string): ((value: unknown) => string[]) => list(path);

function walksOf(field: Field | undefined): Walk[] {
  if (field === undefined) return [];
  return typeof field === 'string' ? field.split(' ').map(walkOf) : [(value, visit) => field(value).some(visit)];
}

/** A step is a choice of members, each one or several that are joined. */
type Step = readonly (readonly string[])[];

function walkOf(path: string): Walk {
  const steps: Step[] = path.split('.').map((step) => step.split('|').map((choice) => choice.split('+')));
  return (value, visit) => walk(value, steps, 0, visit);
}

function walk(value: unknown, steps: readonly Step[], at: number, visit: (text: string) => boolean): boolean {
  if (Array.isArray(value)) {
    // Only lists in lists recur, and JSON.parse has bounded those that a path can lead to: two levels are looked into.
    for (const inner of value) {
      if (
        Array.isArray(inner)
          ? inner.some((deep) => !Array.isArray(deep) && walk(deep, steps, at, visit))
          : walk(inner, steps, at, visit)
      )
        return true;
    }
    return false;
  }
  const step = steps[at];
  if (step === undefined) {
    const text = textOf(value);
    return text !== undefined && visit(text);
  }
  if (!isBag(value)) return false;
  for (const members of step) {
    const [name = ''] = members;
    if (members.length > 1) {
      let joined = '';
      for (const member of members)
        walk(value[member], [], 0, (text) => {
          joined += joined === '' ? text : ` ${text}`;
          return false;
        });
      if (joined) return visit(joined);
    } else {
      const member = value[name];
      if (member !== undefined && member !== null && member !== '') return walk(member, steps, at + 1, visit);
    }
  }
  return false;
}

/** Members are read by the fixed names of tables, none of which an object has by itself. */
const isBag = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A leaf as text: a string, a number, or an XML element's text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return /\S/.test(value) ? value : undefined;
  if (typeof value === 'number') return String(value);
  return isBag(value) ? (value['#'] === undefined ? undefined : textOf(value['#'])) : undefined;
}

/** The day in a date of any feed: `2026-04-27T04:00:00Z`, `2014/04/03/`, `20260427`, `Mon, 27 Apr 2026 00:00:00 -0400`. */
function dayIn(text: string): string | undefined {
  const [, year, month, day] = /^\s*(\d{4})[-/.]?(0[1-9]|1[0-2])[-/.]?([012]\d|3[01])(?!\d)/.exec(text) ?? [];
  if (year) return `${year}-${month}-${day}`;
  return /\b(?:\d{1,2} [a-z]{3,9}\.?,? \d{4}|[a-z]{3,9}\.? \d{1,2},? \d{4})\b/i.exec(text.slice(0, 60))?.[0];
}

function words(found: string[]): string[] | undefined {
  const separator = found.length === 1 ? /[;,|]\s*/ : /;\s*/;
  const all = found.flatMap((word) => word.split(separator)).filter((word) => word.trim() !== '');
  return all.length > 0 ? all : undefined;
}

const address = (text: string) => (/^https?:\/\//i.test(text) ? text : undefined);

/** The page of a PubMed id. */
export const pubmedPage = (id: string): string[] =>
  /^\s*\d{1,9}\s*$/.test(id) ? [`https://pubmed.ncbi.nlm.nih.gov/${id.trim()}/`] : [];

const count = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
