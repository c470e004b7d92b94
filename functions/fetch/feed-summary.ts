import { createHash } from 'node:crypto';

/**
 * A short look at a feed, to see if it is whole and has anything new; INGEST reads it. `items` counts its items, `texts` those with a
 * text. `names` is a hash of the items' ids, `content` one of all their content. `total` counts the items on all pages and `builtAt`
 * is when the feed was made, if it says so.
 */
export type FeedSummary = {
  items: number;
  texts: number;
  names: string;
  content: string;
  total?: number | undefined;
  builtAt?: Date | undefined;
};

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
const namesOf = (names: readonly string[]) => hash([...names].sort().join('\n'));

/** Looks at an answer. Returns a sentence if it is not a feed or not whole. */
export function feedSummary(bytes: Uint8Array, ext: 'xml' | 'json'): FeedSummary | string {
  const text = new TextDecoder(isUtf16(bytes) ?? 'utf-8').decode(bytes);
  // A publisher's RSS address may answer with a JSON Feed.
  return ext === 'json' || /^\s*[[{]/.test(text) ? lookAtJson(text) : lookAtXml(text);
}

const isUtf16 = ([a, b]: Uint8Array) =>
  a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : undefined;

const ROOT = /^\s*(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>\s*)*<([\w:.-]+)/;
const FEED = /^(?:rss|feed|(?:\w+:)?RDF|(?:\w+:)?OAI-PMH)$/i;

function lookAtXml(text: string): FeedSummary | string {
  const [, root = ''] = ROOT.exec(text) ?? [];
  if (!FEED.test(root)) return root ? `it answered with <${root.slice(0, 40)}>, which is no feed` : 'it answered with no feed';
  if (!text.trimEnd().endsWith('>') || !new RegExp(String.raw`</${root}\s*>|<${root}\b[^>]*/>`).test(text.slice(-500)))
    return 'its answer ends in the middle';
  // Each part begins with an item.
  const [head = '', ...items] = text.split(/<(?:item|entry|record)(?=[\s>])/);
  const other = items.length === 0 ? repeated(head) : undefined;
  if (other) return `it has no items, but ${other[1]} elements <${other[0]}>, which feeds do not have`;
  const inside = (item: string, names: string) =>
    new RegExp(`<(?:${names})(?:\\s[^>]*)?>\\s*([^<\\s][^<]*|<!\\[CDATA\\[[\\s\\S]*?\\]\\])`).exec(item)?.[1];
  const built = new Date(inside(head, 'pubDate|lastBuildDate|updated|dc:date') ?? Number.NaN);
  return {
    items: items.length,
    texts: items.filter((item) => inside(item, 'description|summary|content(?::encoded)?|abstract|dc:description')).length,
    names: namesOf(items.map((item) => inside(item, 'guid|id|identifier|link|title') ?? item.slice(0, 500))),
    // Without the head, which may have the time.
    content: hash(items.join('<')),
    total: numbered(/<opensearch:totalResults[^>]*>(\d+)</.exec(head)?.[1]),
    builtAt: !Number.isNaN(built.getTime()) ? built : undefined,
  };
}

/** An element that is three times or more in the head of a feed: the items may have got another name. */
function repeated(head: string): [name: string, times: number] | undefined {
  const times = new Map<string, number>();
  for (const [, name = ''] of head.matchAll(/<([a-z][\w:.-]*)[\s>]/gi)) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times].find(([name, n]) => n >= 3 && !/(?:^|:)(?:day|hour|link|category)$/i.test(name));
}

function lookAtJson(text: string): FeedSummary | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return /^\s*[[{]/.test(text) ? 'its answer ends in the middle' : 'it answered with no JSON';
  }
  const list = Array.isArray(document) ? document : LISTS.map((name) => member(document, name)).find(Array.isArray);
  // On a day without papers bioRxiv's answer has only `messages`.
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

/** The members that hold the papers: bioRxiv, OpenAlex, JSON Feed. */
const LISTS = ['collection', 'results', 'items'];

const numbered = (value: unknown) => (value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value));

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
