import { doiIn, normaliseArxivId } from '../../domain/paper.ts';
import { LOGGED } from '../evidence.ts';
import { dayIn } from './days.ts';
import type { RawRecord } from './format.ts';
import { names } from './names.ts';

/**
 * Where a source keeps the fields of a record. A field is a string of paths, separated by spaces; the first path with a value wins
 * (for an id, with a valid one). `a.b` goes through objects and lists, `first+last` joins two members, `given+family|name` takes
 * the first alternative that an object has; one member of two is the last choice. A function covers what paths cannot say. A list holds several of these, in order.
 */
export type FieldTable = {
  title: Field;
  abstract?: Field;
  /** An abstract under a name that other texts have too: a summary, a description. */
  about?: Field;
  authors?: Field;
  arxiv?: Field;
  doi?: Field;
  url?: Field;
  page?: Field;
  venue?: Field;
  place?: Field;
  foreign?: Field;
  type?: Field;
  published?: Field;
  listed?: Field;
  keywords?: Field;
  upvotes?: Field;
  comments?: Field;
  code?: Field;
  categories?: Field;
  organisation?: Field;
  stars?: Field;
  note?: Field;
  pdf?: Field;
  discussion?: Field;
  announced?: Field;
  said?: Field;
  /** The style of author texts; see `names`. */
  people?: 'each' | 'and';
  tidy?: (record: RawRecord) => RawRecord;
};
type Texts = (value: unknown) => string[];
type Field = string | Texts | readonly (string | Texts)[];
type Visit = (text: string) => boolean;
/** Calls `visit` with each text of a field, in order, until it returns true. */
type Walk = (value: unknown, visit: Visit) => boolean;

/** Makes a function that turns a parsed value into a record by the table; undefined if it has no title. */
export function recordReader(table: FieldTable): (value: unknown) => RawRecord | undefined {
  const title = first(table.title, (text) => text);
  const abstract = first(table.abstract, (text) => text);
  const about = first(table.about, (text) => text);
  const authors = list(table.authors);
  const arxiv = first(table.arxiv, (text) => (isShortened(text) || normaliseArxivId(text) === undefined ? undefined : text));
  const shortened = first(ofArxiv(table.arxiv), lengthened);
  const doi = first(table.doi, doiIn);
  const url = first(table.url, address);
  const page = first(table.page, address);
  const venue = first(table.venue, (text) => text);
  const place = first(table.place, (text) => text);
  const foreign = first(table.foreign, (text) => text);
  const type = first(table.type, (text) => text.trim().slice(0, 40));
  const published = first(table.published, dayIn);
  const date = first(table.published, (text) => (/^\s*\d{4}\s*$/.test(text) ? undefined : text));
  const listed = first(table.listed, dayIn);
  const keywords = list(table.keywords);
  const upvotes = first(table.upvotes, count);
  const comments = first(table.comments, count);
  const categories = list(table.categories);
  const organisation = first(table.organisation, (text) => text);
  const stars = first(table.stars, count);
  const note = first(table.note, (text) => (/\p{L}/u.test(text) ? text : undefined));
  const pdf = first(table.pdf, address);
  const discussion = first(table.discussion, address);
  const announced = first(table.announced, (text) => text);
  const said = list(table.said);
  const code = first(table.code, (text) => (text.startsWith('https:') ? text : undefined));
  return (value) => {
    const found = title(value);
    if (found === undefined) return undefined;
    const source = code(value);
    const day = published(value);
    const undated = day === undefined ? date(value) : undefined;
    const text = abstract(value);
    const record: RawRecord = {
      title: found,
      abstract: text ?? about(value) ?? '',
      loose: table.about !== undefined && text === undefined,
      authors: names(authors(value), table.people),
      arxiv: arxiv(value) ?? shortened(value),
      doi: doi(value),
      url: url(value),
      page: page(value),
      venue: venue(value),
      place: place(value),
      foreign: foreign(value),
      type: type(value),
      published: day,
      remarks: undated === undefined ? [] : [`a date that names no day or is not understood: "${undated.trim().slice(0, 40)}"`],
      listed: listed(value),
      keywords: words(keywords(value)),
      upvotes: upvotes(value),
      comments: comments(value),
      categories: words(categories(value))?.flatMap(splitCategories),
      organisation: organisation(value),
      stars: stars(value),
      note: note(value),
      pdf: pdf(value),
      discussion: discussion(value),
      announced: announced(value),
      said: said(value),
      links: source === undefined ? undefined : [{ kind: 'code', url: source }],
    };
    return table.tidy ? table.tidy(record) : record;
  };
}

