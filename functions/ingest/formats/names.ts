import { untagged } from '../markup.ts';

/**
 * The people that a feed names, each as `Given Family`. In style `mixed` a single text may hold several names: it is split at `and`,
 * semicolons, bars or commas, and affiliations in brackets are removed. In style `each` a text is one name. In style `and` (BibTeX)
 * only that word separates names, and braces hold a name together.
 */
export function names(found: readonly string[], style: 'mixed' | 'each' | 'and' = 'mixed'): string[] {
  const plain = found.map((name) => (name.includes('<') ? untagged(name.replace(MAIL, ' ')) : name));
  const [only = ''] = plain;
  if (style === 'and') return plain.flatMap((text) => splitOutsideBraces(text, /\s+and\s+/gi).map(bibtexName)).filter(isOne);
  const people = style === 'each' || plain.length !== 1 ? plain : split(only);
  return people.map((name) => givenFirst(withoutMail(name).replace(MARKS, '').replace(DEGREES, ''))).filter(isOne);
}

const isOne = (name: string) =>
  name !== '' && !DEGREE.test(name) && !/^(?:et al\b|others$|and others$|\d+ additional authors)/i.test(name);

const MAIL = /[(<[]?\s*(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}\s*[)>\]]?/g;

/** The name in `ann@x.example (Ann Lee)` or `Lee, Ann (ann@x.example)`; empty if there is only an address. */
function withoutMail(name: string): string {
  const text = name.trim();
  if (!text.includes('@')) return text;
  const rest = text.replace(MAIL, ' ').replace(/\s+/g, ' ').trim();
  // RSS 2.0 has the name in brackets after the address.
  const [, named = rest] = /^\(([^()]*)\)$/.exec(rest) ?? [];
  return /^(?:help|press|support|info|contact|admin|webmaster|editor|no-?reply|feedback|team)$/i.test(named) ? '' : named;
}

