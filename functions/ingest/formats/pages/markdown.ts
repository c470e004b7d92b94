import { address } from './html-text.ts';

/** A line break that the file does not have. It does not count in line numbers. */
export const SOFT_BREAK = '\ue01e';

/** Strings that every match of MARKED has. Finding them is ten times as fast. */
const MARKS = ['](', '][', '\n#'];
const MARKED = /\]\(<?https?:|\]\[\d{1,4}\]|^#{1,4} /m;
const IMAGE = /!\[[^\]]{0,300}\]\([^()\s]{0,2000}\)/g;
const WORDS = String.raw`\[((?:[^[\]]|\[[^[\]]{0,200}\]){0,8000})\]`;
const LINK = new RegExp(
  String.raw`${WORDS}(?:\(<?(https?:[^\s()]{1,2000}(?:\([^\s()]{0,200}\))?[^\s()]{0,500})>?(?: "[^"]{0,200}")?\)|\[(\d{1,4})\])`,
  'g',
);
const REFERENCE = /^ {0,3}\[(\d{1,4})\]: <?(https?:\S{1,2000}?)>?\s*$/gm;
/** Pages of Hugging Face that are not about papers: people, organisations, models, navigation. */
const HF_PLACE = /^https?:\/\/(?:huggingface\.co|hf\.co)(?:\/(?!papers\/\d|login\?next=(?:%2F|\/)papers(?:%2F|\/)\d)|$)/i;
const OF_A_CARD = /^https?:\/\/(?:huggingface\.co\/(?:papers|login)|hf\.co|arxiv\.org|github\.com|gitlab\.com)\b/i;

/**
 * Converts Markdown of clippers, scrapers and note-taking tools to the text of a page. Removes images and anchors. Links become
 * their words, and the address of a card's link goes on its own line. Headings keep their marks, because they are titles.
 */
export function unmarked(text: string): string {
  if (!MARKS.some((mark) => text.includes(mark)) && !text.startsWith('#')) return text;
  if (!MARKED.test(text)) return text;
  const references = new Map(Array.from(text.matchAll(REFERENCE), ([, number, url]) => [number, url]));
  return text
    .replace(REFERENCE, '')
    .replace(IMAGE, '')
    .replace(/<a id="[^"<>]{0,100}"><\/a>|^```\w*$/gm, '')
    .replace(/\\+(?=[ \t]*$)|\\+(?= {2})/gm, '')
    .replace(LINK, (whole, words: string, address: string | undefined, number: string | undefined, at: number, all: string) => {
      const url = address ?? references.get(number);
      if (url === undefined) return number === undefined ? whole : words;
      // The organisation comes before a dot.
      if (/^ ?[·•]/.test(all.slice(at + whole.length, at + whole.length + 2))) return words.trim();
      if (HF_PLACE.test(url) && !/#+ $/.test(all.slice(Math.max(0, at - 8), at))) return newlines(words);
      if (!OF_A_CARD.test(url)) return words;
      const label = words.replace(/^LINK: /, '');
      // Votes come after the day, on the same line.
      const apart = /\/login\?/.test(url) && at > 0 && all[at - 1] !== '\n' ? SOFT_BREAK : '';
      return `${apart}${label}${SOFT_BREAK}${url}${SOFT_BREAK}`;
    })
    .replace(/^(#{1,6} [^\n\ue01e]*)\n(?=[^\n\ue01e]{1,120}\ue01ehttps?:)/gm, '$1 ');
}

/** A numbered link, `[12]Title of a paper`, and the list of addresses below, as text browsers print them. */
const NUMBERED = /\[(\d{1,4})\](?=[^\s[(:])([^[\n]{1,400}(?:\n[^\s[\-*•·\d][^[\n]{0,200}){0,2})/g;
const ADDRESSES = /^ {0,6}(?:\[(\d{1,4})\]:?|(\d{1,4})\.) <?((?:https?|file):\S{1,2000}?)>?[ \t]*$/gm;

/** Puts the address of each numbered link in place: `[words](address)`. The list of addresses becomes empty lines. */
export function withReferences(text: string): string {
  const references = new Map<string | undefined, string | undefined>();
  for (const [, bracketed, dotted, url] of text.matchAll(ADDRESSES)) references.set(bracketed ?? dotted, url && onSite(url));
  if (references.size === 0) return text;
  const used = (words: string, number: string, whole: string) => {
    const [url, plain] = [references.get(number), words.trim().replaceAll('\n', ' ')];
    return url === undefined ? whole : `${url === '' ? plain : `[${plain}](${url})`}${newlines(words)}`;
  };
  return text
    .replace(/\[([^[\]\n]{1,400})\]\[(\d{1,4})\]/g, (whole, words: string, number: string) => used(words, number, whole))
    .replace(NUMBERED, (whole, number: string, words: string) => used(words, number, whole))
    .replace(ADDRESSES, (whole, bracketed?: string, dotted?: string) => (text.includes(`[${bracketed ?? dotted}]`) ? '' : whole));
}

/** The address of a link in a page that was printed from a file; empty if its site is not known. */
const onSite = (url: string) => (url.startsWith('file:') ? address(url.replace(/^file:\/\/(?:localhost)?/, ''), undefined) : url);

/** The line ends of removed words, so that lines keep their numbers. */
const newlines = (words: string) => '\n'.repeat(words.split('\n').length - 1);