/** The first result of `make`, over the texts of a field. */
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

/** All texts at the first path of a field that has any. */
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

/** Makes a function that returns the texts at a path, in order, without blank ones. */
export const textsAt = (path: string): ((value: unknown) => string[]) => list(path);

function walksOf(field: Field | undefined): Walk[] {
  if (field === undefined) return [];
  const parts = typeof field === 'object' ? field : [field];
  return parts.flatMap((part) =>
    typeof part === 'string' ? part.split(' ').map(walkOf) : [(value: unknown, visit: Visit) => part(value).some(visit)],
  );
}

/** A step of a path: alternatives, each of one member or of several that are joined. */
type Step = readonly (readonly string[])[];

function walkOf(path: string): Walk {
  const steps: Step[] = path.split('.').map((step) => step.split('|').map((choice) => choice.split('+')));
  return (value, visit) => walk(value, steps, 0, visit);
}

function walk(value: unknown, steps: readonly Step[], at: number, visit: (text: string) => boolean): boolean {
  if (Array.isArray(value)) {
    // Lists may hold lists, without a bound on depth: look into two levels.
    for (const inner of value) {
      if (isHidden(inner)) continue;
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
  if (!isObject(value)) return false;
  let part = '';
  for (const members of step) {
    const [name = ''] = members;
    if (members.length > 1) {
      const joined: string[] = [];
      for (const member of members)
        walk(value[member], [], 0, (text) => {
          joined.push(text);
          return false;
        });
      if (joined.length > 1) return visit(joined.join(' '));
      part ||= joined[0] ?? '';
    } else {
      const member = value[name];
      if (member !== undefined && member !== null && member !== '') return walk(member, steps, at + 1, visit);
    }
  }
  return part !== '' && visit(part);
}

/** True if an element of a list, such as an author, is marked as hidden. */
const isHidden = (value: unknown) =>
  isObject(value) && [value['hidden'], value['isHidden'], value['is_hidden']].some((said) => said === true || said === 'true');

/** Members are read only by names from the tables, and no object inherits a member of such a name. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A leaf as text: a string, a number, or an XML element's text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return /\S/.test(value) ? value : undefined;
  if (typeof value === 'number') return String(value);
  return isObject(value) ? (value['#'] === undefined ? undefined : textOf(value['#'])) : undefined;
}

/**
 * An arXiv id that a spreadsheet wrote as a number and so lost zeros. Ids have four digits before the stop, and since 2015 five
 * after it.
 */
const NUMBER = /^\s*(\d{3,4})\.(\d{1,5})\s*$/;
const isShortened = (text: string) => lengthened(text) !== undefined;

/** The paths that name arXiv. A number elsewhere is not an id. */
const ofArxiv = (field: Field | undefined): string[] =>
  [field ?? []]
    .flat()
    .flatMap((part) => (typeof part === 'string' ? part.split(' ').filter((path) => /arxiv|eprint/i.test(path)) : []));

function lengthened(text: string): string | undefined {
  const [, month = '', number = ''] = NUMBER.exec(text) ?? [];
  const [start, digits] = [month.padStart(4, '0'), Number(month) >= 1501 ? 5 : 4];
  const id = `${start}.${number.padEnd(digits, '0')}`;
  return month !== '' && id !== text.trim() && normaliseArxivId(id) === id ? id : undefined;
}

/** Tags of reading lists and feed readers that are private to their owner: states, stars. */
const PRIVATE_TAG =
  /^\s*(?:user\/.*|.*\/state\/com\.google\/.*|(?:to[ -_]?)?(?:read|do|review)|todo|reading|unread|starred|favou?rites?|important|urgent|later|inbox|archived?|done|mine|private|personal|secret|[^\p{L}\p{N}]*)\s*$/iu;

function words(found: string[]): string[] | undefined {
  const separator = found.length === 1 ? /[;,|]\s*/ : /;\s*/;
  const all = found.flatMap((word) => word.split(separator)).filter((word) => !PRIVATE_TAG.test(word));
  return all.length > 0 ? all : undefined;
}

/** A text of several arXiv categories: `cs.CL cs.LG`. */
const ARXIV =
  /^(?:(?:astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math|math-ph|nlin|nucl-(?:ex|th)|physics|q-bio|q-fin|quant-ph|stat)(?:\.[\w-]{2,20})?(?: |$))+$/;
const splitCategories = (text: string) => (ARXIV.test(text) ? text.split(' ') : [text]);

const address = (text: string) => (/^https?:\/\//i.test(text) ? text : undefined);

const LINKS = /(?:ur[il]s?|links?|href|doi|arxiv|preprint|pdf|site|forum|webpage|landingpage)\d?$|^(?:arxiv|doi|pdf|url|link)/i;
const NO_LINKS =
  /image|img|thumb|photo|avatar|icon|logo|code|repo|git|video|author|cite|citation|citing|reference|related|feed|data|slide|poster|project|demo|twitter|discuss|comment|journal|venue|review|user|profile|self/i;

/** The addresses and ids in members whose name means a link to the paper itself: `arxiv_url`, `PaperURL`, `Link to PDF`. */
export function linksIn(value: unknown): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, held]) =>
    typeof held === 'string' && held.length < 2000 && LINKS.test(name) && !NO_LINKS.test(name) && /\S/.test(held)
      ? [held.trim()]
      : [],
  );
}

