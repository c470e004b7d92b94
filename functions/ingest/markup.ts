import { decodeHTMLStrict } from 'entities';

/** Tags that separate pieces of text. */
const BLOCKS =
  'p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|sec|section|article|header|footer|table|tbody|tr|td|th|list|list-item|abstract|blockquote|figure|figcaption|img|label';
/** Tags that only format a piece of text. */
const INLINE =
  'a|b|i|u|s|em|strong|small|big|span|font|sub|sup|tt|code|cite|abbr|bold|italic|underline|monospace|sc|scp|strike|style|ext-link|xref|uri|email|inline-formula|disp-formula|alternatives|named-content|styled-content|state|title|fixed-case|tex-math|url|par|button|input';
const ATTRIBUTES = String.raw`(?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>]+))?){0,20}\s*\/?`;
const PREFIX = '(?:jats:|xhtml:|html:)?';
const BLOCK = new RegExp(String.raw`<\/?${PREFIX}(?:${BLOCKS})${ATTRIBUTES}>`, 'gi');
const MATH = new RegExp(
  String.raw`<\/?(?:mml:[a-z]+|math|m(?:i|n|o|row|sub|sup|subsup|text|frac|style|space|fenced))${ATTRIBUTES}>`,
  'gi',
);
const SHIFTED = /<(?:jats:)?(su[bp])>\s*([^<>]{1,24}?)\s*<\/(?:jats:)?\1>/gi;
const PAIR = new RegExp(String.raw`<(${PREFIX}(?:${INLINE}))(?:${ATTRIBUTES})>([^<]*)<\/\1\s*>`, 'gi');
/** A name of two words in italics, such as a species, directly followed by a word: the space between was lost. */
const RUN_IN = /(<(i|em|italic)>[^<]{1,60}(?:\s|&#160;|&nbsp;)[^<]{1,60}\p{L}<\/\2>)(?=\p{L}{2})/giu;
const HEADING = /<(jats:title|title|h[1-6])>\s*([^<]{1,60}?)[.:]?\s*<\/\1>/gi;

/**
 * The text of a piece of HTML or JATS without its tags. Keeps the headings of sections, except "Abstract". Removes only known tags,
 * and inline tags only in pairs: `a < b`, `<s>` and `<sep>` are part of the text. Takes linear time.
 */
export function untagged(raw: string): string {
  let text = /&(?:lt|#60|#x3c|amp);/i.test(raw) ? decodeHTMLStrict(raw) : raw;
  if (/&lt;\/?(?:i|b|em|su[bp]|scp)&gt;/i.test(text)) text = decodeHTMLStrict(text);
  if (!text.includes('<')) return text;
  text = text
    .replace(/<!--.{0,2000}?-->|<!\[CDATA\[|\]\]>/gs, ' ')
    .replace(/<(?:jats:)?tex-math[^<>]*>[^<]*<\/(?:jats:)?tex-math>(?=\s*<mml:)/gi, '')
    .replace(HEADING, (_, _tag, words) => (/^(?:abstract|summary)$/i.test(words) ? ' ' : ` ${words}: `))
    .replace(RUN_IN, '$1 ')
    .replace(MATH, '')
    .replace(BLOCK, ' ')
    .replace(SHIFTED, (_, sign, content) => shifted(sign, content));
  // Each round removes the innermost pairs.
  for (let round = 0; round < 5; round += 1) {
    const next = text.replace(PAIR, '$2');
    if (next === text) break;
    text = next;
  }
  return text;
}

const shifted = (sign: string, content: string) =>
  /^[\d+\-−()]+$/.test(content) ? `${sign.toLowerCase() === 'sub' ? '_' : '^'}{${content.replace('−', '-')}}` : content;
