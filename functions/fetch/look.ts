import { createHash } from 'node:crypto';

/**
 * What can be seen of a feed without reading it: how many items it has and how many of them have a text, its items' names as one hash,
 * what they hold as another, how many there are on all pages and when it was made, if it says so. INGEST reads it; this tells whether it has anything new, and whether it is whole.
 */
export type Sight = {
  items: number;
  texts: number;
  names: string;
  content: string;
  total?: number | undefined;
  builtAt?: Date | undefined;
};

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
const namesOf = (names: readonly string[]) => hash([...names].sort().join('\n'));

/** Looks at an answer. A sentence where it is no feed, or ends in the middle. */
export function look(bytes: Uint8Array, ext: 'xml' | 'json'): Sight | string {
  const text = new TextDecoder(isUtf16(bytes) ?? 'utf-8').decode(bytes);
  // A publisher's RSS address may answer with a JSON Feed.
  return ext === 'json' || /^\s*[[{]/.test(text) ? lookAtJson(text) : lookAtXml(text);
}

const isUtf16 = ([a, b]: Uint8Array) =>
  a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;

const ROOT = /^\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>\s*)*<([\w:.-]+)/;
const FEED = /^(?:rss|feed|(?:\w+:)?RDF|(?:\w+:)?OAI-PMH)$/i;

function lookAtXml(text: string): Sight | string {
  const [, root = ''] = ROOT.exec(text) ?? [];
  if (!FEED.test(root)) return root ? `it answered with <${root.slice(0, 40)}>, which is no feed` : 'it answered with no feed';
  if (!text.trimEnd().endsWith('>') || !new RegExp(String.raw`</${root}\s*>|<${root}\b[^>]*/>`).test(text.slice(-500)))
    return 'its answer ends in the middle';
  // Each piece begins with an item and goes on to the next.
  const [head = '', ...items] = text.split(/<(?:item|entry|record)(?=[\s>])/);
  const other = items.length === 0 ? repeated(head) : undefined;
  if (other) return `it has no items but ${other[1]} <${other[0]}>, which are none of a feed`;
  const inside = (item: string, names: string) =>
    new RegExp(`<(?:${names})(?:\\s[^>]*)?>\\s*([^<\\s][^<]*|<!\\[CDATA\\[[\\s\\S]*?\\]\\])`).exec(item)?.[1];
  const built = new Date(inside(head, 'pubDate|lastBuildDate|updated|dc:date') ?? Number.NaN);
  return {
    items: items.length,
    texts: items.filter((item) => inside(item, 'description|summary|content(?::encoded)?|abstract|dc:description')).length,
    names: namesOf(items.map((item) => inside(item, 'guid|id|identifier|link|title') ?? item.slice(0, 500))),
    // The head may tell the time.
    content: hash(items.join('<')),
    total: numbered(/<opensearch:totalResults[^>]*>(\d+)</.exec(head)?.[1]),
    builtAt: !Number.isNaN(built.getTime()) ? built : undefined,
  };
}

/** What stands three times and more in the head of a feed, where a feed has nothing so often: items that were given another name. */
function repeated(head: string): [name: string, times: number] | undefined {
  const times = new Map<string, number>();
  for (const [, name = ''] of head.matchAll(/<([a-z][\w:.-]*)[\s>]/gi)) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times].find(([name, n]) => n >= 3 && !/(?:^|:)(?:day|hour|link|category)$/i.test(name));
}

function lookAtJson(text: string): Sight | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return /^\s*[[{]/.test(text) ? 'its answer ends in the middle' : 'it answered with no JSON';
  }
  const list = Array.isArray(document) ? document : LISTS.map((name) => member(document, name)).find(Array.isArray);
  // Of a day without papers bioRxiv only says so.
  const items: unknown[] | undefined = list ?? (member(document, 'messages') ? [] : undefined);
  if (!items) return 'it answered with no list of papers';
  const papers = items.map((item) => member(item, 'paper') ?? item);
  const first = (paper: unknown, names: string[]) => names.map((name) => member(paper, name)).find(Boolean);
  return {
    items: papers.length,
    texts: papers.filter((paper) =>
      first(paper, ['summary', 'abstract', 'abstract_inverted_index', 'content_html', 'content_text']),
    ).length,
    names: namesOf(
      papers.map((paper) => String(first(paper, ['id', 'doi', 'url', 'title']) ?? JSON.stringify(paper).slice(0, 500))),
    ),
    content: hash(text),
    total: numbered(member(member(document, 'meta'), 'count')),
  };
}

/** Where a JSON document keeps its papers: bioRxiv, OpenAlex, JSON Feed. */
const LISTS = ['collection', 'results', 'items'];

const numbered = (value: unknown) => (value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value));

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
