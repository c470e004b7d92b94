type Row = { indent: number; text: string };

/** Levels that a list of papers has at most. */
const DEEPEST = 12;
const KEY = /^("[^"\n]{1,80}"|'[^'\n]{1,80}'|[\p{L}_][\p{L}\p{N}_. -]{0,79}):(?:\s+(.*))?$/u;
const ITEM = /^- *(?=\S)|^-$/;

/**
 * What a list or a mapping says that people write by hand in YAML: texts, lists and mappings, in blocks or in brackets. All leaves
 * are texts; anchors, tags and more than one document are not known. Undefined for any other text. Linear.
 */
export function yaml(text: string): unknown {
  const rows = text
    .replace(/^---[ \t]*\n/, '')
    .split('\n')
    .map((line) => ({ indent: line.search(/\S/), text: line.trimEnd().trimStart() }));
  const reading = new Reading(rows);
  const found = reading.block(0, 0);
  return reading.isRead ? found : undefined;
}

class Reading {
  #at = 0;
  readonly #rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  get isRead(): boolean {
    const row = this.#next();
    return row === undefined || /^(?:\.\.\.|---)$/.test(row.text);
  }

  /** The next line that says something. */
  #next(): Row | undefined {
    while (this.#at < this.#rows.length && /^(?:#.*)?$/.test(this.#rows[this.#at]?.text ?? '')) this.#at += 1;
    return this.#rows[this.#at];
  }

  /** What stands at this indent or deeper: a list, a mapping or a text. */
  block(least: number, depth: number): unknown {
    const row = this.#next();
    if (!row || row.indent < least || depth > DEEPEST) return undefined;
    if (ITEM.test(row.text)) return this.#list(row.indent, depth);
    if (KEY.test(row.text)) return this.#mapping(row.indent, depth);
    return undefined;
  }

  #list(indent: number, depth: number): unknown[] {
    const found: unknown[] = [];
    for (let row = this.#next(); row?.indent === indent && ITEM.test(row.text); row = this.#next()) {
      const rest = row.text.replace(ITEM, '');
      if (rest === '' || KEY.test(rest)) {
        // What follows the dash begins a block of its own, as deep as it stands.
        const inner = indent + row.text.length - rest.length;
        if (rest === '') this.#at += 1;
        else Object.assign(row, { indent: inner, text: rest });
        found.push(this.block(indent + 1, depth + 1));
      } else {
        this.#at += 1;
        found.push(this.#value(rest, indent));
      }
    }
    return found;
  }

  #mapping(indent: number, depth: number): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    for (let row = this.#next(); row?.indent === indent; row = this.#next()) {
      const [, key = '', value = ''] = KEY.exec(row.text) ?? [];
      if (key === '') break;
      this.#at += 1;
      const name = key.replace(/^["']|["']$/g, '');
      // A list may stand as deep as its key.
      const listed = this.#next();
      const inner = listed?.indent === indent && ITEM.test(listed.text) ? indent : indent + 1;
      const held = withoutRemark(value) === '' ? this.block(inner, depth + 1) : this.#value(value, indent);
      if (name !== '__proto__') found[name] = held;
    }
    return found;
  }

  /** A value that begins behind a key or a dash, and goes on deeper than that. */
  #value(written: string, indent: number): unknown {
    const scalar = /^([|>])[+-]?\d?$/.exec(withoutRemark(written));
    const more: string[] = [];
    for (let row = this.#rows[this.#at]; row && (row.indent > indent || row.text === ''); row = this.#rows[this.#at]) {
      more.push(row.text);
      this.#at += 1;
    }
    if (scalar) return more.join(scalar[1] === '|' ? '\n' : ' ').trim();
    return flow([written, ...more].join(' ').trim());
  }
}

const withoutRemark = (text: string) => text.replace(/(?:^|\s)#.*$/, '').trim();

/** `[Ann Lee, Bo Xu]`, `"a text"`, `a text # and a remark`. */
function flow(text: string): unknown {
  const [, inside] = /^\[(.*)\]$/s.exec(text) ?? [];
  if (inside !== undefined)
    return Array.from(inside.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"']+(?:'[^,"']*)*/g), ([one]) =>
      flow(one.trim()),
    ).filter((one) => one !== '');
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')(?:\s+#.*)?$/s.exec(text) ?? [];
  if (double !== undefined) return double.replace(/\\(.)/g, '$1');
  if (single !== undefined) return single.replaceAll("''", "'");
  const plain = withoutRemark(text);
  return /^(?:~|null)$/i.test(plain) ? null : plain;
}
