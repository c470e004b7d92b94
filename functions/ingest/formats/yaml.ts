type Row = { indent: number; text: string };

/** The deepest level that is read. */
const DEEPEST = 12;
const KEY = /^("[^"\n]{1,80}"|'[^'\n]{1,80}'|[\p{L}_][\p{L}\p{N}_. -]{0,79}):(?:\s+(.*))?$/u;
const ITEM = /^- *(?=\S)|^-$/;
/** A member of `{title: "On Lists", year: 2026}`. */
const MEMBER = /([\w-]{1,80}): *("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\]|[^,{}]*)/g;
const SCALAR = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"']+(?:'[^,"']*)*/g;

/**
 * Parses the YAML that people write by hand: texts, lists and mappings, in blocks or in brackets. Leaves are texts or null. Anchors,
 * tags and several documents are not supported. Undefined for any other text. Takes linear time.
 */
export function parseYaml(text: string): unknown {
  const lines = text.replace(/^---[ \t]*\n/, '').split('\n');
  const rows: Row[] = lines.map((line) => ({ indent: line.search(/\S/), text: line.trim() }));
  let at = 0;
  /** The next line that is neither blank nor a comment. */
  const next = (): Row | undefined => {
    while (at < rows.length && /^(?:#.*)?$/.test(rows[at]?.text ?? '')) at += 1;
    return rows[at];
  };
  /** The list or mapping that begins at this indent or deeper. */
  const block = (least: number, depth: number): unknown => {
    const row = next();
    if (!row || row.indent < least || depth > DEEPEST) return undefined;
    return ITEM.test(row.text) ? list(row.indent, depth) : KEY.test(row.text) ? mapping(row.indent, depth) : undefined;
  };
  const list = (indent: number, depth: number): unknown[] => {
    const found: unknown[] = [];
    for (let row = next(); row?.indent === indent && ITEM.test(row.text); row = next()) {
      const rest = row.text.replace(ITEM, '');
      // A key or another dash after the dash begins a mapping or a list at its own indent.
      const inner = KEY.test(rest) || ITEM.test(rest);
      if (inner) rows[at] = { indent: indent + row.text.length - rest.length, text: rest };
      else at += 1;
      found.push(rest === '' || inner ? block(indent + 1, depth + 1) : value(rest, indent));
    }
    return found;
  };
  const mapping = (indent: number, depth: number): Record<string, unknown> => {
    const found: Record<string, unknown> = {};
    for (let row = next(); row?.indent === indent; row = next()) {
      const [, key, written = ''] = KEY.exec(row.text) ?? [];
      if (key === undefined) break;
      at += 1;
      // A list may have the same indent as its key.
      const below = next();
      const inner = below?.indent === indent && ITEM.test(below.text) ? indent : indent + 1;
      const held = withoutRemark(written) === '' ? block(inner, depth + 1) : value(written, indent);
      const name = key.replace(/^["']|["']$/g, '');
      if (name !== '__proto__') found[name] = held;
    }
    return found;
  };
  /** A value that begins after a key or a dash and goes on in lines with a deeper indent. */
  const value = (written: string, indent: number): unknown => {
    const more: string[] = [];
    for (let row = rows[at]; row && (row.indent > indent || row.text === ''); row = rows[++at]) more.push(row.text);
    const [, sign] = /^([|>])[+-]?\d?$/.exec(withoutRemark(written)) ?? [];
    return sign ? more.join(sign === '|' ? '\n' : ' ').trim() : flow([written, ...more].join(' ').trim());
  };
  const found = block(0, 0);
  return /^(?:\.\.\.|---)?$/.test(next()?.text ?? '') ? found : undefined;
}

const withoutRemark = (text: string) => text.replace(/(?:^|\s)#.*$/, '').trim();

/** The value of `[Ann Lee, Bo Xu]`, `"a text"` or `a text # and a comment`. */
function flow(text: string): unknown {
  const [, inside] = /^\[(.*)\]$/s.exec(text) ?? [];
  if (inside !== undefined) return (inside.match(SCALAR) ?? []).map((one) => flow(one.trim())).filter((one) => one !== '');
  const [, members] = /^\{(.*)\}$/s.exec(text) ?? [];
  if (members !== undefined)
    return Object.fromEntries(Array.from(members.matchAll(MEMBER), ([, key = '', held = '']) => [key, flow(held.trim())]));
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')(?:\s+#.*)?$/s.exec(text) ?? [];
  if (double !== undefined) return double.replace(/\\(.)/g, '$1');
  if (single !== undefined) return single.replaceAll("''", "'");
  return /^(?:~|null)$/i.test(withoutRemark(text)) ? null : withoutRemark(text);
}
