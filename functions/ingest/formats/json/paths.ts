/** Strings (with the colon of a key) and brackets. A string that is cut off ends the text, so this never looks twice. */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?(?:\s{0,99}:)?|[{}[\]]/g;
const TITLE = /^(?:(?:dc:)?\w*title(?:_s|s|_display)?|Title|mainTitle)$/;
const OF_PAPERS = /^(?:abstract\w*|summary|authors?|doi|DOI|arxiv\w*|eprint|journal|url_abs|pdf_url|upvotes)$/;
/** Names of lists that would hold papers if they held anything. */
const LISTS = /^(?:papers|results?|data|items|articles|entry|entries|records|works|documents|docs|notes|publications|hits?|)$/;
/** A document that begins with one of these says why it has no papers: that is no empty list. Crossref's `message` holds its list. */
const FAULT = /^"(?:(?:errors?|detail|exception|fault)"\s*:\s*[{"]\s*"?|message"\s*:\s*")\w/i;
/** Levels down to which titles are looked for. */
const DEEPEST = 12;

type Level = { array: boolean; key: string; title: boolean; ofPapers: boolean };

/** The keys at the top of a document that begins like this; a list has none. */
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
 * Where the objects with titles are in a document that begins like this: the paths of the lists that hold them, the
 * outermost; or of objects that hold them under keys of their own, such as their ids; or the document itself.
 */
export function placesOf(head: string): string[] {
  const levels: Level[] = [];
  const lists: string[][] = [];
  const named: string[][] = [];
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
        else if (list < 0 && levels.length > 1) found(pathTo(levels, levels.length - 1), named);
      }
    } else key = '';
    last = token;
  }
  if (itself) return [''];
  const depth = Math.min(...lists.map((path) => path.length));
  const outermost = lists.filter((path) => path.length === depth);
  if (outermost.length > 0) return generalised(outermost);
  // `{"2401.00001": {"title": …}, …}`
  const siblings = named.filter((path) => path.length === named[0]?.length);
  if (siblings.length > 1 || /\d{3}/.test(siblings[0]?.at(-1) ?? '')) return generalised(siblings);
  return siblings.length > 0 ? [''] : (faulty ? [] : empty).slice(0, 1).map((path) => path.join('.'));
}

const pathTo = (levels: readonly Level[], to: number) => levels.slice(1, to + 1).map(({ key }) => key);

/** Lists side by side, or named by a day: so are the others that the head does not show. */
function generalised(paths: string[][]): string[] {
  const [first = []] = paths;
  const several = paths.length > 1 || /\d{3}/.test(first.at(-1) ?? '');
  return [(several ? [...first.slice(0, -1), '*'] : first).join('.')];
}
