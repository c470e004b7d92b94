import { parseLiteral } from './json/literal.ts';

/** A key and its value: a text of several lines, a list, or the rest of the line. */
const MEMBER = /^[ \t]*([\w-]+)[ \t]*=[ \t]*(?:"""([\s\S]*?)"""|'''([\s\S]*?)'''|(\[[^[\]]*\])|([^\n]*))/gm;

/** The tables of a list in TOML, such as all `[[papers]]`. A value that cannot be read stays as it is written. */
export const tomlTables = (text: string): unknown[] =>
  text
    .split(/^[ \t]*\[\[[^\]\n]+\]\].*$/m)
    .slice(1)
    .map((table) =>
      Object.fromEntries(
        Array.from(table.matchAll(MEMBER), ([, key = '', long, literal, list, line]) => [
          key,
          long ?? literal ?? parsed(list ?? line ?? ''),
        ]),
      ),
    );

function parsed(written: string): unknown {
  const bare = written.replace(/\s#[^"']*$/, '').trim();
  const [value] = /^["'[]/.test(bare) ? [parseLiteral(`[${bare}]`)].flat() : [];
  return value ?? bare;
}
