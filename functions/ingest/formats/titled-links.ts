import { normaliseArxivId } from '../../domain/paper.ts';
import { csv } from './csv.ts';
import { anywhere, type Entry, type Format, MB, type RawRecord, whole } from './format.ts';
import { named } from './id-list.ts';
import { BYLINE, ended, isPeople, isTitle, MARKS, titleIn } from './line-titles.ts';
import { MOST_LINES, TOO_MANY_LINES } from './lines.ts';
import { names } from './names.ts';
import { withReferences } from './page-markdown.ts';
import { isPapersPage } from './page-text.ts';
import { arxivOf, bare, doiOf, isPaper, pieces, plain } from './paper-links.ts';

/** A member of a JSON object. */
const MEMBER = /"\w{1,40}"\s?:\s?["[{\d]/g;

/** Lists of papers in which each title has a link to its page: reading lists, notes, alerts, pages of search results. */
export const titledLinks: Format = {
  name: 'titled-links',
  maxBytes: 16 * MB,
  detects: looksLikeList,
  async *parse(text) {
    yield* linked(await whole(text));
  },
  search: anywhere,
};

/** Documents name a paper here and there; of a list's lines, a good part are papers. */
function looksLikeList(head: string): boolean {
  if (isPapersPage(head)) return false;
  if (!/\]\(|https?:\/\/|\barxiv:|\bdoi:/i.test(head) || /^\s*(?:[<{@%]|\[\s*[{"[\d\]])/.test(head)) return false;
  if (!/^[ \t]*\|.*\|[ \t]*$/m.test(head) && csv.detects(head)) return false;
  // JSON whose first characters are damaged.
  if ((head.match(MEMBER)?.length ?? 0) >= 3) return false;
  const found = [...linked(head)];
  const records = found.filter((entry) => 'record' in entry).length;
  const lines = head.match(/\S[^\n]*/g)?.length ?? 0;
  // Notes of a line each.
  if (records === 0) return found.filter((entry) => 'sought' in entry).length * 2 > lines;
  return records > 1 ? records >= 20 || records * 12 >= lines : records === 1 && lines <= 12 && /https?:/.test(head);
}

const FIELD =
  /^\**(authors?|abstract|summary|subjects?|categories|comments?|published|date|venue|keys?|keywords?|tags?|institutions?|affiliations?|publisher|env|(?:arxiv|pdf|paper|html|abs|doi|code|url)?(?: ?(?:link|url|id))?|pmid|tl;?dr)\** ?: ?\**\s*(.*)$|^\**(abstract)\**$/i;
/** PubMed's text begins a record with its number, journal and day. */
const CITATION = /^\d{1,4}\. {1,2}([^.\n]{2,150})\. ((?:19|20)\d{2}(?: [A-Z][a-z]{2}(?: \d{1,2})?)?)\b/;
/** The longest line with a title: with its abstract, one is a tenth of it. */
const LONG_LINE = 20_000;
/** Shorter lines are no abstracts. */
const ABSTRACT = 80;
type Open = {
  at: string;
  title: string;
  urls: string[];
  body: string[];
  authors?: string;
  field?: string | undefined;
  published?: string;
  upvotes?: string;
};

/** Every title that links to its paper, and every link to a paper that no title goes with. */
export function* linked(text: string): Generator<Entry> {
  const lines = withReferences(text).split('\n', MOST_LINES + 1);
  if (lines.length > MOST_LINES) throw new RangeError(TOO_MANY_LINES);
  let open: Open | undefined;
  /** What may be the title of a link that follows: the last heading, or the first line of the text above. */
  let above: { title: string; at: string; heading: boolean; body: string[]; authors?: string } | undefined;
  let fresh = true;
  /** The records are citations of PubMed, a paragraph each for title, authors and abstract. */
  let cites = false;
  for (const [i, raw] of lines.entries()) {
    const line = raw.trim();
    const at = `line ${i + 1}`;
    if (line.length > LONG_LINE || /^[-|: =*_]*$/.test(line)) {
      fresh = true;
      if (open) open.field = undefined;
      continue;
    }
    const cited = CITATION.exec(line);
    if (cited) {
      cites = true;
      if (open) yield finished(open);
      open = { at, title: '', urls: pieces(line).flatMap(({ url }) => url ?? []), body: [], published: cited[2] ?? '' };
      above = undefined;
      fresh = true;
      continue;
    }
    const [, labelled, value = '', alone] = FIELD.exec(line.replace(MARKS, '')) ?? [];
    const field = labelled ?? alone;
    const found = pieces(line);
    const papers = found.flatMap(({ url }) => (url && isPaper(url) ? [url] : []));
    const byline = BYLINE.test(line);
    const titled = field || byline || papers.length === 0 ? undefined : titleIn(line, found);
    if (byline && open) open.body.push(plain(line));
    else if (titled && !(open?.title === '' && open.published)) {
      if (open) yield finished(open);
      open = { at, title: titled.title, urls: papers, body: titled.rest ? [titled.rest] : [] };
      above = undefined;
    } else if (open?.published !== undefined && open.title === '') {
      open.title = line;
      open.field = 'title';
    } else if (open?.field === 'title' && !fresh) open.title += ` ${line}`;
    else if (open?.published !== undefined && papers.length === 0 && cites && !field) {
      if (fresh || open.body.length === 0) open.body.push(line);
      else open.body.push(`${open.body.pop()} ${line}`);
    } else if (papers.length > 0 && open && (!above || areOf(open, papers))) open.urls.push(...papers);
    else if (papers.length > 0 && above) {
      if (open) yield finished(open);
      open = {
        at: above.at,
        title: above.title,
        urls: papers,
        body: above.body,
        ...(above.authors ? { authors: above.authors } : {}),
      };
      above = undefined;
    } else if (papers.length > 0) yield* named(at, papers);
    else if (field) {
      const target = above ?? open;
      if (/^authors?$/i.test(field) && target) target.authors = value;
      else if (/^(?:abstract|summary|tl;?dr)$/i.test(field) && target) {
        target.body.push(value);
        if (open && !above) open.field = 'abstract';
      } else if (/^(?:published|date)$/i.test(field) && open && !above) open.published = value;
    } else {
      const heading = /^#{1,6} /.test(line);
      const title = plain(line.replace(MARKS, ''));
      if (isPeople(title) && !heading && (open || above) && (!fresh || title.split(',').length > 2)) {
        if (above) above.authors ??= title;
        else if (open) open.authors ??= title;
        fresh = false;
        continue;
      }
      const nested = open !== undefined && !heading && /^\s+\S|^[-*] /.test(raw) && !/^\S/.test(raw);
      if (
        open &&
        (nested ||
          (!heading && title.length >= ABSTRACT) ||
          (!fresh && !heading && open.urls.length > 0 && open.body.length < 3 && open.at !== at && !isTitle(title)))
      ) {
        if (open.field === 'abstract' && open.body.length > 0) open.body.push(`${open.body.pop()} ${title}`.trim());
        else open.body.push(title);
      } else if (above && !fresh && !heading && !above.heading) above.body.push(title);
      else if (above?.heading && !heading) above.body.push(title);
      else if (open && !heading && open.body.length < 2 && BYLINE.test(title)) open.body.push(title);
      else if (isTitle(title)) above = { title, at, heading, body: [] };
      else if (heading) above = undefined;
    }
    fresh = false;
    if (open && titled && VOTES.test(line)) open.upvotes = VOTES.exec(line)?.[1] ?? '';
  }
  if (open) yield finished(open);
}

const VOTES = /\((\d{1,6}) ?[▲△]\)/;
/** Whether all these addresses are of the open paper already. */
const areOf = ({ urls }: Open, papers: readonly string[]) =>
  papers.every((url) =>
    urls.some((known) => bare(known) === bare(url) || (arxivOf(url) !== undefined && arxivOf(known) === arxivOf(url))),
  );

function finished({ at, title, urls, body, authors, published, upvotes }: Open): Entry {
  if (title === '') return { at, reason: 'a record without a title' };
  if (urls.length === 0) return { at, reason: `a title without a link: "${title.slice(0, 80)}"` };
  const [page] = urls.filter((url) => arxivOf(url) === undefined);
  const [byline] = body.flatMap((text) => BYLINE.exec(text)?.[1] ?? []);
  const people = authors ?? byline ?? body.find(isPeople) ?? (published === undefined ? undefined : body[0]);
  const texts = body.filter(
    (text) =>
      text.length >= ABSTRACT &&
      !BYLINE.test(text) &&
      text !== people &&
      !/^(?:Author information|Copyright|©|Comment in)/.test(text),
  );
  const votes = upvotes ?? VOTES.exec(title)?.[1];
  const record: RawRecord = {
    title: ended(title.replace(VOTES, '')),
    abstract: texts[0] ?? '',
    authors: people && people.length < 2000 ? names([people.replace(/(?:\(\d+\))+/g, '').replace(/[….]+$/, '')]) : undefined,
    arxiv: urls.map(arxivOf).find((id) => id !== undefined),
    doi: urls.map(doiOf).find((doi) => doi !== undefined && !normaliseArxivId(doi)),
    url: page?.replace(/#scholar$/, ''),
    shown: urls.some((url) => url.endsWith('#scholar')),
    published,
    upvotes: votes ? Number(votes) : undefined,
  };
  return { at, record };
}
