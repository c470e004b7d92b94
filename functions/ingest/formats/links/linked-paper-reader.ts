import { isDay } from '../../../domain/listing-day.ts';
import type { Entry, RawRecord } from '../format.ts';
import { markdownLines } from './as-markdown.ts';
import { soughtPapers } from './id-list.ts';
import {
  BYLINE,
  bylineOf,
  isLabel,
  isLoneTitle,
  isOneName,
  isPeople,
  isScholarByline,
  isSentence,
  isTitle,
  linkedTitle,
  MARKS,
  titleIn,
} from './line-titles.ts';
import { isBareLink, isHeaded, LONG_LINE, labelsIn, linksComeFirst } from './link-style.ts';
import { ABSTRACT, areOfAnother, areOfPaper, fillFromOthers, type OpenPaper, toEntry, VOTES } from './open-paper.ts';
import { arxivOf, isPaper, isPersonLink, type Piece, pieces, plain } from './paper-links.ts';
import { levelOf, TextCounts } from './text-counts.ts';

const FIELD =
  /^\**(?:\p{Extended_Pictographic}\ufe0f? ?)?(authors?|abstract|summary|subjects?|categories|comments?|published|date|venue|keys?|keywords?|tags?|institutions?|affiliations?|publisher|env|(?:arxiv|pdf|paper|html|abs|doi|code|url)?(?: ?(?:link|url|id))?|pmid|tl;?dr)\** ?: ?\**\s*(.*)$|^\**(abstract)\**$/iu;
/** The first line of a record in PubMed's text: number, journal and day. */
const CITATION = /^\d{1,4}\. {1,2}([^.\n]{2,150})\. ((?:19|20)\d{2}(?: [A-Z][a-z]{2}(?: \d{1,2})?)?)\b/;
/** A possible title of the next link: the last heading, or the first line of the text above. */
type Above = Pick<OpenPaper, 'at' | 'title' | 'body' | 'authors'> & { heading: boolean; level: number; numbered: boolean };

/** Reads all titles with links to their papers and all links to papers without a title, and counts the lines of the text. */
export function readLinkedPapers(text: string): { entries: Entry[]; seen: TextCounts } {
  const lines = markdownLines(text);
  const reading = new LinkedPaperReader(labelsIn(lines), linksComeFirst(lines), isHeaded(lines));
  let below = '';
  for (const [i, raw] of lines.entries()) {
    if (raw.trim() !== '') below = lines.slice(i + 1, i + 4).find((line) => line.trim() !== '') ?? '';
    const next = lines[i + 1] ?? '';
    reading.line(
      raw,
      `line ${i + 1}`,
      below.length < LONG_LINE && isScholarByline(below.trim()),
      next.length < LONGEST_BYLINE ? next : '',
    );
  }
  return reading.end();
}

/** Reads a text line by line and collects its papers. */
class LinkedPaperReader {
  readonly #entries: Entry[] = [];
  readonly #papers: { record: RawRecord; first: string }[] = [];
  readonly #seen = new TextCounts();
  readonly #labels: ReadonlySet<string>;
  readonly #titlesFollow: boolean;
  readonly #headed: boolean;
  /** The names of a table's columns; none if it has no header. */
  #columns: string[] = [];
  #open: OpenPaper | undefined;
  #above: Above | undefined;
  /** Links above the title that they belong to. */
  #ahead: string[] = [];
  /** The line before was empty. */
  #fresh = true;
  /** The records are citations of PubMed, with one paragraph each for title, authors and abstract. */
  #cites = false;

  constructor(labels: ReadonlySet<string>, titlesFollow: boolean, headed: boolean) {
    this.#labels = labels;
    this.#titlesFollow = titlesFollow;
    this.#headed = headed;
  }

