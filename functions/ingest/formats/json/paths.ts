/**
 * Strings (with the colon of a key) and brackets. An unfinished string runs to the end of the text, so matching takes linear
 * time.
 */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?(?:\s{0,99}:)?|[{}[\]]/g;
const TITLE = /^(?:(?:dc:)?\w*title(?:_s|s|_display)?|Title|mainTitle)$/;
const OF_PAPERS = /^(?:abstract\w*|summary|authors?|doi|DOI|arxiv\w*|eprint|journal|url_abs|pdf_url|upvotes)$/;
/** Names of lists that hold papers, for lists that are empty. */
const LISTS = /^(?:papers|results?|data|items|articles|entry|entries|records|works|documents|docs|notes|publications|hits?|)$/;
/** Keys of an error at the top of a document, which is then not an empty list. Crossref's `message` holds its list. */
const FAULT = /^"(?:(?:errors?|detail|exception|fault)"\s*:\s*[{"]\s*"?|message"\s*:\s*")\w/i;
/** The deepest level at which titles are searched. */
const DEEPEST = 12;

type Level = { array: boolean; key: string; title: boolean; ofPapers: boolean };

/** The top-level keys of a document that begins with `head`. A list has none. */
export function topKeys(head: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const [token] of head.matchAll(TOKEN)) {
    if (token === '[' && depth === 0) return [];
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token.endsWith(':')) keys.push(token.slice(1, token.lastIndexOf('"')));
  }
  return keys;
}

/**
 * The paths of the objects with titles in a document that begins with `head`: the outermost lists that hold them; else the objects
 * that hold them under their own keys, such as ids; else the document itself.
 */
export function pathsOf(head: string): string[] {
  const levels: Level[] = [];
  const lists: string[][] = [];
  const keyed: string[][] = [];
  const empty: string[][] = [];
  const found = (path: string[], to: string[][]) => {
    if (!to.some((known) => known.join('\n') === path.join('\n'))) to.push(path);
  };
  let key = '';
  let last = '';
  let [itself, faulty] = [false, false];
  for (const { 0: token, index } of head.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      levels.push({ array: token === '[', key, title: false, ofPapers: false });
      key = '';
    } else if (token === '}' || token === ']') {
      if (token === ']' && last === '[' && LISTS.test(levels.at(-1)?.key ?? '')) found(pathTo(levels, levels.length - 1), empty);
      levels.pop();
    } else if (token.endsWith(':')) {
      key = token.slice(1, token.lastIndexOf('"'));
      const level = levels.at(-1);
      if (level && OF_PAPERS.test(key)) level.ofPapers = true;
      if (level && TITLE.test(key)) level.title = true;
      if (levels.length === 1 && FAULT.test(head.slice(index, index + 200))) faulty = true;
      if (levels.length === 1 && level?.title && level.ofPapers) itself = true;
      if (TITLE.test(key) && levels.length <= DEEPEST) {
        const list = levels.findLastIndex(({ array }) => array);
        if (list >= 0 && levels.length - list <= 4) found(pathTo(levels, list), lists);
        else if (list < 0 && levels.length > 1) found(pathTo(levels, levels.length - 1), keyed);
      }
    } else key = '';
    last = token;
  }
  if (itself) return [''];
  const depth = Math.min(...lists.map((path) => path.length));
  const outermost = lists.filter((path) => path.length === depth);
  if (outermost.length > 0) return generalised(outermost);
  // `{"2401.00001": {"title": …}, …}`
  const siblings = keyed.filter((path) => path.length === keyed[0]?.length);
  if (siblings.length > 1 || /\d{3}/.test(siblings[0]?.at(-1) ?? '')) return generalised(siblings);
  return siblings.length > 0 ? [''] : (faulty ? [] : empty).slice(0, 1).map((path) => path.join('.'));
}

const pathTo = (levels: readonly Level[], to: number) => levels.slice(1, to + 1).map(({ key }) => key);

/** Lists side by side, or under a day, get one path with `*`, which also covers lists beyond the head. */
function generalised(paths: string[][]): string[] {
  const [first = []] = paths;
  const varies = (key: string, level: number) => /\d{3}/.test(key) || paths.some((path) => path[level] !== key);
  return [first.map((key, level) => (varies(key, level) ? '*' : key)).join('.')];
}
