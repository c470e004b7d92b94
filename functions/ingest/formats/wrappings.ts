import { decodeHTML } from 'entities';
import { member } from './json/json.ts';
import { literal } from './json/literal.ts';
import { parsed, withoutRemarks } from './json/mended.ts';
import { topKeys } from './json/places.ts';
import { rootOf } from './xml/root.ts';
import { yaml } from './yaml.ts';

/**
 * A feed in another writing: by which first characters it is known, and what is inside the whole of it; undefined there means
 * nothing. `sure` ones are known before any grammar, the others when there is none.
 */
type Wrapping = { holds: (head: string) => boolean; inner: (text: string) => string | undefined; sure?: true };

/** The headers of an answer, and those of what stood between. */
const HEADERS = /^(?:HTTP\/[\d.]{1,3} \d{3}[^\n]*\n(?:[^\n]+\n)*\n)+/;
const PAGE = /^\s*<(?:!doctype html|html|body|pre)\b[\s\S]{0,4000}?<pre\b[^<>]{0,300}>\s*(?=[[{@]|&lt;\?xml)/i;
/** What a program gives a name to, or is called with: `export const papers = [`, `papers = [`, `callback({`. */
const CODE =
  /^\s*(?:export default|(?:(?:export )?(?:const|let|var) )?[\w$.]{1,80}(?:: [\w$.<>[\]]{1,80})? ?=|[\w$.]{1,80}\()\s*(?=[[{]\s*[[{"'])/;
const FENCE = /^```\w{0,12}[ \t]*$/;

/** An item that is a mapping with a title: the first of its keys or another, in a list that may have a key. */
const LIST =
  /^(?:---[ \t]*\n)?(?:[ \t]*(?:#[^\n]*)?\n){0,20}(?:[\w-]{1,40}:[ \t]*\n)?[ \t]*- +[\w-]{1,40}:(?:[^\n]*\n){0,30}?[ \t]*(?:- +)?title: ?\S/i;
const DBLP = /<(\/?)(article|inproceedings|incollection|phdthesis|mastersthesis|book|data)(?=[\s>])[^<>]*>/g;
const asJson = (found: unknown) => (typeof found === 'object' && found !== null ? JSON.stringify(found) : undefined);

const WRAPPINGS: readonly Wrapping[] = [
  {
    sure: true,
    holds: (head) => bodyKey(head) !== undefined,
    inner: (text) => {
      const body = member(parsed(text), bodyKey(text.slice(0, 64_000)) ?? '');
      return typeof body === 'string' ? body : body ? JSON.stringify(body) : `[${text}`;
    },
  },
  { sure: true, holds: (head) => HEADERS.test(head), inner: (text) => text.replace(HEADERS, '') },
  {
    sure: true,
    holds: (head) => PAGE.test(head),
    inner: (text) => decodeHTML(upToLast(text.replace(PAGE, ''), '</pre>')),
  },
  {
    holds: (head) => /^```\w{0,12}$/m.test(head),
    // An example in a document is a small part of it.
    inner: (text) => {
      let inside = false;
      const fenced = text.split('\n').filter((line) => {
        if (FENCE.test(line)) inside = !inside;
        return inside && !FENCE.test(line);
      });
      return 2 * fenced.join('\n').length > text.length ? fenced.join('\n') : undefined;
    },
  },
  {
    holds: (head) => CODE.test(head),
    inner: (text) => text.slice((CODE.exec(text)?.[0] ?? '').length, 1 + Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'))),
  },
  { holds: (head) => /^\s*"\s*(?:\\[nrt]\s*)*[[{]/.test(head), inner: (text) => String(parsed(text) ?? '') },
  { holds: (head) => /^\s*(?:[[{]\s*)?\/[/*]/.test(head), inner: withoutRemarks },
  {
    // A list of papers in YAML, or one that stands under its only key.
    holds: (head) => LIST.test(head),
    inner: (text) => asJson(yaml(text)),
  },
  {
    // A note about a paper: what stands above it, and its abstract where it says so. The rest is for its writer alone.
    holds: (head) => /^---\n(?:[^\n]*\n){0,60}?title: ?\S(?:[^\n]*\n){1,60}?---\n/i.test(head),
    inner: (text) => {
      const end = text.indexOf('\n---\n', 3);
      const said = yaml(text.slice(0, end + 1));
      const [, abstract] = /\n#{1,6} Abstract\n\s*([\s\S]{1,20000}?)(?=\n#|$(?![\s\S]))/i.exec(text.slice(end)) ?? [];
      return said !== null && typeof said === 'object' ? asJson([{ ...said, ...(abstract ? { abstract } : {}) }]) : undefined;
    },
  },
  {
    // DBLP's own XML, whose records have many names.
    holds: (head) => rootOf(head) === 'dblp',
    inner: (text) =>
      text.replace(/<(\/?)dblp\b/g, '<$1dblpperson').replace(DBLP, (tag, ends: string) => (ends ? `${tag}</r>` : `<r>${tag}`)),
  },
  {
    holds: (head) => /^\s*(?:\[\s*)?\{\s*'/.test(head),
    inner: (text) => {
      const found = literal(`[${text}]`);
      return Array.isArray(found) ? JSON.stringify(found.flat()) : undefined;
    },
  },
];

/** How to take what a text that begins like this is wrapped in from around it; `known`: there is a grammar for the text as it is. */
export const wrapping = (head: string, known: boolean): ((text: string) => string | undefined) | undefined =>
  WRAPPINGS.find(({ holds, sure }) => (sure || !known) && holds(head))?.inner;

const upToLast = (text: string, end: string) => text.slice(0, text.includes(end) ? text.lastIndexOf(end) : undefined);

/** The key of what was answered, in what a recorder of requests writes: `{"status_code": 200, "url": …, "body": …}`. */
function bodyKey(head: string): string | undefined {
  const keys = /^\s*\{/.test(head) && /"status(?:_?code)?"\s*:\s*"?\d{3}\b/i.test(head) ? topKeys(head) : [];
  const asked = keys.some((key) => /^(?:url|headers|request|method)$/i.test(key));
  return asked ? keys.find((key) => /^(?:body|content|text|response_?body)$/i.test(key)) : undefined;
}
