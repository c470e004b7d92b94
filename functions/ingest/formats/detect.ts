import type { Format } from './format.ts';
import { hfApi } from './hf-api.ts';
import { pageText } from './page-text.ts';

/** Every grammar ingest reads, the most telling signature first. */
const FORMATS: readonly Format[] = [hfApi, pageText];

/** The grammar of a file, by its first characters. */
export const detect = (head: string): Format | undefined => FORMATS.find((format) => format.detects(head));

const ACCEPTED = 'Broadsheet takes a papers page saved as text, or the JSON of huggingface.co/api/daily_papers.';

/** Files that are no text, by their first bytes in hexadecimal. */
const MAGIC: readonly [string, string][] = [
  ['gzip data: unpack it first', '1f8b'],
  ['a zip archive: unpack it first', '504b0304'],
  ['zstd data: unpack it first', '28b52ffd'],
  ['a PDF', '25504446'],
  ['a picture', '89504e47'],
  ['a picture', 'ffd8ff'],
];

const PROLOGUE = String.raw`^\s*(?:<[?!][^>]*>\s*)*`;
/** Texts of other grammars, by how they begin. */
const LOOKS: readonly [string, RegExp][] = [
  ['a Git LFS pointer, not the file itself', /^version https:\/\/git-lfs/],
  ['an OAI-PMH answer', new RegExp(String.raw`${PROLOGUE}<(?:\w+:)?OAI-PMH\b`)],
  ['an Atom feed', new RegExp(String.raw`${PROLOGUE}<(?:\w+:)?feed\b`)],
  ['an RSS or RDF feed', new RegExp(String.raw`${PROLOGUE}<(?:rss|(?:\w+:)?RDF)\b`, 'i')],
  ['an HTML page', new RegExp(String.raw`${PROLOGUE}<(?:html|head|body|meta|title|div)\b`, 'i')],
  ['XML', /^\s*<[?!\w]/],
  ['JSON Lines', /^\s*\{[^\n]*\}\s*\n\s*\{/],
  ['JSON of another service', /^\s*[[{]/],
  ['BibTeX', /^\s*@\w+\s*\{/],
  ['a RIS file', /^\s*(?:\w\w {2}- |Provider:)/],
  ['an arXiv listing', /^-{20,}|^\\\\\s*$/m],
  ['a CSV table', /^[^\n,]*,[^\n,]*,[^\n]*\n[^\n,]*,/],
];

/** One plain sentence for the publisher: what the file seems to be, and what is taken instead. */
export function unknownFormat(head: string, bytes: Uint8Array): string {
  const start = head.slice(0, 4096);
  const hex = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  const binary = start.replace(/[^\p{Cc}\ufffd]|\s/gu, '').length > 40 ? 'binary data' : undefined;
  const look =
    MAGIC.find(([, magic]) => hex.startsWith(magic))?.[0] ?? binary ?? LOOKS.find(([, signature]) => signature.test(start))?.[0];
  return `This looks like ${look ?? 'text without titles and abstracts'}. ${ACCEPTED}`;
}