/** Footnote marks and DBLP's numbers after a name. */
const MARKS = /(?:[\s,]*(?:[*†‡§¶#✉¹²³⁰⁴-⁹˒]|(?<=[\p{L}.])\d{1,3}(?:,\d{1,3})*|\s\d{4}))+$/u;

/** Degrees and titles after a name. */
const DEGREE = /^(?:Ph\.?D|M\.?D|M\.?Sc|B\.?Sc|M\.?P\.?H|M\.?A|B\.?A|M\.?S|Dr|Prof|DPhil|MBBS|FRCP|RN)\.?$/;
const DEGREES = new RegExp(`(?:,\\s*${DEGREE.source.slice(1, -1)})+$`);

/**
 * A name without stray marks around it. Undefined for a text that is not a name: it has no letter, or a brace, bracket, quote,
 * backslash, `@`, `%`, `|` or `=` in it, or a digit. Names of groups may have digits.
 */
export function person(text: string): string | undefined {
  const bare = text
    .replace(/\s+et\.? ?al\.?$/i, '')
    .replace(/^[\s[{("'“‘]+(?=\p{L})|(?<=[\p{L}.])[\s\]})"'”]+$/gu, '')
    .replace(MARKS, '')
    .replace(/[\s,;]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/\p{L}/u.test(bare) || /[{}[\]<>"“”\\@%|=]/.test(bare)) return undefined;
  return /\d/.test(bare) &&
    !/\b(?:group|team|collaboration|consortium|project|study|investigators|network|lab|committee)\b/i.test(bare)
    ? undefined
    : bare;
}

function split(all: string): string[] {
  const lines = all.trim().split(/\s*\n\s*/);
  if (lines.length > 1 && !/[,;|]|\band\b/i.test(all) && lines.every((line) => line.includes(' '))) return lines;
  const text = all
    .replace(/\s+/g, ' ')
    .replace(/^(?:by\b|authors?:):? ?/i, '')
    .replace(/, (?=(?:Jr|Sr|I{2,3}|IV)\b)/g, ' ');
  if (/[;；、，]/.test(text)) return withoutBrackets(text).split(text.includes(';') ? ';' : /[；、，]/);
  if (text.includes('|')) return text.split('|');
  const joined = text.split(/ and /i);
  if (joined.length > 1 && joined.every((name) => name.split(', ').length === 2)) return joined;
  const pieces = withoutBrackets(text).split(/,\s*(?:and |& )?| and | & |[、，]/);
  const single = pieces.every((piece) => /^\p{L}[\p{L}'’-]+$/u.test(piece.trim()));
  // `Lee, Ann, Xu, Bo`
  if (pieces.length > 3 && pieces.length % 2 === 0 && single) return pairs(pieces);
  const initials = (piece: string | undefined) => piece !== undefined && /^(?:\p{Lu}\.?[ -]?){1,4}$/u.test(piece.trim());
  if (pieces.length > 1 && pieces.length % 2 === 0 && pieces.every((piece, i) => initials(piece) === (i % 2 === 1)))
    return pairs(pieces);
  // `van der Berg, Jan` is one name; `Ann Lee, Bo Xu` are two.
  return pieces.length === 2 && joined.length === 1 && !pieces.every((piece) => piece.trim().includes(' ')) ? [text] : pieces;
}

const pairs = (pieces: readonly string[]) => pieces.flatMap((piece, i) => (i % 2 ? [] : [`${piece}, ${pieces[i + 1]}`]));

/** Removes brackets, nested two deep at most. Keeps them in a text with a mail address, where they may hold the name. */
const withoutBrackets = (text: string) =>
  text.includes('@') ? text : text.replace(/\([^()]{0,500}\)/g, '').replace(/\([^()]{0,500}\)/g, '');

/** `Liu R.`, `van Adler D.G.`: initials with stops after the family name. */
const INITIALS_LAST = /^(\p{L}[\p{L}'’ -]*\p{Ll}) ((?:\p{Lu}\.-?){1,4})$/u;

function givenFirst(name: string): string {
  if (!name.includes(',')) return name.trim().replace(INITIALS_LAST, '$2 $1');
  const [family = '', given, more] = name.split(/,\s*/);
  if (!given || /^(?:inc|ltd|llc|gmbh)\b/i.test(given)) return name;
  return more === undefined ? `${given} ${family}` : /^(?:jr|sr|i{1,3}|iv)\b/i.test(given) ? `${more} ${family} ${given}` : name;
}

/** A labelled part of a name in BibLaTeX: `family=Berg`. */
const LABELLED = /^"?(family|given|prefix|suffix)\s{0,9}=\s{0,9}"?([^"]*)"?$/g;

/** A name in BibTeX as `Given Family`. Commas inside braces separate nothing, and a name all in braces is a group. */
function bibtexName(name: string): string {
  const parts = splitOutsideBraces(name.trim(), /\s*,\s*/g);
  const labelled = new Map(parts.flatMap((part) => [...part.matchAll(LABELLED)].map(([, label, value]) => [label, value])));
  if (labelled.has('family') || labelled.has('given'))
    return ['given', 'prefix', 'family', 'suffix'].flatMap((label) => labelled.get(label) ?? []).join(' ');
  const [family = '', given, more] = parts;
  if (!given) return family;
  return more ? `${more} ${family} ${given}` : `${given} ${family}`;
}

/** Splits a text at separators outside braces. */
function splitOutsideBraces(text: string, separator: RegExp): string[] {
  const pieces: string[] = [];
  let [start, depth, at] = [0, 0, 0];
  for (const found of text.matchAll(separator)) {
    for (; at < found.index; at += 1) {
      const sign = text.charAt(at);
      if (sign === '\\') at += 1;
      else if (sign === '{') depth += 1;
      else if (sign === '}') depth = Math.max(0, depth - 1);
    }
    if (depth > 0) continue;
    pieces.push(text.slice(start, found.index));
    start = found.index + found[0].length;
  }
  return [...pieces, text.slice(start)];
}
