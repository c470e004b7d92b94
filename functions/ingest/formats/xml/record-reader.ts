import { decodeXML } from 'entities';
import { Parser } from 'saxen';
import { recorder, type Table } from '../fields.ts';
import { EMPTY, type Entry, type RawRecord } from '../format.ts';
import { Cuts } from './cuts.ts';
import { local, proseEscaped, type XmlNode } from './node.ts';
import { XmlTree } from './tree.ts';

/**
 * A kind of XML file: how it begins, which element holds a record, and where the record's parts are. Names are without
 * their prefixes. `judge` says why something that has a title is no paper after all; `verdict` what a file of nothing but
 * such things is, `untitled` why a record has no title. `faults` are elements that may answer for the whole file.
 */
export type XmlSource = {
  name: string;
  root: RegExp;
  has?: RegExp;
  item: string;
  table: Table;
  judge?: (record: RawRecord, node: unknown) => string | undefined;
  verdict?: (judged: number, first: string) => string;
  untitled?: (node: unknown) => string;
  syndicated?: true;
  /** The element that items stand in: with none in it, and nothing like one, the feed is empty. */
  list?: RegExp;
  faults?: Readonly<Record<string, (node: unknown) => Entry | undefined>>;
};

/** Elements deeper than this hold no papers. */
const DEEPEST = 500;
/** Elements of a list that hold others and are no items. */
const ABOUT = /^(?:channel|image|textinput|skipdays|skiphours|author|contributor)$/i;
/** Characters of one text or tag at most: no abstract of any feed comes near. */
const LONGEST = 8 * 1024 * 1024;
/** What tags are text in. */
const CDATA = { start: '<![CDATA[', end: ']]>' };
const COMMENT = { start: '<!--', end: '-->' };
const DOCTYPE =
  'This XML declares a document type (DOCTYPE). Such files are not read, because a document type can hide an attack: remove it, or use the feed without it.';

/** Document types of known publishers, with nothing of the file's own: they are passed over, never fetched. */
const PUBLISHED =
  /^<!doctype\s+[\w.:-]+\s+PUBLIC\s+["']-\/\/(?:NLM|Netscape|W3C)[^"'<>[\]]*["']\s*(?:["'][^"'<>[\]]*["']\s*)?>$/i;

/**
 * One file being read: pieces go in, entries come out. The text is cut where a record's tag begins, so the line of a record
 * is known, and one whose XML is broken costs only itself: the next is read by a parser that knows nothing of it.
 */
export class XmlReading {
  stopped = false;
  readonly #source: XmlSource;
  readonly #record: (value: unknown) => RawRecord | undefined;
  readonly #cuts: Cuts;
  #parser = this.#newParser();
  #fault: string | undefined;
  #line = 1;
  readonly #begins: RegExp;
  readonly #ends: RegExp;
  /** A comment or a CDATA section that is open, and the records' tags in it: whether they are text is seen at its end. */
  #within: { start: string; end: string } | undefined;
  #waiting: string[] = [];
  #waits = 0;
  #tree = new XmlTree();
  /** The lines at which the open record and those that began within it began. */
  #began: number[] = [];
  #depth = 0;
  /** The depth of the open record. */
  #item = 0;
  #broken = false;
  #since = 0;
  /** The depth of the list of items, its last child that is none, whether that holds others, and whether there was an item. */
  #list: number | undefined;
  #child = '';
  #strange = false;
  #seen = false;
  #found: Entry[] = [];
  #kept = 0;
  #judged: string[] = [];

  constructor(source: XmlSource) {
    this.#source = source;
    this.#record = recorder(source.table);
    this.#cuts = new Cuts(source.item, LONGEST);
    this.#ends = new RegExp(String.raw`</(?:[\w.-]{1,50}:)?${source.item}\s?>`);
    this.#begins = new RegExp(String.raw`^<(?:[\w.-]{1,50}:)?${source.item}[\s/>]`);
  }

