import { untagged } from '../markup.ts';

/**
 * The people a feed names, each as `Given Family`. One string may hold them all: split at `and`, semicolons, bars or commas,
 * without the affiliations that arXiv sets in brackets. In style `each` a text is one name, in style `and` (BibTeX's) only
 * that word parts them, and braces keep what they hold together. `Family, Given` is turned round.
 */
export function names(found: readonly string[], style: 'mixed' | 'each' | 'and' = 'mixed'): string[] {
  const plain = found.map((name) => (name.includes('<') ? untagged(name.replace(MAIL, ' ')) : name));
  const [only = ''] = plain;
  if (style === 'and') return plain.flatMap((text) => outside(text, /\s+and\s+/gi).map(braced)).filter(isOne);
  const people = style === 'each' || plain.length !== 1 ? plain : split(only);
  return people.map((name) => turned(withoutMail(name).replace(MARKS, '').replace(DEGREES, ''))).filter(isOne);
}

const isOne = (name: string) =>
  name !== '' && !DEGREE.test(name) && !/^(?:et al\b|others$|and others$|\d+ additional authors)/i.test(name);

const MAIL = /[(<[]?\s*(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}\s*[)>\]]?/g;

/** `ann@x.example (Ann Lee)`, `Lee, Ann (ann@x.example)`: the name without the address; empty when there is none. */
function withoutMail(name: string): string {
  const text = name.trim();
  if (!text.includes('@')) return text;
  const rest = text.replace(MAIL, ' ').replace(/\s+/g, ' ').trim();
  // RSS 2.0 has the name in brackets behind the address.
  const [, named = rest] = /^\(([^()]*)\)$/.exec(rest) ?? [];
  return /^(?:help|press|support|info|contact|admin|webmaster|editor|no-?reply|feedback|team)$/i.test(named) ? '' : named;
}

/** Degrees of kinship and marks of footnotes behind a name. */
const MARKS = /(?:[\s,]*(?:[*†‡§¶#✉¹²³⁰⁴-⁹˒]|(?<=[\p{L}.])\d{1,3}(?:,\d{1,3})*|\s\d{4}))+$/u;

/** Degrees and titles behind a name. */
const DEGREE = /^(?:Ph\.?D|M\.?D|M\.?Sc|B\.?Sc|M\.?P\.?H|M\.?A|B\.?A|M\.?S|Dr|Prof|DPhil|MBBS|FRCP|RN)\.?$/;
const DEGREES = new RegExp(`(?:,\\s*${DEGREE.source.slice(1, -1)})+$`);

/**
 * A name, cleaned, without what its container left on it; undefined for what is no name: one with a brace, a bracket, a quote,
 * a backslash, `@`, `%` or a digit is not parsed yet. Groups may have digits.
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
    .replace(/^(?:by|authors?:):? ?/i, '')
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

/** Affiliations are nested two deep at most. Addresses of mail may be what holds the name. */
const withoutBrackets = (text: string) =>
  text.includes('@') ? text : text.replace(/\([^()]{0,500}\)/g, '').replace(/\([^()]{0,500}\)/g, '');

function turned(name: string): string {
  if (!name.includes(',')) return name;
  const [family = '', given, more] = name.split(/,\s*/);
  if (!given || /^(?:inc|ltd|llc|gmbh)\b/i.test(given)) return name;
  return more === undefined ? `${given} ${family}` : /^(?:jr|sr|i{1,3}|iv)\b/i.test(given) ? `${more} ${family} ${given}` : name;
}

/** A part of a name as BibLaTeX labels it: `family=Berg`. */
const LABELLED = /^"?(family|given|prefix|suffix)\s{0,9}=\s{0,9}"?([^"]*)"?$/g;

/** A name in BibTeX: commas inside braces part nothing, and what is in braces as a whole is the name of a group. */
function braced(name: string): string {
  const parts = outside(name.trim(), /\s*,\s*/g);
  const labelled = new Map(parts.flatMap((part) => [...part.matchAll(LABELLED)].map(([, label, value]) => [label, value])));
  if (labelled.has('family') || labelled.has('given'))
    return ['given', 'prefix', 'family', 'suffix'].flatMap((label) => labelled.get(label) ?? []).join(' ');
  const [family = '', given, more] = parts;
  if (!given) return family;
  return more ? `${more} ${family} ${given}` : `${given} ${family}`;
}

/** The pieces of a text, split where braces are not open. */
function outside(text: string, separator: RegExp): string[] {
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
