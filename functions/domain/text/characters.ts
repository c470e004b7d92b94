/**
 * Characters to remove, because they print nothing but can hide, reorder or join others: controls, bidi overrides and isolates,
 * zero-width characters, tags, private use, noncharacters. (`\p{Cs}` cannot occur: the text is made well-formed first.)
 */
const UNPRINTABLE = /[\p{Cc}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffc]/gu;

/** A letter keeps four marks: enough for Vietnamese, pointed Hebrew and Tibetan, too few to cover other lines. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Two spaces, or a character that `printable` may have to change. The others are printable, and NFC never changes them, whatever
 * is next to them. Most texts hold only those.
 */
const MAY_CHANGE =
  / {2}|[^ -~\u00a1-\u00ac\u00ae-\u02af\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u2010-\u2027\u2030-\u205e\u2070-\u209c\u2190-\u22ff]/;

/** The text in NFC, on one line, without characters that hide, reorder or cover others. White space is collapsed. */
export function printable(text: string): string {
  const trimmed = text.trim();
  if (!MAY_CHANGE.test(trimmed)) return trimmed;
  const line = trimmed.replace(/ \s+|[^\S ]\s*/g, ' ');
  if (!MAY_CHANGE.test(line)) return line;
  return line.toWellFormed().replace(UNPRINTABLE, '').replace(STACKED_MARKS, '$1').replace(/ {2,}/g, ' ').normalize('NFC').trim();
}
