import { isDay } from '../../../domain/listing-day.ts';
import { isPageWords } from '../pages/lines.ts';
import { isPaper, LINK, type Piece, plain } from './paper-links.ts';

/** Words of a link that are a label, such as "PDF" or "code", and not a title. */
const LABEL = new RegExp(
  String.raw`^[\W_]*(?:${[
    String.raw`pdf|html|abs(?:tract)?|(?:arxiv[ :]?)?(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})(?:v\d+)?(?: \[[\w.-]+\])?|https?:\S*|10\.\d{4,9}\/\S*|arxiv(?:[ :]\S+)?(?: page| link| pdf)?|paper(?: link| page| pdf)?|full[- ]?text.{0,20}|code|github|project(?: page| website)?|(?:web)?site|home ?page|links?|here|url|doi(?:[ :].*)?`,
    `openreview|semantic scholar|acl(?: anthology)?|alphaxiv|hugging ?face|hf|springer|nature|science(?:direct)?|elsevier|ieee|acm|pubmed|biorxiv|medrxiv|tweet|twitter|x|blog|videos?|youtube|slides|poster|demo|data(?:set)?s?|models?|bib(?:tex)?|cite`,
    String.raw`(?:save )?(?:cite )?cited by.*|related articles|all \d+ versions|save|library|supp\w*(?: material)?|appendix|read(?: more| (?:the )?paper| online)?|view.{0,20}|download.{0,20}|see (?:more|all).{0,20}|more|sources?|v\d+|\d+ (?:citations?|authors?|comments?|votes?)|pmid.*|pmc.*`,
    String.raw`free (?:pmc )?article|(?:pdf|html)\] \S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}|.{0,40} track|(?:proceedings of|volume \d+).{0,200}|.{0,200}\((?:eds?\.?|editors?)\)|save to .{0,20}|expand|collapse|show (?:more|less)|alert.{0,20}|create alert|preprint|publication|reviews?|unsubscribe.{0,40}|manage.{0,40}|cancel.{0,20}|browse.{0,40}|search.{0,20}|notion|local|camera[- ]ready|official|published(?: version)?|conference|journal|proceedings|ai2? ?reader|reader|add to .{0,20}|tl;?dr|summary|citations?|references`,
    '(?:(?:the|our|my|a|new) )*(?:paper|preprint|article) (?:on|about|with) .*',
    '(?:the|this|that|their|our|his|her|its|an?) (?:.{0,60} )?(?:paper|preprint|article)|(?:this|that|their|our|his|her) (?:work|study|report)',
  ].join('|')})[\W_]*$`,
  'i',
);
/** Marks of lists, tables and quotes at the start of a line. */
export const MARKS =
  /^(?:[>|\s]|\[\[[^[\]\n]{1,80}\]\] |\[(?:pdf|html|book|doc|citation|[bc])\] (?!\()|[-*+•▪◦·–] |#{1,6} |\(?\d{1,4}[.)] |\[\d{1,4}\] |\[[ x]\] |\d\ufe0f?\u20e3|\p{Extended_Pictographic}|\ufe0f)+/iu;
/** Stands where a link was. */
const GONE = '\ue01f';

/** True if the words of a link are a label and not a title. `labels` are the words by which this text links to several papers. */
export const isLabel = (words: string, labels: ReadonlySet<string>) =>
  !/\p{L}/u.test(plain(words)) || LABEL.test(plain(words)) || labels.has(plain(words));

/**
 * The title in a line and the text after it. `sure`: the title is the words of a link, bold, or a cell of a table. Otherwise it is
 * the words before a link that is only a label, which may be anything.
 */
type Titled = { title: string; rest: string; sure: boolean; people?: string };

export function titleIn(line: string, found: readonly Piece[], labels: ReadonlySet<string> = new Set()): Titled | undefined {
  const listed = isListed(line);
  const sentence = isSentence(found);
  let before = '';
  for (const [i, { words, url }] of found.entries()) {
    if (url === undefined) before += words;
    else if (
      isPaper(url) &&
      !(sentence && (!listed || /\p{L}[^:)\]–—-]*$/u.test(plain(before.replace(MARKS, ''))))) &&
      !GOES_ON.test(before) &&
      !ENDING.test(found[i + 1]?.words ?? '') &&
      !isLabel(words, labels) &&
      isTitle(plain(words)) &&
      plain(before.replace(MARKS, '')).length <= (listed ? 120 : 40)
    )
      return {
        title: ended(CITED.exec(plain(words))?.[1] ?? words),
        rest: rest(found.slice(i + 1)),
        sure: true,
        ...linkedPeople(found.slice(i + 1)),
      };
  }
  // The title may link to a project, and a second link to the paper.
  const [title, ...behind] = found.slice(found[0]?.url === undefined ? 1 : 0);
  if (
    listed &&
    !sentence &&
    title?.url &&
    /^[\W_]*$/.test(plain(wordsBefore(found).replace(MARKS, ''))) &&
    isLoneTitle(plain(title.words), 4) &&
    behind.some(({ words, url }) => url && isPaper(url) && isLabel(words, labels)) &&
    !behind.some(({ words, url }) => url === undefined && /\p{Ll}{2,} \p{Ll}{2,} /u.test(words))
  )
    return { title: ended(title.words), rest: rest(behind), sure: true };
  // A link with other words than a label is part of a sentence about the paper.
  if (found.some(({ words, url }) => url && isPaper(url) && words !== '' && !isLabel(words, labels))) return undefined;
  const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/) : [line];
  for (const cell of cells) {
    const bare = cell
      .replace(MARKS, '')
      .replace(LINK, GONE)
      .replace(/\*\*[\s\ue01f]*\*\*/g, GONE);
    const words = bare.replace(BEFORE, '');
    const [, bold, after] = /^\*\*([^*]{3,400})\*\*(.*)$/.exec(words) ?? [];
    if (bold && isTitle(plain(bold), 3)) return { title: ended(bold), rest: tail(after ?? ''), sure: true };
    const [, marked, strong, unmarked, stated] = SIGNED.exec(words) ?? [];
    const people = marked ?? unmarked ?? '';
    const signed = strong ?? stated ?? '';
    if ((isPeople(people) || isOneName(people)) && isTitle(signed)) return { title: ended(signed), rest: '', sure: true, people };
    const [, by = '', quoted, behind] = /^(?:([^“”"]{0,300})[,.:] ?)?[“"]([^“”"]{10,400}?)[,.]?[”"](.*)$/.exec(words) ?? [];
    if (quoted && isLoneTitle(quoted, 2) && !SENTENCE.test(quoted))
      return {
        title: ended(quoted),
        rest: tail(behind ?? ''),
        sure: false,
        ...(isPeople(by) || isOneName(by) ? { people: by } : {}),
      };
    const [, apa] =
      /\((?:19|20)\d{2}[a-z]?\)[.,:] ([^.?!]{10,300}(?:[?!](?:(?![^.?!]*,? \d+ ?\()(?! [^.?!]*, \d+,) [^.?!()]{5,200}(?=\. ))?)?)/.exec(
        words,
      ) ?? [];
    if (apa && isTitle(apa)) return { title: ended(apa), rest: '', sure: false };
    const [said = ''] = plain(words).split(GONE);
    const [named = '', ...others] = said
      .replace(/[\s([:|,–—-]+$/, '')
      .replace(/^[\s:–—-]+/, '')
      .split(/ [-–—] | \| |\t|\s{2,}/);
    const first = ended(named.replace(APPEARED, ''));
    const numbered = /^\s*\**\d{1,3}[.)] /.test(cell);
    const behindLink = !listed && bare.trimStart().startsWith(GONE);
    if (
      !sentence &&
      isTitle(first, numbered ? 3 : 6) &&
      !(/^\p{Lu}\. \p{Lu}\p{Ll}/u.test(first) && isPeople(`${first}, ${first}`)) &&
      !SENTENCE.test(first) &&
      isLoneTitle(first, behindLink ? 4 : cells.length > 1 ? 3 : 2)
    )
      return { title: first, rest: tail(others.join(' - ')), sure: cells.length > 1 };
  }
  return undefined;
}

/** The authors behind a title, if they link to the paper too. */
function linkedPeople(found: readonly Piece[]): { people?: string } {
  const people = found.find(
    ({ words, url }) => url && isPaper(url) && !LABEL.test(words) && (isPeople(words) || isOneName(words)),
  );
  return people ? { people: people.words } : {};
}

/** The words before the first link. */
const wordsBefore = ([first]: readonly Piece[]) => (first?.url === undefined ? (first?.words ?? '') : '');

/** True for an item of a list, a row of a table or a heading. */
const isListed = (line: string) => /^(?:[>\s]*)(?:[-*+•|]|\d{1,4}[.)] |#)/.test(line);

/** The end of a word of which a link is the stem, in Korean or Japanese. */
const ENDING = /^(?:\([^()]{1,20}\))?[\p{Script=Hangul}\p{Script=Hiragana}]/u;

/** True if a sentence goes on after a link: `Ann thinks … is wrong`. Authors, venue and code after a link do not count. */
export const isSentence = ([first, ...found]: readonly Piece[]) =>
  first?.url === undefined &&
  /\p{L}/u.test(first?.words ?? '') &&
  found.some(
    ({ words, url }) =>
      url === undefined &&
      (/^[)\]]?[,;]? ?(?!by\b|in\b|at\b|with\b|and\b|code\b|et al)\p{Ll}{2,} /u.test(words) ||
        /^[)\]]?[.,;]? \p{Lu}\p{Ll}* (?:[\p{L}']+ ){3,}/u.test(words)),
  );

/**
 * The title in a line whose only words with a link are a title, perhaps behind its authors and a year. Such a link may lead anywhere:
 * those of the paper stand in the next line.
 */
export function linkedTitle(found: readonly Piece[]): { title: string; authors?: string } | undefined {
  const at = found.findIndex(({ words, url }) => url && isTitle(plain(words)) && words.split(' ').length > 3 && !isPeople(words));
  if (at < 0 || found.slice(at + 1).some(({ url }) => url)) return undefined;
  const title = ended(found[at]?.words ?? '');
  const authors = found
    .slice(0, at)
    .map(({ words }) => plain(words))
    .join(' ')
    .replaceAll('~', ' ')
    .replace(MARKS, '')
    .replace(/[\s.,:]*(?:\((?:19|20)\d{2}[a-z]?\)[\s.,:]*)?$/, '')
    .replace(/,? et\.? al$/i, '')
    .replace(/ +(?=,)/g, '');
  return authors === '' ? { title } : isPeople(authors) || isOneName(authors) ? { title, authors } : undefined;
}

/** True if words without a link may be a title: they are at least `words` words, and no note, log, time or code. */
export function isLoneTitle(text: string, words: number): boolean {
  const letters = text.match(/[\p{L}\s]/gu)?.length ?? 0;
  return (
    isTitle(text, 3) &&
    (text.trim().split(/\s+/).length >= words || /[^\p{Script=Latin}\P{L}]/u.test(text)) &&
    letters >= 0.7 * text.length &&
    !NOTE.test(text) &&
    !/\bplease (?:cite|star|open|see)\b/i.test(text) &&
    !/\b\d{1,2}:\d{2}\b|\b(?:INFO|WARN(?:ING)?|ERROR|DEBUG)\b|^(?:BEGIN|END|commit|\p{Lu}{4,}):? ?\S*$|[\\{};<>=]|\w\(\)|^\W*#|^["'`]{2}|\[\[|\]\(|^\p{Ll}[\p{Ll}\d_-]*: |^(?:import|from|class|def|return|see|dear|hi|hello)\b(?! .*:)|^I \p{Ll}/u.test(
      text,
    )
  );
}

/** An unfinished sentence, two sentences, or a remark. */
const SENTENCE =
  /[\p{Ll})](?:\. \p{Lu}|[!?] \p{Lu}\S* \p{Ll})|^(?:This|That|These|Here|Just|Great|Nice|Cool|Interesting|Check|Wow)\b,? \p{Ll}|\b(?:in|by|of|see|from|at|on|the|with|to|and|our|via|is|are|here)$/u;
/** `Ann Lee, Bo Xu. **Title**. Venue`, `Ann Lee, Bo Xu. Title. Venue`. */
const SIGNED = /^(?:([^*:]{5,400})[.:] \*\*([^*]{6,400})\*\*|([^.*:]{5,400})[.:] ([^.*]{10,300})\. (?=.))/;
/** The start of a sentence that the words of a link continue: `Support for [lists](…)`. */
const GOES_ON = /(?:^|\s)\p{Ll}+ $/u;
/** The beginning of a note, not of a title: `look at this`. */
const NOTE = /^\p{Ll}{2,}[ ,]/u;
/** Marks, links, days and venues before a title: `**[ACL 2026]** On Lists`. */
const BEFORE =
  /^(?:\*\*\[[^[\]*]{0,30}\d[^[\]*]{0,30}\]\*\*|\[[^[\]*]{0,30}\d[^[\]*]{0,30}\](?=\s)|[\s[\]()|,:\ue01f]|\[?\b(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?\b\]?)+/;
/** A venue after a title: `, ACL 2026`, `(NeurIPS’25)`, `, *Journal of Lists*`. */
const APPEARED =
  /(?:,| (?=[([])) ?(?:\[[^[\]]{2,60}\d{2}[^[\]]{0,20}\]|\*[^*]{2,80}\*|_[^_]{2,80}_|\(?(?:arXiv|\p{Lu}[\p{L}&]*\p{Lu}[\p{L}&]*)[ '’:]?\d[\d.]{1,9}(?:, (?:19|20)\d{2})?\)?)[.\s]*$/u;
/** A title without its label, its number, the quotes around it and the stop after it. */
export const ended = (title: string) =>
  plain(title)
    .replaceAll('\\|', '|')
    .replace(ET_AL, '')
    .replace(/ (?:⭐|★|🌟)\ufe0f? ?[\d.,]{1,8}k?$/u, '')
    .replace(/^(?:paper )?title ?: ?/i, '')
    .replace(/^\d{1,3}[.)]{1,2} /, '')
    .replace(/^["“](.*)["”]$/, '$1')
    .replace(/^["“](?=[^"”]*$)|(?<=^[^"“]*)["”]$/g, '')
    .replace(/(?<![.])[.]$/, '')
    .trim();
const tail = (text: string) =>
  plain(text.replaceAll(GONE, ''))
    .replace(/^[\s:–—.,-]+/, '')
    .trim();
const rest = (after: readonly Piece[]) =>
  tail(after.map(({ words, url }) => (url !== undefined && LABEL.test(plain(words)) ? '' : words)).join(''));

/**
 * True if words may be a title: they are not a label, a day, an address or words of the page, and have at least `least` letters.
 */
export function isTitle(text: string, least = 6): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    letters >= least &&
    text.length <= 320 &&
    !LABEL.test(text) &&
    !/^https?:|^arxiv:|^10\.\d{4,}\/|[:,;={]$|^(?:\/|const |import |export )/i.test(text) &&
    !isDay(text) &&
    !isPageWords(text) &&
    !/^(?:submitted|posted|published|updated|created) (?:by|on)\b|^showing \S+ \d|\b(?:results? for|showing \d+ of|unsubscribe|sent because|this (?:e-?mail|message))\b/i.test(
      text,
    )
  );
}

const ONE_NAME = String.raw`\p{Lu}[\p{L}'’.-]*(?: (?:\p{Lu}[\p{L}'’.-]*|d[aeiu]|de[lnr]|l[ae]|v[ao]n|bin|al)){1,4}`;
/** Authors after a title, with "et al.". */
const ET_AL = new RegExp(String.raw`,? ${ONE_NAME}(?:, ${ONE_NAME}){0,10},? et al\.?$`, 'u');
/** A byline of Google Scholar: `A Lee, B Xu - Journal, 2026`. */
export const BYLINE = new RegExp(String.raw`^(${ONE_NAME}(?:, ${ONE_NAME}){0,30}(?:…|\.\.\.)?),? ?- .*\b(?:19|20)\d{2}\b`, 'u');

/**
 * True for a byline of Google Scholar's alerts, whose names begin with initials. Bylines in search results end with a host and do
 * not count.
 */
export const isScholarByline = (line: string): boolean =>
  /^\p{Lu}{1,4} \p{L}/u.test(line) && BYLINE.test(line) && !/ - [\w-]+(?:\.[\w-]+)+$/.test(line);

/** The day behind the authors. */
const DATED = /[\s,·•|-]+(?:published|submitted|posted|updated)\b.{0,20}\b(?:19|20)\d{2}\b.*$/i;
/** A citation as the words of a link: `Lee et al. (2026) On Lists`, `Lee, A., & Xu, B. (2026). On Lists. Journal, 3(2)`. */
const CITED = /^\p{Lu}[^()]{1,300} \((?:19|20)\d{2}[a-z]?\)[.,:]? ([^.?!]{10,300}[?!]?)(?=$|[.?!] )/u;

/** Words in italics. */
const EMPHASISED = /(?<![*_\w])[*_]([^*_]{3,2000})[*_](?![*_\w])/g;
const AND_OTHERS = new RegExp(String.raw`^(${ONE_NAME}(?:, ${ONE_NAME}){0,30}),? et\.? ?al\b`, 'u');

/** The authors in the text after a title: names in italics, `Ann Lee et al.`, or a first sentence of names. */
export function peopleIn(text: string): string | undefined {
  const [first = ''] = text.replace(/^[\W_]*by /, '').split(/[.;] |\n/, 1);
  return [...Array.from(text.matchAll(EMPHASISED), ([, words = '']) => words), AND_OTHERS.exec(text)?.[1] ?? first].find(
    (words) => isPeople(words) || (words !== first && isOneName(words)),
  );
}

/**
 * The authors, if a line has only names, perhaps with a venue after a semicolon: `Ann Lee, Bo Xu; Proceedings of X`. `sure`: it is a
 * byline at any place in the text, because it has a venue, three or more names or a comma at its end, or links to people (`linked`).
 */
export function bylineOf(text: string, linked: boolean): { people: string; sure: boolean } | undefined {
  const emphasised = /^[*_][^*_]+[*_][.,;]?$|^By /.test(text);
  const bare = text.replace(/^By /, '').replace(/(?<!\w)[_*]|[_*](?!\w)/g, '');
  const [, named = bare, place] =
    /^([^;]{3,3000}); (?=.*\b(?:PMLR|JMLR|Proceedings|Journal|Transactions|(?:19|20)\d{2})\b)(.*)$/.exec(bare) ?? [];
  const dated = named.replaceAll(' | ', ', ').replace(DATED, '');
  const people = dated.replace(/,? et\.? al\.*$/i, '');
  const open = people.endsWith(',');
  const marked = linked || emphasised || open || place !== undefined || people !== dated;
  if (!isPeople(people) && !(marked && isOneName(people.replace(/,$/, '')))) return undefined;
  return { people, sure: marked || people.split(',').length > 2 };
}

/** True if a text looks like the name of one person. */
export const isOneName = (text: string): boolean => text.length < 60 && NAME.test(text);

/** True for a line of names: `Ann Lee, Bo van der Berg and Cy Day`. */
export function isPeople(text: string): boolean {
  const people = text.split(/, (?:and )?| and |; | & /, 200);
  const named = people.filter((name) => NAME.test(name)).length;
  return people.length > 1 && text.length < 4000 && named >= 0.8 * people.length;
}
const NAME =
  /^\p{Lu}[\p{L}\p{M}'’.()–-]*(?: (?:[\p{Lu}(][\p{L}\p{M}'’.()–-]*|de|da|del|der|den|di|du|la|le|van|von|bin|al|el|y)){1,4}$/u;