  /** Reads a line. `signed`: a byline of Google Scholar follows, so this line is a title. `next`: the line directly below. */
  line(raw: string, at: string, signed: boolean, next: string): void {
    const line = raw.trim();
    if (line !== '') this.#seen.line(line, this.#count());
    if (line.length > LONG_LINE || RULE_OR_LIKES.test(line)) {
      if (line !== '' && line.length <= LONG_LINE) this.#seen.paperLines += 1;
      this.#fresh = true;
      if (this.#open && this.#open.title !== '') this.#open.field = undefined;
      return;
    }
    const [, labelled, value = '', alone] = FIELD.exec(line.replace(MARKS, '')) ?? [];
    const field = labelled ?? alone;
    const found = pieces(line);
    const papers = found.flatMap(({ url }) => (url && isPaper(url) ? [url] : []));
    const byline = BYLINE.test(line);
    const cited = CITATION.exec(line);
    const open = this.#open;
    if (!line.startsWith('|')) this.#columns = [];
    else if (papers.length === 0 && this.#columns.length === 0)
      this.#columns = line.split(CELLS).map((cell) => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
    const stated = field || byline || papers.length === 0 ? undefined : (titleIn(line, found, this.#labels) ?? this.#cell(line));
    const below =
      stated?.sure === false &&
      (this.#above?.numbered || (this.#above && !this.#fresh && (isOneName(stated.title) || isPeople(stated.title))));
    const titled = below ? undefined : stated;
    if (cited) this.#cite(at, cited[2] ?? '', found);
    else if (byline && open) this.#sign(open, line, papers);
    else if (signed && papers.length === 0 && isTitle(plain(line.replace(MARKS, ''))))
      this.#begin({ at, title: plain(line.replace(MARKS, '')), urls: [], body: [], sure: true }, line);
    else if (open?.quoted !== undefined && papers.length === 0 && !field && !signed && (open.quoted === '' || !this.#fresh))
      this.#quote(open, plain(line));
    else if (titled && open?.field !== 'title' && !this.#isOfSame(titled, papers, line))
      this.#begin(
        {
          at,
          title: titled.title,
          urls: papers,
          body: this.#besides(line, titled),
          sure: titled.sure,
          ...this.#signed(line, titled.people),
        },
        line,
      );
    else if (open?.field === 'title' && (open.title === '' || !this.#fresh)) this.#goOn(open, line);
    else if (open && this.#cites && papers.length === 0 && !field) this.#add(open, line, !this.#fresh);
    else if (papers.length > 0) this.#link(at, line, found, papers, field !== undefined);
    else if (field) this.#field(field, value);
    else this.#text(raw, line, at, found, next);
    this.#fresh = false;
  }

  end(): { entries: Entry[]; seen: TextCounts } {
    this.#close();
    this.#seen.section(0, this.#count());
    fillFromOthers(this.#papers);
    return { entries: this.#entries, seen: this.#seen };
  }

  #close(): void {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    const entry = toEntry(open);
    this.#entries.push(entry);
    if (!('record' in entry)) return;
    this.#papers.push({ record: entry.record, first: open.body[0] ?? '' });
    this.#seen.paperLines += Math.min(open.lines, open.sure ? open.lines : MOST_UNCERTAIN_LINES);
    this.#seen[open.sure ? 'certainTitles' : 'uncertainTitles'] += 1;
  }

  /** How many papers were found, with the open one. */
  #count(): number {
    return this.#papers.length + (this.#open ? 1 : 0);
  }

  /** The title in a row of a table, if a column has this name. */
  #cell(line: string): { title: string; rest: string; sure: boolean; people?: string } | undefined {
    const cells = line.startsWith('|') ? line.split(CELLS).map(plain) : [];
    const title =
      cells[
        this.#columns.findIndex((name) =>
          /^(?:paper)?(?:titles?|names?)$|^(?:papers?|titel|titre|论文|标题|題名|论文题目|論文|제목)$/.test(name),
        )
      ] ?? '';
    return isTitle(title, 3) && !isLabel(title, this.#labels) ? { title, rest: '', sure: true } : undefined;
  }

  /** The texts beside a title: after it, or in its cell and the cells of a table that may hold an abstract. */
  #besides(line: string, { title, rest }: { title: string; rest: string }): string[] {
    if (!line.startsWith('|')) return rest ? [rest] : [];
    const cells = line.split(CELLS).map(plain);
    return cells.flatMap((cell, at) => {
      const [, behind] = cell.includes(title) ? cell.split(title) : [cell, cell];
      const may =
        cell.includes(title) || this.#columns.length === 0 || /abstract|summary|tldr|description/.test(this.#columns[at] ?? '');
      return may && behind ? [behind.replace(/^[\s:–—.,-]+/, '')] : [];
    });
  }

  /** The authors in the line of a title or in the row of a table, and the day in the row. */
  #signed(line: string, people: string | undefined): { authors?: string; published?: string } {
    const cells = line.startsWith('|') ? line.split(CELLS).map(plain) : [];
    const day = cells.find((cell) => /\d{4}/.test(cell) && isDay(cell));
    const authors = people ?? cells[this.#columns.findIndex((name) => /^authors?$/.test(name))];
    return { ...(authors === undefined ? {} : { authors }), ...(day === undefined ? {} : { published: day }) };
  }

  #begin(open: Omit<OpenPaper, 'lines'>, line: string, lines = 1): void {
    this.#close();
    const [, votes] = VOTES.exec(line) ?? [];
    open.urls.push(...this.#ahead.splice(0));
    this.#open = { ...open, lines, ...(votes ? { upvotes: votes } : {}) };
    this.#above = undefined;
  }

  #cite(at: string, published: string, found: ReturnType<typeof pieces>): void {
    this.#cites = true;
    this.#begin(
      {
        at,
        title: '',
        urls: found.flatMap(({ url }) => url ?? []),
        body: [],
        sure: true,
        published,
        cited: true,
        field: 'title',
      },
      '',
    );
  }

  /** Adds a line to a title of several lines. */
  #goOn(open: OpenPaper, line: string): void {
    const text = this.#cites ? line : plain(line.replace(MARKS, ''));
    open.title = `${open.title} ${text}`.trim();
    open.lines += 1;
    if (!this.#cites) open.field = undefined;
  }

  #sign(open: OpenPaper, line: string, papers: readonly string[]): void {
    this.#add(open, line);
    if (!isScholarByline(line)) return;
    open.quoted = '';
    open.urls.push(...papers.filter((url) => arxivOf(url) !== undefined));
  }

  /** Adds a line to the excerpt below a byline. It ends before the links of Google Scholar. */
  #quote(open: OpenPaper, text: string): void {
    if (isLabel(text, this.#labels) || /^(?:Cites: |Save\b|Twitter\b)/.test(text)) open.quoted = undefined;
    else {
      open.quoted = `${open.quoted} ${text}`.trim();
      open.excerpt = open.quoted;
    }
    open.lines += 1;
  }

  #add(open: OpenPaper, line: string, goesOn = false): void {
    const text = this.#cites ? line : plain(line);
    if (goesOn && open.body.length > 0) open.body.push(`${open.body.pop()} ${text}`.trim());
    else open.body.push(text);
    if (open.sure || text.length >= ABSTRACT) open.lines += 1;
  }

  /**
   * Reads a line that links to papers and has no title. The links belong to the open paper or to the title above; else they are
   * looked up.
   */
  #link(at: string, line: string, found: ReturnType<typeof pieces>, papers: string[], labelled: boolean): void {
    if (AHEAD.test(found[0]?.words ?? '')) {
      this.#ahead = papers;
      return;
    }
    const open = this.#open;
    const above = this.#above;
    const words = found.map(({ words, url }) => (url && isLabel(words, this.#labels) ? '' : words)).join('');
    const letters = words.match(/\p{L}/gu)?.length ?? 0;
    const [first] = found;
    const people =
      found.map(({ words }) => plain(words)).find(isPeople) ??
      (above && first?.url === undefined && isOneName(plain(first?.words ?? '')) ? plain(first?.words ?? '') : undefined);
    const mentions =
      !labelled && !people && (isSentence(found) || (letters > 25 && found[0]?.url === undefined && !isBareLink(line)));
    const near = labelled || !this.#fresh || found.every(({ words, url }) => (url ? words !== '' : !/\p{L}/u.test(words)));
    if (open && people && areOfPaper(open, papers)) open.authors ??= people;
    if (open && (areOfPaper(open, papers) || (!above && !mentions && near && !areOfAnother(open, papers)))) {
      open.urls.push(...papers);
      open.lines += 1;
    } else if (above && !line.startsWith('|') && (above.numbered || !mentions)) {
      if (above.body.length === 0) this.#seen.headedPaper(above.level);
      this.#begin(
        { ...above, ...(people ? { authors: people } : {}), urls: papers, sure: false },
        line,
        2 + above.body.length + (above.authors === undefined ? 0 : 1),
      );
    } else if (this.#titlesFollow && isBareLink(line)) {
      this.#begin({ at, title: '', urls: papers, body: [], sure: false, field: 'title' }, line);
    } else if (letters <= MOST_NOTE_LETTERS && !LOG.test(line)) {
      if (!mentions) this.#seen.paperLines += 1;
      this.#entries.push(...soughtPapers(at, papers));
    }
  }

  #field(field: string, value: string): void {
    const of = this.#above ?? this.#open;
    if (!of) return;
    if (this.#open) this.#open.lines += 1;
    if (/^authors?$/i.test(field)) of.authors = value;
    else if (/^(?:abstract|summary|tl;?dr)$/i.test(field)) {
      of.body.push(value);
      if (this.#open && !this.#above) this.#open.field = 'abstract';
    } else if (/^(?:published|date)$/i.test(field) && this.#open && !this.#above)
      this.#open.published = value.replace(/, Last Modified.*$/, '');
  }

  /** True if a line is only links that say what they lead to: `Code: [GitHub](…)`. */
  #isOfLabels(found: readonly Piece[]): boolean {
    const beside = found.map(({ words, url }) => (url === undefined ? words : '')).join('');
    return (
      found.some(({ url }) => url) &&
      found.every(({ words, url }) => !url || isLabel(words, this.#labels)) &&
      beside.replace(/\P{L}/gu, '').length < 10
    );
  }

  /** Reads a line without a link to a paper. */
  #text(raw: string, line: string, at: string, found: readonly Piece[], next: string): void {
    const level = levelOf(line);
    const heading = level > 0;
    // What is below another heading than "Abstract" is somebody else's text.
    if (heading) this.#close();
    const open = this.#open;
    const above = this.#above;
    const text = plain(line.replace(MARKS, ''));
    if (line.startsWith('|')) return;
    if (!open && text.replace(/\]\([^()\s]*\)/g, ']').length > PROSE) this.#seen.proseLines += 1;
    const byline = heading ? undefined : bylineOf(text, isPersonLink(line));
    const of = above ?? open;
    const titled = heading || this.#titlesFollow || !this.#fresh ? undefined : linkedTitle(found);
    if (titled) this.#above = { at, body: [], heading, level, numbered: false, ...titled };
    else if (byline && of && (!this.#fresh || byline.sure || (above && !above.heading))) {
      // Some pages have one name a line, each with a comma after it.
      if (of.authors === undefined || of.authors.endsWith(',')) of.authors = `${of.authors ?? ''} ${byline.people}`.trim();
      if (open && !above) open.lines += 1;
    } else if (above && !heading && !above.heading && !this.#fresh && text.length >= ABSTRACT) above.body.push(text);
    else if (open && !heading && this.#isOf(open, raw, text, at) && !this.#isAbove(text, next))
      this.#add(open, text, open.field === 'abstract');
    else if (above && !heading && (above.heading || !this.#fresh) && !(NUMBER.test(line) && isLoneTitle(text, 3)))
      above.body.push(text);
    else if (!this.#isOfLabels(found) && isLoneTitle(text, 3) && !(level === 1 && this.#headed))
      this.#above = { title: text, at, heading, level, numbered: heading && NUMBER.test(line), body: [] };
    else if (heading) this.#above = undefined;
  }

  /**
   * True if a title belongs to the open paper: it links to the same page, or follows a certain title directly and is only words
   * beside a link.
   */
  #isOfSame(titled: { sure: boolean }, papers: readonly string[], line: string): boolean {
    const open = this.#open;
    if (!open || open.urls.length === 0) return false;
    return areOfPaper(open, papers) || (open.sure && !titled.sure && !this.#fresh && line.replace(MARKS, '') === line);
  }

  /** True if a long line is a title: it ends no sentence, and authors with links to a paper are directly below. */
  #isAbove(text: string, next: string): boolean {
    if (!this.#fresh || !isLoneTitle(text, 4) || /[.!]$/.test(text)) return false;
    const found = pieces(next);
    const people = plain(found[0]?.url === undefined ? (found[0]?.words ?? '') : '');
    return (isPeople(people) || isOneName(people)) && found.some(({ url }) => url && isPaper(url));
  }

  /** True if a line belongs to the paper above: it is indented, long, or follows directly and is not a title. */
  #isOf(open: OpenPaper, raw: string, text: string, at: string): boolean {
    // A number or bold type after an empty line marks the next title.
    if (this.#fresh && (NUMBER.test(raw) || /^\*\*[^*]+\*\*/.test(raw)) && isLoneTitle(text, 3)) return false;
    const nested = /^\s+\S/.test(raw);
    const follows = !this.#fresh && open.urls.length > 0 && open.body.length < 3 && open.at !== at && !isTitle(text);
    return nested || text.length >= ABSTRACT || follows || (open.body.length < 2 && BYLINE.test(text));
  }
}

/** A numbered line or heading begins a new paper. Sentences below a numbered heading are not titles. */
const NUMBER = /^(?:#{1,6} )?(?:\*\*)?\d{1,3}[.)]{1,2} /;
/** The words of a link to a text, which Google Scholar has above the title. */
const AHEAD = /^\[(?:PDF|HTML)\] \S+$/;
/** The longest line of authors and links, in characters. */
const LONGEST_BYLINE = 2_000;
/** The most lines that count for a paper with an uncertain title. A longer text is not an abstract. */
const MOST_UNCERTAIN_LINES = 8;
/** Longer lines are prose, in characters. */
const PROSE = 100;
/** The most letters beside a link in a note. With more, the line is prose. */
const MOST_NOTE_LETTERS = 100;
const CELLS = /(?<!\\)\|/;
/** Rules, and counts of likes. */
const RULE_OR_LIKES = /^(?:[-|: =*_]*|\p{Extended_Pictographic}\ufe0f? ?\d{1,6})$/u;
const LOG = /\b(?:INFO|WARN(?:ING)?|ERROR|DEBUG)\b/;
