import { decodeXML } from 'entities';
import { Parser } from 'saxen';
import { type FieldTable, recordReader } from '../fields.ts';
import { EMPTY_FEED, type Entry, entryOf, type RawRecord, refused } from '../format.ts';
import { local, proseEscaped, type XmlNode } from './node.ts';
import { TagSplitter } from './tag-splitter.ts';
import { XmlTree } from './tree.ts';

/**
 * A kind of XML file. `root` matches its first element and `has` its first characters; `item` is the element of a record; `table`
 * says where a record keeps its fields. Names are without prefixes. `untitled` says why a record has no title. `faults` are elements
 * that may decide about the whole file.
 */
export type XmlFormat = {
  name: string;
  root: RegExp;
  has?: RegExp;
  item: string;
  table: FieldTable;
  untitled?: (node: unknown) => string | undefined;
  syndicated?: true;
  /** The element around the items. A feed whose list has no item, and no other element like one, is empty. */
  list?: RegExp;
  faults?: Readonly<Record<string, (node: unknown) => Entry | undefined>>;
};

/** The deepest level of elements. Real feeds stay far above it. */
const DEEPEST = 500;
/** Elements of a list that have children and are not items. */
const ABOUT = /^(?:channel|image|textinput|skipdays|skiphours|author|contributor)$/i;
/** The longest text or tag, in characters. Real abstracts are far shorter. */
const LONGEST = 8 * 1024 * 1024;
/** Sections in which tags are text. */
const CDATA = { start: '<![CDATA[', end: ']]>' };
const COMMENT = { start: '<!--', end: '-->' };
const DOCTYPE =
  'This XML declares a document type (DOCTYPE). Such files are not read, because a document type can hide an attack. Remove the declaration and upload the file again.';

/** Document types of known publishers, without definitions of the file's own. They are skipped and never fetched. */
const PUBLISHED =
  /^<!doctype\s+[\w.:-]+\s+PUBLIC\s+["']-\/\/(?:NLM|Netscape|W3C)[^"'<>[\]]*["']\s*(?:["'][^"'<>[\]]*["']\s*)?>$/i;

/**
 * Reads one XML file: pieces go in, entries come out. The text is split where a record's tag begins, so the line of each record is
 * known. A record with broken XML is lost alone, because the next one gets a new parser.
 */
export class XmlRecordReader {
  stopped = false;
  readonly #format: XmlFormat;
  readonly #record: (value: unknown) => RawRecord | undefined;
  readonly #cuts: TagSplitter;
  #parser = this.#newParser();
  #fault: string | undefined;
  #line = 1;
  readonly #begins: RegExp;
  readonly #ends: RegExp;
  /** An open comment or CDATA section. The parts in it wait, because only its end shows whether their tags are text. */
  #within: { start: string; end: string } | undefined;
  #waiting: string[] = [];
  #waits = 0;
  #tree = new XmlTree();
  /** The first line of the open record, and those of records that began inside it. */
  #began: number[] = [];
  #depth = 0;
  /** The depth of the open record. */
  #item = 0;
  #broken = false;
  #since = 0;
  /**
   * The depth of the list of items; its last child that is no item; whether such a child has children; whether an item was seen.
   */
  #list: number | undefined;
  #child = '';
  #strange = false;
  #seen = false;
  #found: Entry[] = [];

  constructor(format: XmlFormat) {
    this.#format = format;
    this.#record = recordReader(format.table);
    this.#cuts = new TagSplitter(format.item, LONGEST);
    this.#ends = new RegExp(String.raw`</(?:[\w.-]{1,50}:)?${format.item}\s?>`);
    this.#begins = new RegExp(String.raw`^<(?:[\w.-]{1,50}:)?${format.item}[\s/>]`);
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
      this.#found.push(
        refused('The file ends too early: its last tags are missing. Download it again and upload the whole file.'),
      );
    if (this.#list !== undefined && this.#depth === 0 && !this.#seen && !this.#strange && !this.#broken)
      this.#found.push(EMPTY_FEED);
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

  /** Rejects a record with a comment or CDATA section that never ends, and reads the records after it. */
  #resume(): void {
    const waiting = this.#waiting;
    const what = this.#within === COMMENT ? 'a comment' : 'a CDATA section';
    this.#wait(undefined);
    this.#dropOpenRecord(`${what} in it is never closed`);
    if (waiting.some((text) => this.#ends.test(text))) for (const text of waiting) this.#slice(text);
  }

  #dropOpenRecord(fault: string): void {
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
    if (unended) this.#dropOpenRecord('the tag that ends it is missing');
    this.#since += text.length;
    this.#parser.write(text);
    if (this.#fault !== undefined) this.#recover(text);
    const [cdata, comment] = [text.lastIndexOf(CDATA.start), text.lastIndexOf(COMMENT.start)];
    const ended = Math.max(text.lastIndexOf(CDATA.end), text.lastIndexOf(COMMENT.end));
    if (Math.max(cdata, comment) > ended) this.#wait(cdata > comment ? CDATA : COMMENT);
    if (this.#since > LONGEST + text.length) this.#stop(`A text or tag near line ${this.#line} is longer than 8 MB.`);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#line += 1;
  }

  /** Goes on after a fault. Mostly a `<` in a text is the fault, so the record is first read again with such signs escaped. */
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
    this.#found.push(refused(sentence));
  }

  #opened(name: string, attributes: () => Record<string, string>): void {
    this.#since = 0;
    this.#depth += 1;
    const { item, faults } = this.#format;
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
      if (this.#format.list?.test(name)) this.#list = this.#depth;
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
    const { faults, item, untitled } = this.#format;
    if (name !== item) return faults?.[name]?.(node);
    return entryOf(`line ${this.#began[0]}`, this.#record(node), untitled?.(node));
  }
}
