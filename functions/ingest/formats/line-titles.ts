import { isDay } from '../../domain/listing-day.ts';
import { isChrome } from './page-lines.ts';
import { isPaper, LINK, type Piece, plain } from './paper-links.ts';

/** A link's words that name what it leads to, not the paper. */
const LABEL = new RegExp(
  String.raw`^[\W_]*(?:${[
    String.raw`pdf|html|abs(?:tract)?|arxiv(?:[ :]\S+)?(?: page| link| pdf)?|paper(?: link| page| pdf)?|full[- ]?text.{0,20}|code|github|project(?: page| website)?|(?:web)?site|home ?page|links?|here|url|doi(?:[ :].*)?`,
    `openreview|semantic scholar|acl(?: anthology)?|alphaxiv|hugging ?face|hf|springer|nature|science(?:direct)?|elsevier|ieee|acm|pubmed|biorxiv|medrxiv|tweet|twitter|x|blog|videos?|youtube|slides|poster|demo|data(?:set)?s?|models?|bib(?:tex)?|cite`,
    String.raw`cited by.*|related articles|all \d+ versions|save|library|supp\w*(?: material)?|appendix|read(?: more| (?:the )?paper| online)?|view.{0,20}|download.{0,20}|see (?:more|all).{0,20}|more|sources?|v\d+|\d+ (?:citations?|authors?|comments?|votes?)|pmid.*|pmc.*`,
    `free (?:pmc )?article|preprint|publication|reviews?|unsubscribe.{0,40}|manage.{0,40}|cancel.{0,20}|browse.{0,40}|search.{0,20}|notion|local|camera[- ]ready|official|published(?: version)?|conference|journal|proceedings|ai2? ?reader|reader|add to .{0,20}|tl;?dr|summary|citations?|references`,
  ].join('|')})[\W_]*$`,
  'i',
);
/** Marks of lists, tables and quotes before what a line says. */
export const MARKS =
  /^(?:[>|\s]|[-*+•▪◦·–] |#{1,6} |\(?\d{1,4}[.)] |\[\d{1,4}\] |\[[ x]\] |\p{Extended_Pictographic}|\u{fe0f})+/iu;
/** Stands where a link was. */
const GONE = '\ue01f';

/** The title in a line and what is said after it: a link's words, or what stands before links that name only a place. */
export function titleIn(line: string, found: readonly Piece[]): { title: string; rest: string } | undefined {
  const listed = /^(?:[>\s]*)(?:[-*+•|]|\d{1,4}[.)] |#)/.test(line);
  let before = '';
  for (const [i, { words, url }] of found.entries()) {
    if (url === undefined) before += words;
    else if (isPaper(url) && isTitle(plain(words)) && plain(before.replace(MARKS, '')).length <= (listed ? 120 : 40))
      return { title: ended(words), rest: rest(found.slice(i + 1)) };
  }
  // Words that are no name of a place speak of the paper: so does the sentence around them.
  if (found.some(({ words, url }) => url && isPaper(url) && words !== '' && !LABEL.test(plain(words)))) return undefined;
  const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/) : [line];
  for (const cell of cells) {
    const words = cell
      .replace(MARKS, '')
      .replace(LINK, GONE)
      .replace(/\*\*[\s\ue01f]*\*\*/g, GONE)
      .replace(BEFORE, '');
    const [, bold, after] = /^\*\*([^*]{3,400})\*\*(.*)$/.exec(words) ?? [];
    if (bold && isTitle(plain(bold), 3)) return { title: ended(bold), rest: tail(after ?? '') };
    const [, quoted, behind] = /^(?:[^“”"]{0,300}[,.:] ?)?[“"]([^“”"]{10,400}?)[,.]?[”"](.*)$/.exec(words) ?? [];
    if (quoted && isTitle(quoted)) return { title: ended(quoted), rest: tail(behind ?? '') };
    const [, apa] = /\((?:19|20)\d{2}[a-z]?\)[.,:] ([^.?!]{10,300}[?!]?)/.exec(words) ?? [];
    if (apa && isTitle(apa)) return { title: ended(apa), rest: '' };
    const [said = ''] = plain(words).split(GONE);
    const [first = '', ...others] = said.replace(/[\s([:|,–—-]+$/, '').split(/ [-–—] | \| |\t|\s{2,}/);
    const numbered = /^\s*\**\d{1,3}[.)] /.test(cell);
    if (
      isTitle(first, numbered ? 3 : 6) &&
      !SENTENCE.test(first) &&
      !NOTE.test(first) &&
      (numbered || first.split(' ').length > (cells.length > 1 ? 2 : 1))
    )
      return { title: ended(first), rest: tail(others.join(' - ')) };
  }
  return undefined;
}

/** Words that go on, or two sentences. */
const SENTENCE = /[\p{Ll})][.!?] \p{Lu}|\b(?:in|by|of|see|from|at|on|the|with|to|and|our|via|is|are|here)$/u;
/** How a note begins, and no title: `look at this`. */
const NOTE = /^\p{Ll}{2,} /u;
/** Marks, links and days before a title. */
const BEFORE = /^(?:[\s[\]()|,:\ue01f]|\[?\b(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?\b\]?)+/;
/** A title without quotes around it and a stop behind it. */
export const ended = (title: string) =>
  plain(title)
    .replace(/^["“]|["”]$/g, '')
    .replace(/(?<![.])[.]$/, '')
    .trim();
const tail = (text: string) =>
  plain(text.replaceAll(GONE, ''))
    .replace(/^[\s:–—.,-]+/, '')
    .trim();
const rest = (after: readonly Piece[]) =>
  tail(after.map(({ words, url }) => (url !== undefined && LABEL.test(plain(words)) ? '' : words)).join(''));

/** Whether words may be a title: not the name of a place, a day, an address, a list of marks or the page's own words. */
export function isTitle(text: string, least = 6): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (
    letters >= least &&
    text.length <= 320 &&
    !LABEL.test(text) &&
    !/^https?:|^arxiv:|^10\.\d{4,}\/|[:,;={]$|^(?:\/|const |import |export )/i.test(text) &&
    !isDay(text) &&
    !isChrome(text) &&
    !/^(?:submitted|posted|published|updated|created) (?:by|on)\b|^showing \S+ \d|\b(?:results? for|showing \d+ of|unsubscribe|sent because|this (?:e-?mail|message))\b/i.test(
      text,
    )
  );
}

const ONE_NAME = String.raw`\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){1,3}`;
/** `A Lee, B Xu - Journal, 2026`, as Google Scholar words it. */
export const BYLINE = new RegExp(String.raw`^(${ONE_NAME}(?:, ${ONE_NAME}){0,30}(?:…|\.\.\.)?),? ?- .*\b(?:19|20)\d{2}\b`, 'u');

/** A line of names: `Ann Lee, Bo van der Berg and Cy Day`. */
export function isPeople(text: string): boolean {
  const people = text.split(/, (?:and )?| and |; | & /, 200);
  const named = people.filter((name) => NAME.test(name)).length;
  return people.length > 1 && text.length < 4000 && named >= 0.8 * people.length;
}
const NAME =
  /^\p{Lu}[\p{L}\p{M}'’.()-]*(?: (?:[\p{Lu}(][\p{L}\p{M}'’.()-]*|de|da|del|der|den|di|du|la|le|van|von|bin|al|el|y)){1,4}$/u;
