/** One element of a top-level JSON array: its text, its index, and where it begins, in characters. */
export type Element = { index: number; offset: number; json: string; complete: boolean };

/**
 * Cuts a top-level array into its elements without parsing them, so that one broken element costs only itself. Brackets
 * and strings are tracked; a file cut short yields its last element with `complete: false`.
 */
export function* elements(text: string): Generator<Element> {
  const mark = /["[\]{},]/g;
  mark.lastIndex = text.indexOf('[') + 1;
  let start = mark.lastIndex;
  let depth = 0;
  let index = 0;
  const cut = (end: number, complete: boolean): Element | undefined => {
    const json = text.slice(start, end).trim();
    return json === '' ? undefined : { index: index++, offset: start, json, complete };
  };
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    const char = found[0];
    if (char === '"') {
      mark.lastIndex = endOfString(text, found.index);
    } else if (depth === 0 && (char === ',' || char === ']')) {
      const element = cut(found.index, true);
      if (element) yield element;
      if (char === ']') return;
      start = found.index + 1;
    } else if (char !== ',') depth += char === '{' || char === '[' ? 1 : -1;
  }
  const rest = cut(text.length, false);
  if (rest) yield rest;
}

/** The position after a string's closing quote, or the text's end. */
function endOfString(text: string, open: number): number {
  for (let quote = text.indexOf('"', open + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
