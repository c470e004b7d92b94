/** A column of titles: `"title": {"0": "On Lists"` or `"title": ["On Lists", "`. */
const COLUMN = /"\w*title"\s*:\s*(?:\{\s*"\d+"\s*:\s*"|\[\s*"(?:[^"\\]|\\.){0,2000}"\s*,\s*")/;
/** The names of the columns, before rows that are lists: `"columns": ["id", "title"`. */
const NAMES = /"columns"\s*:\s*\[(?:\s*"[^"]{1,100}"\s*,){0,100}\s*"\w*title"/;

/** How a table stored by columns begins, as pandas and other tools write it. */
export const COLUMNS = [/^\s*\{/, new RegExp(`${COLUMN.source}|${NAMES.source}`, 'i')];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The rows of such a table as objects. */
export function rowsOf(value: unknown): Record<string, unknown>[] {
  if (!isObject(value)) return [];
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data))
    return data.map((row) => Object.fromEntries(columns.map((name, i) => [String(name), isObject(row) ? row[i] : undefined])));
  const held = Object.entries(value).filter((column): column is [string, Readonly<Record<string, unknown>>] =>
    isObject(column[1]),
  );
  const keys = [...new Set(held.flatMap(([name, column]) => (/title/i.test(name) ? Object.keys(column) : [])))];
  return keys.map((key) => Object.fromEntries(held.map(([name, column]) => [name, column[key]])));
}
