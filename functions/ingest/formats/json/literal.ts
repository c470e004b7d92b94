/** Strings, numbers, punctuation and the constants of Python and JSON. Any other token makes the text no literal. */
const TOKEN =
  /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(None|null|nan|NaN|NA)|(True|true)|(False|false)|([[\]{}(),:])|\s+|[\s\S]/gy;

/** An object as Python prints it: `arxiv.Result.Author('Ann')`. */
const CALLED = /(?<![\w'"])[A-Za-z_][\w.]{0,80}\(('(?:[^'\\]|\\.){0,300}'|"(?:[^"\\]|\\.){0,300}")\)/g;

/**
 * Parses a list or a dictionary that a script wrote into one cell: of Python (`['Ann', 'Bo']`, `{'DOI': '10.1/x'}`), numpy (no
 * commas), R (`c("Ann")`), Postgres (`{"Ann"}`) or JSON. Numbers become strings. Undefined for any other text. Takes linear time.
 */
export function parseLiteral(text: string): unknown {
  const trimmed = text.trim();
  const body = (/^c\(.*\)$/s.test(trimmed) ? `[${trimmed.slice(2, -1)}]` : trimmed).replace(CALLED, '$1');
  if (!/^(?:\[.*\]|\{.*\}|\(.*,.*\))$/s.test(body) || body.length > 1_000_000) return undefined;
  const parts: string[] = [];
  const opened: { at: number; map: boolean }[] = [];
  let value = false;
  const put = (written: string) => {
    if (value) parts.push(',');
    parts.push(written);
    value = true;
  };
  for (const [whole, single, double, number, none, yes, no, sign] of body.matchAll(TOKEN)) {
    if (single !== undefined || double !== undefined) put(JSON.stringify(unescaped(single ?? double ?? '')));
    else if (number !== undefined) put(JSON.stringify(number));
    else if (none) put('null');
    else if (yes || no) put(yes ? 'true' : 'false');
    else if (sign === ':' || sign === ',') {
      const group = opened.at(-1);
      if (!group) return undefined;
      group.map ||= sign === ':';
      if (sign === ':') parts.push(':');
      value &&= sign === ',';
    } else if (sign && /[[{(]/.test(sign)) {
      if (opened.length > 20) return undefined;
      put(sign === '{' ? '{' : '[');
      opened.push({ at: parts.length - 1, map: false });
      value = false;
    } else if (sign) {
      const group = opened.pop();
      if (!group) return undefined;
      if (!group.map) parts[group.at] = '[';
      parts.push(group.map ? '}' : ']');
      value = true;
    } else if (whole.trim() !== '') return undefined;
  }
  try {
    return JSON.parse(parts.join(''));
  } catch {
    return undefined;
  }
}

const unescaped = (text: string) =>
  text
    .replace(/\\u([\da-f]{4})|\\x([\da-f]{2})/gi, (_, long, short) => String.fromCharCode(Number.parseInt(long ?? short, 16)))
    .replace(/\\([nrt])/g, ' ')
    .replace(/\\(["'\\/])/g, '$1');
