import { isDay } from '../../domain/listing-day.ts';
import { doiIn, normaliseArxivId } from '../../domain/paper.ts';
import { isPaperPage } from '../evidence.ts';
import { csv } from './csv.ts';
import { anywhere, type Entry, type Format, MB, type RawRecord, whole } from './format.ts';
import { MOST_LINES, TOO_MANY_LINES } from './lines.ts';
import { names } from './names.ts';
import { isChrome } from './page-lines.ts';
import { withReferences } from './page-markdown.ts';
import { isPapersPage } from './page-text.ts';

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
  const records = [...linked(head)].filter((entry) => 'record' in entry).length;
  const lines = head.match(/\S[^\n]*/g)?.length ?? 0;
  return records > 1 ? records >= 20 || records * 12 >= lines : records === 1 && lines <= 12 && /https?:/.test(head);
}

const LINK = new RegExp(
  [
    String.raw`(?<!!)\[((?:[^[\]\n]|\[[^[\]\n]{0,80}\]){1,500})\]\(<?(https?:\/\/[^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)>?(?: "[^"\n]{0,200}")?\)`,
    String.raw`<?(https?:\/\/[^\s<>"')\]|*]{4,2000})>?`,
    String.raw`\b(arxiv: ?(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})(?:v\d+)?)(?: ?\[[\w.-]{2,12}\])?`,
    String.raw`\bdoi: ?(10\.\d{4,9}\/[^\s"<>)\]]{1,200})`,
  ].join('|'),
  'gi',
);
/** A link's words that name what it leads to, not the paper. */
const LABEL = new RegExp(
  String.raw`^[\W_]*(?:${[
    String.raw`pdf|html|abs(?:tract)?|arxiv(?:[ :]\S+)?(?: page| link| pdf)?|paper(?: link| page| pdf)?|full[- ]?text.{0,20}|code|github|project(?: page| website)?|(?:web)?site|home ?page|links?|here|url|doi(?:[ :].*)?`,
    String.raw`openreview|semantic scholar|acl(?: anthology)?|alphaxiv|hugging ?face|hf|springer|nature|science(?:direct)?|elsevier|ieee|acm|pubmed|biorxiv|medrxiv|tweet|twitter|x|blog|videos?|youtube|slides|poster|demo|data(?:set)?s?|models?|bib(?:tex)?|cite`,
    String.raw`cited by.*|related articles|all \d+ versions|save|library|supp\w*(?: material)?|appendix|read(?: more| (?:the )?paper| online)?|view.{0,20}|download.{0,20}|see (?:more|all).{0,20}|more|sources?|v\d+|\d+ (?:citations?|authors?|comments?|votes?)|pmid.*|pmc.*`,
    `free (?:pmc )?article|preprint|publication|reviews?|unsubscribe.{0,40}|manage.{0,40}|cancel.{0,20}|browse.{0,40}|search.{0,20}|notion|local|camera[- ]ready|official|published(?: version)?|conference|journal|proceedings|ai2? ?reader|reader|add to .{0,20}|tl;?dr|summary|citations?|references`,
  ].join('|')})[\W_]*$`,
  'i',
);
const FIELD =
  /^\**(authors?|abstract|summary|subjects?|categories|comments?|published|date|venue|keys?|keywords?|tags?|institutions?|affiliations?|publisher|env|(?:arxiv|pdf|paper|html|abs|doi|code|url)?(?: ?(?:link|url|id))?|pmid|tl;?dr)\** ?: ?\**\s*(.*)$|^\**(abstract)\**$/i;
