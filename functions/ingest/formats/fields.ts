import { doiIn, normaliseArxivId } from '../../domain/paper.ts';
import { LOGGED } from '../evidence.ts';
import { dayIn } from './days.ts';
import type { RawRecord } from './format.ts';
import { names } from './names.ts';

/**
 * Where a source keeps the fields of a record. A field is a string of paths, separated by spaces; the first path with a value wins
 * (for an id, with a valid one). `a.b` goes through objects and lists, `first+last` joins two members, `given+family|name` takes
 * the first alternative that an object has. An object with only one of two joined members gives that one if it has no other
 * alternative. A function covers what paths cannot say. A list holds several of these, in order.
 */
export type FieldTable = { title: Field } & {
  // `about` is an abstract under a name that other texts have too: a summary, a description.
  [name in Exclude<keyof RawRecord, 'title' | 'links' | 'loose' | 'shown' | 'remarks'> | 'about' | 'code' | 'project']?: Field;
} & {
  /** The style of author texts; see `names`. */
  people?: 'each' | 'and';
  tidy?: (record: RawRecord) => RawRecord;
};
type Field = string | Texts | readonly (string | Texts)[];
type Texts = (value: unknown) => string[];
/** Calls `visit` with each text of a field, in order, until it returns true. */
type Walk = (value: unknown, visit: (text: string) => boolean) => boolean;

/** Makes a function that turns a parsed value into a record by the table; undefined if it has no title. */
export const recordReader =
  (table: FieldTable) =>
  (value: unknown): RawRecord | undefined => {
    const text = (field: Field | undefined) => first(value, field, (found) => found);
    const link = (field: Field | undefined) => first(value, field, address);
    const number = (field: Field | undefined) => first(value, field, count);
    const title = text(table.title);
    if (title === undefined) return undefined;
    const abstract = text(table.abstract);
    const published = first(value, table.published, dayIn);
    const undated = published ? undefined : first(value, table.published, unlessYear);
    const record: RawRecord = {
      title,
      abstract: abstract ?? text(table.about) ?? '',
      loose: table.about !== undefined && abstract === undefined,
      authors: names(all(value, table.authors), table.people),
      arxiv: first(value, table.arxiv, arxivId) ?? first(value, ofArxiv(table.arxiv), lengthened),
      doi: first(value, table.doi, doiIn),
      url: link(table.url),
      page: link(table.page),
      venue: text(table.venue),
      place: text(table.place),
      foreign: text(table.foreign),
      type: text(table.type)?.trim().slice(0, 40),
      published,
      remarks: undated === undefined ? [] : [`a date that names no day or is not understood: "${undated.trim().slice(0, 40)}"`],
      listed: first(value, table.listed, dayIn),
      keywords: words(all(value, table.keywords)),
      upvotes: number(table.upvotes),
      comments: number(table.comments),
      categories: words(all(value, table.categories))?.flatMap(splitCategories),
      organisation: text(table.organisation),
      stars: number(table.stars),
      note: first(value, table.note, (said) => (/\p{L}/u.test(said) ? said : undefined)),
      summary: text(table.summary),
      pdf: link(table.pdf),
      discussion: link(table.discussion),
      announced: text(table.announced),
      said: all(value, table.said),
      links: (['code', 'project'] as const).flatMap((kind) => {
        const url = link(table[kind]);
        return url === undefined ? [] : [{ kind, url }];
      }),
    };
    return table.tidy ? table.tidy(record) : record;
  };

/** The first result of `make`, over the texts of a field. */
function first<T>(value: unknown, field: Field | undefined, make: (text: string) => T | undefined): T | undefined {
  let found: T | undefined;
  const visit = (text: string) => {
    found = make(text);
    return found !== undefined;
  };
  walksOf(field).some((walk) => walk(value, visit));
  return found;
}

/** All texts at the first path of a field that has any. */
function all(value: unknown, field: Field | undefined): string[] {
  const found: string[] = [];
  const visit = (text: string) => {
    found.push(text);
    return false;
  };
  walksOf(field).some((walk) => walk(value, visit) || found.length > 0);
  return found;
}

/** Makes a function that returns the texts at a path, in order, without blank ones. */
export const textsAt =
  (path: string): Texts =>
  (value) =>
    all(value, path);

/** The walks of each field, made once. There are as many as the tables have fields. */
const made = new Map<Field | undefined, Walk[]>([[undefined, []]]);

function walksOf(field: Field | undefined): Walk[] {
  const known = made.get(field);
  if (known) return known;
  const parts = [field ?? []].flat();
  const walks = parts.flatMap((part): Walk[] =>
    typeof part === 'string' ? part.split(' ').map(walkOf) : [(value, visit) => part(value).some(visit)],
  );
  made.set(field, walks);
  return walks;
}

/** A step of a path: alternatives, each of one member or of several that are joined. */
type Step = readonly (readonly string[])[];

/** The walk along a path. The empty path leads to the value itself. */
function walkOf(path: string): Walk {
  const steps: Step[] = path === '' ? [] : path.split('.').map((step) => step.split('|').map((choice) => choice.split('+')));
  return (value, visit) => walk(value, steps, 0, visit);
}

function walk(value: unknown, steps: readonly Step[], at: number, visit: (text: string) => boolean): boolean {
  // Lists may hold lists, without a bound on depth: look into two levels.
  if (Array.isArray(value))
    return value.flat().some((inner) => !Array.isArray(inner) && !isHidden(inner) && walk(inner, steps, at, visit));
  const step = steps[at];
  if (step === undefined) {
    const text = textOf(value);
    return text !== undefined && visit(text);
  }
  if (!isObject(value)) return false;
  let part = '';
  for (const [name = '', ...others] of step) {
    const member = value[name];
    if (others.length > 0) {
      const joined = [name, ...others].flatMap((one) => all(value[one], ''));
      if (joined.length > 1) return visit(joined.join(' '));
      part ||= joined[0] ?? '';
    } else if (member !== undefined && member !== null && member !== '') return walk(member, steps, at + 1, visit);
  }
  return part !== '' && visit(part);
}

/** True if an element of a list, such as an author, is marked as hidden, or as misspelled: PubMed has the right name beside it. */
const isHidden = (value: unknown) =>
  isObject(value) &&
  (value['@ValidYN'] === 'N' ||
    [value['hidden'], value['isHidden'], value['is_hidden']].some((said) => said === true || said === 'true'));

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

/** The paths that name arXiv. A number elsewhere is not an id. */
const ofArxiv = (field: Field | undefined): string | undefined => {
  const paths = [field ?? []].flat().flatMap((part) => (typeof part === 'string' ? part.split(' ') : []));
  return paths.filter((path) => /arxiv|eprint/i.test(path)).join(' ') || undefined;
};

const arxivId = (text: string) => (lengthened(text) === undefined && normaliseArxivId(text) !== undefined ? text : undefined);

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

/** A date in fields of its own that has no day: `2026`, `2026 May`. Libraries have many. */
const unlessYear = (text: string) => (/^\s*\d{4}(?: +[\w.]{1,9})?\s*$/.test(text) ? undefined : text);

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