  write(piece: string): Entry[] {
    for (const text of this.#cuts.of(piece)) this.#slice(text);
    return this.#take();
  }

  end(): Entry[] {
    this.#slice(this.#cuts.rest());
    if (this.#within && this.#waiting.length > 1) this.#resume();
    if (this.stopped) return this.#take();
    const began = this.#tree.empty ? [] : this.#began;
    const cut = this.#depth > 0 && !this.#broken;
    for (const line of began) this.#found.push({ at: `line ${line}`, reason: 'the file ends in the middle of this record' });
    if (began.length === 0 && cut)
      this.#found.push({ verdict: 'refused', sentence: 'The file ends too early: its last tags are missing.' });
    if (this.#list !== undefined && this.#depth === 0 && !this.#seen && !this.#strange && !this.#broken) this.#found.push(EMPTY);
    const [first] = this.#judged;
    if (this.#kept === 0 && first !== undefined && this.#source.verdict)
      this.#found.push({ verdict: 'refused', sentence: this.#source.verdict(this.#judged.length, first) });
    return this.#take();
  }

  /** Reads text up to the next record's tag. */
  #slice(text: string): void {
    if (this.stopped) return;
    if (!this.#within) {
      this.#read(text);
      return;
    }
    this.#waiting.push(text);
    this.#waits += text.length;
    const { start, end } = this.#within;
    const closes = text.indexOf(end);
    const opens = text.indexOf(start);
    if (closes >= 0 && (opens < 0 || closes < opens)) {
      const all = this.#waiting.join('');
      this.#wait(undefined);
      this.#read(all, true);
    } else if (opens >= 0 || this.#waits > LONGEST) this.#resume();
  }

  #wait(within: { start: string; end: string } | undefined): void {
    this.#within = within;
    this.#waiting = [];
    this.#waits = 0;
  }

  /** Gives up a record that opened a comment or a CDATA section and did not end it; the records behind it are read. */
  #resume(): void {
    const waiting = this.#waiting;
    const what = this.#within === COMMENT ? 'a comment' : 'a CDATA section';
    this.#wait(undefined);
    this.#giveUp(`${what} in it is never closed`);
    if (waiting.some((text) => this.#ends.test(text))) for (const text of waiting) this.#slice(text);
  }

  #giveUp(fault: string): void {
    const [last] = this.#tree.empty ? [] : this.#began.slice(-1);
    this.#restart();
    if (last !== undefined) this.#reject(last, fault);
  }

  #read(text: string, continues = false): void {
    const unended =
      !continues &&
      !this.#tree.empty &&
      (this.#depth === this.#item || this.#tree.inProse) &&
      this.#begins.test(text.slice(0, 200));
    if (unended) this.#giveUp('the tag that ends it is missing');
    this.#since += text.length;
    this.#parser.write(text);
    if (this.#fault !== undefined) this.#recover(text);
    const [cdata, comment] = [text.lastIndexOf(CDATA.start), text.lastIndexOf(COMMENT.start)];
    const ended = Math.max(text.lastIndexOf(CDATA.end), text.lastIndexOf(COMMENT.end));
    if (Math.max(cdata, comment) > ended) this.#wait(cdata > comment ? CDATA : COMMENT);
    if (this.#since > LONGEST + text.length) this.#stop(`A text or tag near line ${this.#line} is longer than 8 MB.`);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#line += 1;
  }

  /** Goes on behind a fault. What breaks a record is most often text with a `<` of its own, so it is read as text first. */
  #recover(text: string): void {
    const [last, ...others] = this.#tree.empty ? [] : this.#began.toReversed();
    this.#restart();
    for (const line of others.toReversed()) this.#reject(line, 'the tag that ends it is missing');
    if (last === undefined) return;
    this.#parser.write(proseEscaped(text));
    if (this.#fault === undefined) return;
    if (!this.#tree.empty) this.#reject(last, this.#fault);
    this.#restart();
  }

  #restart(): void {
    this.#parser = this.#newParser();
    this.#fault = undefined;
    this.#tree = new XmlTree();
    this.#broken = true;
    this.#depth = Math.max(0, this.#item - 1);
  }

  #reject(line: number, fault: string): void {
    this.#found.push({ at: `line ${line}`, reason: `the XML of this record is broken: ${fault}` });
  }

  #newParser(): Parser {
    const parser: Parser = new Parser()
      .on('openTag', (name, attributes) => this.#opened(local(name), attributes))
      .on('closeTag', (name) => this.#closed(local(name)))
      .on('text', (text) => this.#text(text.includes('&') ? decodeXML(text) : text))
      .on('cdata', (text) => this.#text(text))
      .on('attention', (type) => {
        if (!PUBLISHED.test(type)) this.#stop(DOCTYPE);
      })
      .on('error', ({ message }) => {
        this.#fault = message;
      });
    return parser;
  }

  #take(): Entry[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #stop(sentence: string): void {
    if (this.stopped) return;
    this.stopped = true;
    this.#parser.stop();
    this.#found.push({ verdict: 'refused', sentence });
  }

  #opened(name: string, attributes: () => Record<string, string>): void {
    this.#since = 0;
    this.#depth += 1;
    const { item, faults } = this.#source;
    if (this.#tree.empty) {
      this.#began = [];
      this.#around(name);
    }
    if (name === item) {
      if (this.#tree.empty) this.#item = this.#depth;
      this.#seen = true;
      this.#began.push(this.#line);
    }
    if (this.#depth > DEEPEST && !this.#tree.empty) {
      this.#fault ??= `its elements are nested more than ${DEEPEST} deep`;
      this.#parser.stop();
    } else if (this.#depth > DEEPEST) this.#stop(`Its elements are nested more than ${DEEPEST} deep.`);
    else if (!this.#tree.empty || name === item || faults?.[name]) this.#tree.open(name, attributes);
  }

  #around(name: string): void {
    if (this.#list === undefined) {
      if (this.#source.list?.test(name)) this.#list = this.#depth;
    } else if (this.#depth === this.#list + 1) this.#child = name;
    else if (this.#depth === this.#list + 2 && !ABOUT.test(this.#child)) this.#strange = true;
  }

  #text(text: string): void {
    this.#since = 0;
    this.#tree.text(text);
  }

  #closed(name: string): void {
    this.#since = 0;
    this.#depth -= 1;
    const node = this.#tree.close(name);
    const entry = node && this.#finished(name, node);
    if (entry) this.#found.push(entry);
  }

  #finished(name: string, node: XmlNode): Entry | undefined {
    const { faults, judge, item, untitled } = this.#source;
    if (name !== item) return faults?.[name]?.(node);
    const at = `line ${this.#began[0]}`;
    const record = this.#record(node);
    if (!record) return { at, reason: untitled?.(node) ?? 'a record without a title' };
    const reason = judge?.(record, node);
    if (reason !== undefined) {
      this.#judged.push(reason);
      return { at, reason };
    }
    this.#kept += 1;
    return { at, record };
  }
}