/** Marks of lists, tables and quotes before what a line says. */
const MARKS = /^(?:[>|\s]|[-*+•▪◦·–] |#{1,6} |\(?\d{1,4}[.)] |\[\d{1,4}\] |\[[ x]\] |\p{Extended_Pictographic}|\u{fe0f})+/iu;
/** PubMed's text begins a record with its number, journal and day. */
const CITATION = /^\d{1,4}\. {1,2}([^.\n]{2,150})\. ((?:19|20)\d{2}(?: [A-Z][a-z]{2}(?: \d{1,2})?)?)\b/;
/** The longest line with a title: with its abstract, one is a tenth of it. */
const LONG_LINE = 20_000;
/** Shorter lines are no abstracts. */
const ABSTRACT = 80;
/** Stands where a link was. */
const GONE = '\ue01f';

type Piece = { words: string; url?: string };
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
    } else if (papers.length > 0 && bareLink(line, found)) yield { at, reason: `a link without a title: "${papers[0]}"` };
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
const ONE_NAME = String.raw`\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){1,3}`;
/** `A Lee, B Xu - Journal, 2026`, as Google Scholar words it. */
const BYLINE = new RegExp(String.raw`^(${ONE_NAME}(?:, ${ONE_NAME}){0,30}(?:…|\.\.\.)?),? ?- .*\b(?:19|20)\d{2}\b`, 'u');

const plain = (text: string) =>
  text
    .replace(LINK, (_, words: string | undefined) => words ?? '')
    .replace(/<\/?[a-z]{1,6} ?\/?>/g, ' ')
    .replace(/\*\*|__|`/g, '')
    .trim();

/** A line of names: `Ann Lee, Bo van der Berg and Cy Day`. */
function isPeople(text: string): boolean {
  const people = text.split(/, (?:and )?| and |; | & /, 200);
  const named = people.filter((name) => NAME.test(name)).length;
  return people.length > 1 && text.length < 4000 && named >= 0.8 * people.length;
}
const NAME =
  /^\p{Lu}[\p{L}\p{M}'’.()-]*(?: (?:[\p{Lu}(][\p{L}\p{M}'’.()-]*|de|da|del|der|den|di|du|la|le|van|von|bin|al|el|y)){1,4}$/u;

/** Whether all these addresses are of the open paper already. */
const areOf = ({ urls }: Open, papers: readonly string[]) =>
  papers.every((url) =>
    urls.some((known) => bare(known) === bare(url) || (arxivOf(url) !== undefined && arxivOf(known) === arxivOf(url))),
  );

/** Whether a line holds hardly more than a link. */
const bareLink = (line: string, found: readonly Piece[]) =>
  found
    .filter(({ url }) => url === undefined)
    .map(({ words }) => words.replace(MARKS, ''))
    .join('')
    .replace(/\W/g, '').length <= 20 && line.length < 600;

/** A line as its words and its links. */
function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of line.matchAll(LINK)) {
    const [all, words, address, bare, arxiv, doi] = match;
    if (match.index > from) found.push({ words: line.slice(from, match.index) });
    const url = target(
      address ??
        bare?.replace(/[.,;:]+$/, '') ??
        (arxiv ? arxiv.replace(/: /, ':') : `https://doi.org/${doi?.replace(/[.,;]+$/, '')}`),
    );
    found.push({ words: words ?? '', url });
    from = match.index + all.length;
  }
  if (from < line.length) found.push({ words: line.slice(from) });
  return found;
}

/** Where an address leads that passes through a counter of clicks. */
function target(url: string): string {
  const [, inner] = /[?&](?:url|u|q|target|dest|to|redirect|link)=(https?(?::|%3A)[^&\s]{4,2000})/i.exec(url) ?? [];
  if (inner === undefined) return url;
  try {
    return `${decodeURIComponent(inner)}${SCHOLAR.test(url) ? '#scholar' : ''}`;
  } catch (error) {
    if (error instanceof URIError) return url;
    throw error;
  }
}

