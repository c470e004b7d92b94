import { decodeHTML } from 'entities';
import { member } from './json/json.ts';
import { parseLenient, withoutComments } from './json/lenient.ts';
import { parseLiteral } from './json/literal.ts';
import { topKeys } from './json/paths.ts';
import { bibItems, markdownOfLatex } from './latex.ts';
import { tomlTables } from './toml.ts';
import { rootOf } from './xml/root.ts';
import { parseYaml } from './yaml.ts';

/**
 * Something that a feed can be wrapped in. `holds` recognises it by the first characters; `inner` returns the feed inside, or
 * undefined if there is none. `first` wrappings are tried before any format, the others only if no format matches.
 */
type Wrapping = { holds: (head: string) => boolean; inner: (text: string) => string | undefined; first?: true };

/** HTTP headers above an answer, also those of redirects and proxies. */
const HEADERS = /^(?:HTTP\/[\d.]{1,3} \d{3}[^\n]*\n(?:[^\n]+\n)*\n)+/;
const PAGE = /^\s*<(?:!doctype html|html|body|pre)\b[\s\S]{0,4000}?<pre\b[^<>]{0,300}>\s*(?=[[{@]|&lt;\?xml)/i;
/** A constant or a call in a program: `export const papers = [`, `papers = [`, `callback({`. */
const CODE =
  /^\s*(?:export default|(?:(?:export )?(?:const|let|var) )?[\w$.]{1,80}(?:: [\w$.<>[\]]{1,80})? ?=|[\w$.]{1,80}\()\s*(?=[[{]\s*[[{"'])/;
/** The comma between two objects that Python printed. */
const PRINTED = /(?<=[})])\s*,\s*(?=\{\s*'|[A-Za-z_][\w.]{0,80}\(\s*\w{1,40}=)/;
const FENCE = /^```\w{0,12}[ \t]*$/;

/** A YAML list, perhaps under keys, whose first item is a mapping with a title. */
const LIST =
  /^(?:---[ \t]*\n)?(?:[ \t]*(?:#[^\n]*)?\n){0,20}(?:[ \t]*(?:[\w-]{1,40}:[^\n]*|- [^\n:]{1,80})\n){0,40}[ \t]*(?=- +(?:\{ ?)?[\w-]{1,40}:)(?:[^\n]*\n){0,30}?[ \t]*(?:- +)?(?:\{ ?)?title: ?\S/i;
const DBLP = /<(\/?)(article|inproceedings|incollection|phdthesis|mastersthesis|book|data)(?=[\s>])[^<>]*>/g;
const asJson = (found: unknown) => (typeof found === 'object' && found !== null ? JSON.stringify(found) : undefined);

const BIB_ITEM = /^[ \t]*\\bibitem\b/m;

const WRAPPINGS: readonly Wrapping[] = [
  {
    first: true,
    holds: (head) => bodyKey(head) !== undefined,
    inner: (text) => {
      const body = member(parseLenient(text), bodyKey(text.slice(0, 64_000)) ?? '');
      return typeof body === 'string' ? body : body ? JSON.stringify(body) : `[${text}`;
    },
  },
  { first: true, holds: (head) => HEADERS.test(head), inner: (text) => text.replace(HEADERS, '') },
  {
    first: true,
    holds: (head) => PAGE.test(head),
    inner: (text) => decodeHTML(upToLast(text.replace(PAGE, ''), '</pre>')),
  },
  {
    holds: (head) => /^```\w{0,12}$/m.test(head),
    // A feed fills most of the text. A smaller fenced block is an example in a document.
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
  { holds: (head) => /^\s*"\s*(?:\\[nrt]\s*)*[[{]/.test(head), inner: (text) => String(parseLenient(text) ?? '') },
  { holds: (head) => /^\s*(?:[[{]\s*)?\/[/*]/.test(head), inner: withoutComments },
  {
    // Its papers may hold BibTeX, so this comes before the formats.
    first: true,
    holds: (head) => LIST.test(head),
    inner: (text) => asJson(parseYaml(text)),
  },
  {
    first: true,
    holds: (head) => /^[ \t]*\[\[[\w.-]+\]\][^[\]]{1,4000}?^[ \t]*title[ \t]*=[ \t]*["']/im.test(head),
    inner: (text) => asJson(tomlTables(text)),
  },
  {
    // A paper's own source has references, too. They are no list of papers to read.
    holds: (head) => BIB_ITEM.test(head) && !/\\section\b|\\begin\{abstract\}/.test(head),
    inner: (text) => asJson(bibItems(text)),
  },
  {
    holds: (head) => /^[ \t]*\\(?:item|begin|section)\b/m.test(head) && /\\(?:href|url)\b/.test(head) && !BIB_ITEM.test(head),
    inner: markdownOfLatex,
  },
  {
    // A note about a paper: its front matter, and its abstract if it has such a heading. The rest is private to its writer.
    holds: (head) => /^---\n(?:[^\n]*\n){0,60}?title: ?\S(?:[^\n]*\n){1,60}?---\n/i.test(head),
    inner: (text) => {
      const end = text.indexOf('\n---\n', 3);
      const said = parseYaml(text.slice(0, end + 1));
      const [, abstract] = /\n#{1,6} Abstract\n\s*([\s\S]{1,20000}?)(?=\n#|$(?![\s\S]))/i.exec(text.slice(end)) ?? [];
      return said !== null && typeof said === 'object' ? asJson([{ ...said, ...(abstract ? { abstract } : {}) }]) : undefined;
    },
  },
  {
    // DBLP's own XML. Its records are elements of many names: each gets one element `r` around it.
    holds: (head) => rootOf(head) === 'dblp',
    inner: (text) =>
      text.replace(/<(\/?)dblp\b/g, '<$1dblpperson').replace(DBLP, (tag, ends: string) => (ends ? `${tag}</r>` : `<r>${tag}`)),
  },
  {
    // What Python prints: a list of dictionaries, or of objects with named arguments. If that is broken, each of them by itself; the
    // text of a broken one stays, so that the receipt names it.
    holds: (head) => /^\s*(?:\[\s*)?(?:\{\s*'|[A-Za-z_][\w.]{0,80}\(\s*\w{1,40}=)/.test(head),
    inner: (text) => {
      const found =
        parseLiteral(`[${text}]`) ??
        text
          .replace(/^\s*\[|\]\s*$/g, '')
          .split(PRINTED)
          .map((one) => parseLiteral(one) ?? one);
      return Array.isArray(found) ? JSON.stringify(found.flat()) : undefined;
    },
  },
];

/** The function that unwraps a text that begins with `head`, if it is wrapped. `known`: a format matches the text as it is. */
export const unwrapperFor = (head: string, known: boolean): ((text: string) => string | undefined) | undefined =>
  WRAPPINGS.find(({ holds, first }) => (first || !known) && holds(head))?.inner;

const upToLast = (text: string, end: string) => text.slice(0, text.includes(end) ? text.lastIndexOf(end) : undefined);

/** The key of the answer in a recorded request: `body` in `{"status_code": 200, "url": …, "body": …}`. */
function bodyKey(head: string): string | undefined {
  const keys = /^\s*\{/.test(head) && /"status(?:_?code)?"\s*:\s*"?\d{3}\b/i.test(head) ? topKeys(head) : [];
  const asked = keys.some((key) => /^(?:url|headers|request|method)$/i.test(key));
  return asked ? keys.find((key) => /^(?:body|content|text|response_?body)$/i.test(key)) : undefined;
}
