/** Columns of the text part (RFC 5322 asks for at most 78, quoting needs a few). */
const COLUMNS = 72;

/** Letters a terminal draws two columns wide. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60]/u;

/** Columns a text takes: marks stack on their letter and take none. */
function width(text: string): number {
  if (/^[ -~\u2010-\u2027]*$/.test(text)) return text.length;
  return Array.from(text, columns).reduce((sum, n) => sum + n, 0);
}
const columns = (char: string): number => (/\p{M}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1);

/** A full-width rule. As first line of a mail it also keeps what follows from looking like a header. */
export const rule = (stroke: string) => stroke.repeat(COLUMNS);

/** A section's heading, underlined. */
export const heading = (text: string) => `${text.toUpperCase()}\n${'-'.repeat(Math.min(width(text), COLUMNS))}`;

/**
 * Fills paragraphs of 72 columns, `first` before the first line and as many spaces before the others. URLs are never
 * broken; other words are, where they are longer than a line.
 */
export function fill(text: string, first = ''): string {
  const room = COLUMNS - first.length;
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((w) => pieces(w, room))) {
    const taken = width(word);
    if (line && used + 1 + taken > room) {
      lines.push(line);
      [line, used] = [word, taken];
    } else [line, used] = line ? [`${line} ${word}`, used + 1 + taken] : [word, taken];
  }
  return [...lines, line].map((l, i) => (i === 0 ? first : ' '.repeat(first.length)) + l).join('\n');
}

/** The word itself, or its parts of at most `room` columns. Chinese and Japanese, written without spaces, break here. */
function pieces(word: string, room: number): string[] {
  if (2 * word.length <= room || width(word) <= room || /^https?:/.test(word)) return [word];
  const parts: string[] = [];
  let [part, used] = ['', 0];
  for (const char of word) {
    const taken = columns(char);
    if (used + taken > room) {
      parts.push(part);
      [part, used] = ['', 0];
    }
    part += char;
    used += taken;
  }
  return [...parts, part];
}

const INDENT = ' '.repeat(4);
/** A paragraph under a title. */
export const indent = (text: string) => fill(text, INDENT);
/** A link under a title, on a line of its own, if there is one. */
export const indented = (url: string | undefined) => (url ? [INDENT + url] : []);
