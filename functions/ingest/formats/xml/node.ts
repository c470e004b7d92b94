import { decodeXML } from 'entities';

/**
 * An element: its attributes as `@name`, its own text as `#`, its children by name, and several of one name as a list. An element
 * with only text is a string.
 */
export class XmlNode {
  [name: string]: string | XmlNode | (string | XmlNode)[];
  // An element may be called `__proto__`. Objects made without a prototype would be twice as slow.
  static {
    Object.setPrototypeOf(XmlNode.prototype, null);
  }
}

/** A name without its prefix. `media:` and `itunes:` stay, because these extensions repeat the names of feeds. */
export function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 || name.startsWith('media:') || name.startsWith('itunes:') ? name : name.slice(colon + 1);
}

/** The node of an element with these attributes; undefined if it has none. */
export function nodeOf(attributes: Readonly<Record<string, string>>): XmlNode | undefined {
  let node: XmlNode | undefined;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || name.startsWith('xmlns')) continue;
    node ??= new XmlNode();
    node[`@${local(name)}`] = value.includes('&') ? decodeXML(value) : value;
  }
  return node;
}

/** Elements of prose. Tags inside them are part of the text. */
const PROSE = new Set(
  'title summary abstract description content encoded article-title ArticleTitle AbstractText abstractText'.split(' '),
);
export const isProse = (name: string) => PROSE.has(name);

const PROSE_TAG = new RegExp(String.raw`<((?:[\w.-]{1,50}:)?(?:${[...PROSE].join('|')}))(?:\s[^<>]{0,1000})?>`, 'g');

/** Escapes each `<` inside elements of prose, except in those with a CDATA section. */
export function proseEscaped(xml: string): string {
  let escaped = '';
  let done = 0;
  const unclosed = new Set<string>();
  PROSE_TAG.lastIndex = 0;
  for (let tag = PROSE_TAG.exec(xml); tag; tag = PROSE_TAG.exec(xml)) {
    const [whole, name = ''] = tag;
    const start = tag.index + whole.length;
    const end = unclosed.has(name) ? -1 : xml.indexOf(`</${name}`, start);
    if (end < 0) {
      unclosed.add(name);
      continue;
    }
    const inside = xml.slice(start, end);
    escaped += xml.slice(done, start) + (inside.includes('<![CDATA[') ? inside : inside.replaceAll('<', '&lt;'));
    done = end;
    PROSE_TAG.lastIndex = end;
  }
  return escaped + xml.slice(done);
}