/** Google Scholar's own links lead to papers, wherever they are. */
const SCHOLAR = /^https?:\/\/scholar\.google\.[a-z.]{2,6}\/scholar_url\?/i;
const bare = (url: string) => url.replace(/#.*$/, '');
const arxivOf = (url: string) => normaliseArxivId(bare(url));
const doiOf = (url: string) => doiIn(bare(url));
const isPaper = (url: string) =>
  url.endsWith('#scholar') || arxivOf(url) !== undefined || doiOf(url) !== undefined || isPaperPage(url);

/** The title in a line and what is said after it: a link's words, or what stands before links that name only a place. */
function titleIn(line: string, found: readonly Piece[]): { title: string; rest: string } | undefined {
  const listed = /^(?:[>\s]*)(?:[-*+•|]|\d{1,4}[.)] |#)/.test(line);
  let before = '';
  for (const [i, { words, url }] of found.entries()) {
    if (url === undefined) before += words;
    else if (isPaper(url) && isTitle(plain(words)) && plain(before.replace(MARKS, '')).length <= (listed ? 120 : 40))
      return { title: ended(words), rest: rest(found.slice(i + 1)) };
  }
  // Words that are no name of a place speak of the paper: so does the sentence around them.
  if (found.some(({ words, url }) => url && isPaper(url) && words !== '' && !LABEL.test(plain(words)))) return undefined;
  const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/) : [line];
  for (const cell of cells) {
    const words = cell
      .replace(MARKS, '')
      .replace(LINK, GONE)
      .replace(/\*\*[\s\ue01f]*\*\*/g, GONE)
      .replace(BEFORE, '');
    const [, bold, after] = /^\*\*([^*]{3,400})\*\*(.*)$/.exec(words) ?? [];
    if (bold && isTitle(plain(bold), 3)) return { title: ended(bold), rest: tail(after ?? '') };
    const [, quoted, behind] = /^(?:[^“”"]{0,300}[,.:] ?)?[“"]([^“”"]{10,400}?)[,.]?[”"](.*)$/.exec(words) ?? [];
    if (quoted && isTitle(quoted)) return { title: ended(quoted), rest: tail(behind ?? '') };
    const [, apa] = /\((?:19|20)\d{2}[a-z]?\)[.,:] ([^.?!]{10,300}[?!]?)/.exec(words) ?? [];
    if (apa && isTitle(apa)) return { title: ended(apa), rest: '' };
    const [said = ''] = plain(words).split(GONE);
    const [first = '', ...others] = said.replace(/[\s([:|,–—-]+$/, '').split(/ [-–—] | \| |\t|\s{2,}/);
    const numbered = /^\s*\**\d{1,3}[.)] /.test(cell);
    if (
      isTitle(first, numbered ? 3 : 6) &&
      !SENTENCE.test(first) &&
      (numbered || first.split(' ').length > (cells.length > 1 ? 2 : 1))
    )
      return { title: ended(first), rest: tail(others.join(' - ')) };
  }
  return undefined;
}

/** Words that go on, or two sentences. */
const SENTENCE = /[\p{Ll})][.!?] \p{Lu}|\b(?:in|by|of|see|from|at|on|the|with|to|and|our|via|is|are|here)$/u;
/** Marks, links and days before a title. */
const BEFORE = /^(?:[\s[\]()|,:\ue01f]|\[?\b(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?\b\]?)+/;
const ended = (title: string) =>
  plain(title)
    .replace(/^["“]|["”]$/g, '')
    .replace(/(?<![.])[.]$/, '')
    .trim();
const tail = (text: string) =>
  plain(text.replaceAll(GONE, ''))
    .replace(/^[\s:–—.,-]+/, '')
    .trim();
const rest = (after: readonly Piece[]) =>
  tail(after.map(({ words, url }) => (url !== undefined && LABEL.test(plain(words)) ? '' : words)).join(''));

/** Whether words may be a title: not the name of a place, a day, an address, a list of marks or the page's own words. */
function isTitle(text: string, least = 6): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    letters >= least &&
    text.length <= 320 &&
    !LABEL.test(text) &&
    !/^https?:|^arxiv:|^10\.\d{4,}\/|[:,;={]$|^(?:\/|const |import |export )/i.test(text) &&
    !isDay(text) &&
    !isChrome(text) &&
    !/^(?:submitted|posted|published|updated|created) (?:by|on)\b|^showing \S+ \d|\b(?:results? for|showing \d+ of|unsubscribe|sent because|this (?:e-?mail|message))\b/i.test(
      text,
    )
  );
}

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
