/**
 * What never belongs in text that is read: controls, bidi overrides and isolates, zero-width and soft-hyphen characters,
 * private use, tag characters, noncharacters. (`\p{Cs}` cannot occur: the text is made well-formed first.)
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Co}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e0fff}]|\u034f/gu;

/** More marks than any script stacks on one letter: the rest would climb over the lines around it. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/** The same text in NFC, on one line, without characters that hide, reorder or overlap others. White space is collapsed. */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(UNPRINTABLE, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .normalize('NFC')
    .trim();
}
