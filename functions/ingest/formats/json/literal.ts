/**
 * Strings, days, numbers, the constants of Python and JSON, names of arguments, and punctuation with the name of what is called.
 * Any other token makes the text no literal.
 */
const TOKEN = new RegExp(
  [
    String.raw`'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"`,
    String.raw`(?:datetime\.)?date(?:time)?\((\d{4}, ?\d{1,2}, ?\d{1,2})\b[^()]{0,99}(?:\([^()]{0,99}\)[^()]{0,99})?\)`,
    String.raw`(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|\b(None|null|nan|NaN|NA)\b|\b([Tt]rue)\b|\b([Ff]alse)\b`,
    String.raw`([A-Za-z_]\w{0,80})=|(?:[A-Za-z_][\w.]{0,80}(?=\())?([[\]{}(),:])`,
    String.raw`\s+|[\s\S]`,
  ].join('|'),
  'gy',
);

/**
 * Parses a list or a dictionary that a script wrote into one cell: of Python (`['Ann', 'Bo']`, `{'DOI': '10.1/x'}`, `Paper(title='A', authors=[Author('Ann')])`), numpy (no commas), R (`c("Ann")`), Postgres (`{"Ann"}`) or JSON. Numbers become strings. Undefined for any other text. Takes linear time.
 */
export function parseLiteral(text: string): unknown {
  const body = text.trim();
  if (!/^(?:\[.*\]|\{.*\}|\(.*,.*\)|[A-Za-z_][\w.]{0,80}\(.*\))$/s.test(body) || body.length > LONGEST_TEXT) return undefined;
  const parts: string[] = [];
  const opened: { at: number; map: boolean }[] = [];
  let value = false;
  const put = (written: string) => {
    if (value) parts.push(',');
    parts.push(written);
    value = true;
  };
  for (const [whole, single, double, day, number, none, yes, no, name, sign] of body.matchAll(TOKEN)) {
    if (single !== undefined || double !== undefined) put(JSON.stringify(unescaped(single ?? double ?? '')));
    else if (day) put(JSON.stringify(day.replace(/, ?/g, '-')));
    else if (name) {
      const group = opened.at(-1);
      if (!group) return undefined;
      // Values before the first named one get a name, too.
      if (!group.map && value) parts.push('"_":[', ...parts.splice(group.at + 1), ']');
      group.map = true;
      put(`"${name}":`);
      value = false;
    } else if (number !== undefined) put(JSON.stringify(number));
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
      put('{');
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

/** The longest text that is parsed, in characters. */
const LONGEST_TEXT = 64 * 1024 * 1024;

const unescaped = (text: string) =>
  text
    .replace(/\\u([\da-f]{4})|\\x([\da-f]{2})/gi, (_, long, short) => String.fromCharCode(Number.parseInt(long ?? short, 16)))
    .replace(/\\([nrt])/g, ' ')
    .replace(/\\(["'\\/])/g, '$1');
