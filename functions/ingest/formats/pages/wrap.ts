/**
 * How a line of prose follows the one before it. On the next line: `full` if the next word would not have fitted, so the text was
 * wrapped here; `ragged` if it would just have fitted; `short` if the break is intended. Otherwise after a `blank` line, after other
 * lines of the `page`, or as the first of another `card`.
 */
export type Break = 'full' | 'ragged' | 'short' | 'blank' | 'page' | 'card';

/** Longer lines are not titles, navigation or names, in characters. */
export const LONG = 200;

/**
 * The column at which a text was hard-wrapped; undefined if it was not. Most lines of a wrapped text end within a word's length
 * before the column, and only a few beyond it (unwrapped titles, long addresses).
 */
export function wrapWidth(lines: readonly string[]): number | undefined {
  const SPREAD = 13;
  const at = new Map<number, number>();
  for (const { length } of lines) at.set(length, (at.get(length) ?? 0) + 1);
  const lengths = [...at.keys()].sort((a, b) => b - a);
  let best = { column: 0, inside: 0, beyond: 0 };
  let beyond = 0;
  for (const column of lengths) {
    let inside = 0;
    for (let length = column; length > column - SPREAD; length -= 1) inside += at.get(length) ?? 0;
    if (inside > best.inside) best = { column, inside, beyond };
    beyond += at.get(column) ?? 0;
  }
  const wrapped =
    lines.length >= 4 && best.column >= 30 && best.inside >= 0.4 * lines.length && best.beyond <= 0.2 * lines.length;
  return wrapped && best.column < 400 ? best.column : undefined;
}

/** How each line follows the one before it, given the wrap width. A last entry is for the end of the file. */
export function breaks(
  prose: readonly { text: string; gap: 'none' | 'blank' | 'page' | 'card' }[],
  width: number | undefined,
): Break[] {
  const blanks = prose.filter(({ gap }) => gap === 'blank').length;
  // A wrapped text with a blank line after nearly every line is double-spaced: its blank lines have no meaning.
  const doubleSpaced = width !== undefined && prose.length > 20 && blanks > 0.9 * prose.length;
  const result: Break[] = prose.map(({ text, gap }, i) => {
    if (i === 0 || gap === 'page' || gap === 'card' || (gap === 'blank' && !doubleSpaced)) return gap === 'none' ? 'page' : gap;
    const above = prose[i - 1]?.text ?? '';
    if (width === undefined) return 'short';
    if (above.length > width) return above.includes(' ') ? 'short' : 'ragged';
    const word = (text.split(' ', 1)[0] ?? '').length + (above.endsWith('-') ? 0 : 1);
    const slack = width - above.length - word;
    return slack < 0 ? 'full' : slack < 8 ? 'ragged' : 'short';
  });
  return [...result, prose[0]?.gap === 'card' ? 'card' : 'page'];
}

/** Joins lines to one text. After a hyphen no space is added, because wrapping breaks there: `human-` `level`. */
export function joinLines(lines: readonly string[]): string {
  let text = '';
  let above = '';
  for (const line of lines) {
    const hyphenated = above.endsWith('-') && /[\p{L}\d]-$/u.test(above) && !/^(?:and|or|to)\b/.test(line);
    text += text === '' || hyphenated ? line : ` ${line}`;
    above = line;
  }
  return text;
}
