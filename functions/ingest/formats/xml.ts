import { SaxesParser } from 'saxes';
import { recorder, type Table } from './fields.ts';
import { anywhere, type Entry, type Format, type RawRecord, STREAMED } from './format.ts';
import { rootOf } from './xml-root.ts';

/** An element: its attributes as `@name`, its own text as `#`, its children by name. One with nothing but text is a string. */
class Node {
  [name: string]: string | (string | Node)[];
  // An element may be called `__proto__`. Objects made without a prototype would be twice as slow.
  static {
    Object.setPrototypeOf(Node.prototype, null);
  }
}

/** An element that is open, within another one unless it is a record. One with nothing but text has no node. */
type Open = { name: string; node: Node | undefined; text: string; within: Open | undefined };

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
  faults?: Readonly<Record<string, (node: unknown) => Entry | undefined>>;
};

/** Elements deeper than this hold no papers. */
const DEEPEST = 500;
/** Characters of one text or tag at most: no abstract of any feed comes near. */
const LONGEST = 8 * 1024 * 1024;
/** Elements of prose: tags inside them are part of the text. */
const PROSE = new Set(
  'title summary abstract description content encoded article-title ArticleTitle AbstractText abstractText'.split(' '),
);
const DOCTYPE =
  'This XML declares a document type (DOCTYPE). Such files are not read, because a document type can hide an attack: remove it, or use the feed without it.';

/** Document types of known publishers, with nothing of the file's own: they are passed over, never fetched. */
const PUBLISHED = /^\s*[\w.:-]+\s+PUBLIC\s+["']-\/\/(?:NLM|Netscape|W3C)[^"'<>[\]]*["']\s*(?:["'][^"'<>[\]]*["']\s*)?$/;

/** The grammar of XML for one source, on saxes: no entity is expanded, and nothing outside the file is ever read. */
export const xml = (source: XmlSource): Format => ({
  name: source.name,
  maxBytes: STREAMED,
  markup: true,
  detects: (head) => source.root.test(rootOf(head) ?? '') && (source.has?.test(head) ?? true),
  async *parse(text) {
    const reading = new Reading(source);
    for await (const piece of text) {
      // `yield*` would wait three times for each entry.
      for (const entry of reading.write(piece)) yield entry;
      if (reading.stopped) return;
    }
    for (const entry of reading.end()) yield entry;
  },
  search: anywhere,
});

/** One file being read: pieces go in, entries come out. */
class Reading {
  stopped = false;
  readonly #source: XmlSource;
  readonly #record: (value: unknown) => RawRecord | undefined;
  readonly #parser = new SaxesParser();
  /** The innermost element that is open, from the record down. */
  #open: Open | undefined;
  #prose = 0;
  #depth = 0;
  #startedAt = 0;
  #since = 0;
  #found: Entry[] = [];
  #kept = 0;
  #judged: string[] = [];

  constructor(source: XmlSource) {
    this.#source = source;
    this.#record = recorder(source.table);
    const parser = this.#parser;
    parser.on('opentag', ({ name, attributes }) => this.#opened(local(name), attributes));
    parser.on('closetag', ({ name }) => this.#closed(local(name)));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('doctype', (type) => {
      if (!PUBLISHED.test(type)) this.#stop(DOCTYPE);
    });
    // A feed with a fault is read on: a stray `&` costs no record, and what a worse fault hides is told apart at the end.
    parser.on('error', () => {});
  }

  write(piece: string): Entry[] {
    this.#since += piece.length;
    if (!this.stopped) this.#parser.write(piece);
    if (this.#since > LONGEST + piece.length) this.#stop(`A text or tag near line ${this.#parser.line} is longer than 8 MB.`);
    return this.#take();
  }

  end(): Entry[] {
    const open = this.#open !== undefined;
    const depth = this.#depth;
    this.#open = undefined;
    this.#parser.close();
    if (open) this.#found.push({ at: `line ${this.#startedAt}`, reason: 'the file ends in the middle of this record' });
    else if (depth > 0) this.#found.push({ verdict: 'refused', sentence: 'The file ends too early: its last tags are missing.' });
    const [first] = this.#judged;
    if (this.#kept === 0 && first !== undefined && this.#source.verdict)
      this.#found.push({ verdict: 'refused', sentence: this.#source.verdict(this.#judged.length, first) });
    return this.#take();
  }

  #take(): Entry[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #stop(sentence: string): void {
    if (this.stopped) return;
    this.stopped = true;
    this.#found.push({ verdict: 'refused', sentence });
  }

  #opened(name: string, attributes: Record<string, string>): void {
    this.#since = 0;
    this.#depth += 1;
    if (this.stopped) return;
    const parent = this.#open;
    if (this.#depth > DEEPEST) this.#stop(`Its elements are nested more than ${DEEPEST} deep.`);
    else if (this.#prose > 0 && parent) {
      this.#prose += 1;
      parent.text += `<${name}>`;
    } else if (parent || name === this.#source.item || this.#source.faults?.[name]) {
      if (!parent) this.#startedAt = this.#parser.line;
      this.#open = { name, node: nodeOf(attributes), text: '', within: parent };
      if (parent && PROSE.has(name)) this.#prose = 1;
    }
  }

  #text(text: string): void {
    this.#since = 0;
    const element = this.#open;
    if (element && !this.stopped) element.text += text;
  }

  #closed(name: string): void {
    this.#since = 0;
    this.#depth -= 1;
    const element = this.#open;
    if (!element || this.stopped) return;
    if (this.#prose > 1) {
      this.#prose -= 1;
      element.text += `</${name}>`;
      return;
    }
    this.#prose = 0;
    const { node, within } = element;
    this.#open = within;
    const text = /\S/.test(element.text) ? element.text : '';
    if (node && text) node['#'] = text;
    if (within) {
      within.node ??= new Node();
      const siblings = within.node[name];
      const value = node ?? text;
      if (Array.isArray(siblings)) siblings.push(value);
      else within.node[name] = [value];
    } else this.#found.push(...this.#finished(name, node ?? new Node()));
  }

  #finished(name: string, node: Node): Entry[] {
    const { faults, judge, item, untitled } = this.#source;
    if (name !== item) return [faults?.[name]?.(node) ?? []].flat();
    const at = `line ${this.#startedAt}`;
    const record = this.#record(node);
    if (!record) return [{ at, reason: untitled?.(node) ?? 'a record without a title' }];
    const reason = judge?.(record, node);
    if (reason === undefined) {
      this.#kept += 1;
      return [{ at, record }];
    }
    this.#judged.push(reason);
    return [{ at, reason }];
  }
}

/** A name without its prefix; media and podcast extensions keep theirs, because they repeat the names of feeds. */
function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 || name.startsWith('media:') || name.startsWith('itunes:') ? name : name.slice(colon + 1);
}

/** The node of an element that has attributes. */
function nodeOf(attributes: Record<string, string>): Node | undefined {
  let node: Node | undefined;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || name.startsWith('xmlns')) continue;
    node ??= new Node();
    node[`@${local(name)}`] = value;
  }
  return node;
}
