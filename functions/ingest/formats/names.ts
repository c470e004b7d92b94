import { untagged } from '../markup.ts';

/**
 * The people a feed names, each as `Given Family`. One string may hold them all: split at `and`, semicolons, bars or commas,
 * without the affiliations that arXiv sets in brackets. In style `each` a text is one name, in style `and` (BibTeX's) only
 * that word parts them. `Family, Given` is turned round.
 */
export function names(found: readonly string[], style: 'mixed' | 'each' | 'and' = 'mixed'): string[] {
  const plain = found.map((name) => (name.includes('<') ? untagged(name) : name));
  const [only = ''] = plain;
  const people =
    style === 'and'
      ? plain.flatMap((text) => text.split(/\s+and\s+/i))
      : style === 'each' || plain.length !== 1
        ? plain
        : split(only.replace(/\s+/g, ' '));
  return people
    .map((name) => turned(name.trim()))
    .filter((name) => name !== '' && !/^(?:et al\b|others$|and others$|\d+ additional authors)/i.test(name));
}

function split(text: string): string[] {
  if (text.includes(';')) return text.split(';');
  if (text.includes('|')) return text.split('|');
  const joined = text.split(/ and /i);
  if (joined.length > 1 && joined.every((name) => name.split(', ').length === 2)) return joined;
  const pieces = withoutBrackets(text).split(/,\s*(?:and |& )?| and | & /);
  const initials = (piece: string | undefined) => piece !== undefined && /^(?:\p{Lu}\.?[ -]?){1,4}$/u.test(piece.trim());
  if (pieces.length > 1 && pieces.length % 2 === 0 && pieces.every((piece, i) => initials(piece) === (i % 2 === 1)))
    return pieces.flatMap((piece, i) => (i % 2 ? [] : [`${piece}, ${pieces[i + 1]}`]));
  // `van der Berg, Jan` is one name; `Ann Lee, Bo Xu` are two.
  return pieces.length === 2 && joined.length === 1 && !pieces.every((piece) => piece.trim().includes(' ')) ? [text] : pieces;
}

/** Affiliations are nested two deep at most. */
const withoutBrackets = (text: string) => text.replace(/\([^()]{0,500}\)/g, '').replace(/\([^()]{0,500}\)/g, '');

function turned(name: string): string {
  if (!name.includes(',')) return name;
  const [family = '', given, more] = name.replace(/^\{|\}$/g, '').split(/,\s*/);
  if (!given || /^(?:inc|ltd|llc|gmbh)\b/i.test(given)) return name;
  return more === undefined ? `${given} ${family}` : /^(?:jr|sr|i{1,3}|iv)\b/i.test(given) ? `${more} ${family} ${given}` : name;
}