/** Names of fields that tasks, products, talks, videos and news have and papers do not. */
const FOREIGN = new Set(
  'assignee assignees milestone duedate due deadline priority completed done isdone severity reporter labels issueid issuekey issuetype pullrequest reactions stargazerscount price currency saleprice sku brand salary employer company jobtitle jobtype speaker speakers presenter instructor room starttime startsat startdate start_date endtime ticketprice attendees rsvp duration videoid channelid channeltitle channel viewcount views subscribers urltoimage ingredients cuisine servings calories episode showname podcast subreddit selftext permalink artist album genre director runtime credits ects semester downloads prompt completion instruction'.split(
    ' ',
  ),
);

/** The members of a record that papers do not have, first those of logs. */
export const foreignIn = (value: unknown): string[] => {
  const names = Object.entries(isObject(value) ? value : {}).flatMap(([name, held]) =>
    (LOGGED.test(name) || FOREIGN.has(name.toLowerCase().replace(/[^a-z]/g, ''))) && held !== null && held !== '' ? [name] : [],
  );
  return [...names.filter((name) => LOGGED.test(name)), ...names];
};

/** The page of a PubMed id; empty for any other text. */
export const pubmedPage = (id: string): string[] =>
  /^\s*\d{1,9}\s*$/.test(id) ? [`https://pubmed.ncbi.nlm.nih.gov/${id.trim()}/`] : [];

const count = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

/** The stop after a title, but not that of an abbreviation. */
const STOP = /(?<!\.|\.\p{L}|\b(?:al|etc|vs|inc|ltd|co|corp|jr|sr|dr))\.$/iu;

/** Removes the stop after a title, which PubMed and DBLP add. */
export const unstopped = (record: RawRecord): RawRecord => ({ ...record, title: record.title.trim().replace(STOP, '') });

/** Removes the stop after a PubMed title, and the brackets that mark a translated one. */
export const pubmedTitle = (record: RawRecord): RawRecord => {
  const { title } = unstopped(record);
  return { ...record, title: title.replace(/^\[([^[\]]+)\]\.?$/, '$1') };
};
