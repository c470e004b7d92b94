import { isDay } from '../../../domain/listing-day.ts';
import { MOST_LINES, TOO_MANY_LINES } from '../lines.ts';
import { SOFT_BREAK, unmarked, withReferences } from './markdown.ts';
import { LONG } from './wrap.ts';

/**
 * A line of a saved page. `prose` may be part of a title or an abstract. `page-words` belong to the page around the list. The other
 * kinds belong to a card: `card-words` are not read, `credit` names the submitter, `authors` is the number of authors, which ends a
 * card. `gap` says how the line follows the prose before it: on the next line, after blank lines, after other lines of the page, or
 * as the first of another `card`. `heading`: it is a Markdown heading.
 */
export type Line = { number: number; kind: Kind; text: string; gap: 'none' | 'blank' | 'page' | 'card'; heading: boolean };
type Kind = 'prose' | 'blank' | 'page-words' | 'card-words' | 'credit' | 'authors' | 'day' | 'link' | 'votes' | 'number' | 'dot';

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?k?`;
/** Words of the page around the list, one or several on a line. */
const PAGE_WORDS = [
  'hugging face(?:.s)?(?:.{0,3} logo)?|daily papers|trending papers|(?:daily|trending) papers - hugging face',
  'models|datasets|spaces|buckets(?: new)?|docs|enterprise|pricing|posts|blog|community|collections|papers|solutions|hugging ?chat',
  'log ?in|sign ?(?:up|in|out)|register|subscribe|new|daily|weekly|monthly|previous|next|back|today|yesterday|home|menu|search',
  'company|tos|terms(?: (?:of|and) (?:service|use|conditions))?|privacy(?: (?:policy|notice))?|about(?: us)?|careers|jobs|website',
  'contact(?: us)?|status|(?:system |light |dark )?theme|help(?: cent(?:er|re))?|faq|copyright|all rights reserved|legal|imprint',
  'accessibility(?: statement)?|feedback|support|newsletter|follow us|twitter|linkedin|discord|mastodon|bluesky|youtube|instagram',
  '(?:accept|reject|decline|allow)(?: all)?(?: cookies)?|cookies?(?: (?:policy|settings|preferences|notice))?|manage cookies',
  'submit(?: a paper)?|search papers|log in with .{2,20}|settings|profile|notifications|get started|learn more|show all|skip',
].join('|');
/** Whole lines of the page around the list. */
const PAGE_LINE = [
  'get trending papers in your (?:e-?mail )?inbox.*',
  String.raw`(?:by ?)?.{0,30}\band the research community`,
  'by(?: community)?|ak|weekly papers|monthly papers|search by arxiv id or title',
  String.raw`(?:\p{L}+ )?(?:organi[sz]ers?|editors?|chairs?|speakers?|committee|instructors?|moderators?|panel(?:l?ists)?):.{0,2000}`,
  'explore the (?:latest|newest|new) .{0,60}papers?.{0,20}',
  'skip to (?:main )?content',
  'today.s papers|papers? of the (?:day|week|month)',
  String.raw`week \d{1,2}(?:, \d{4})?|\d{4}-w\d{2}|w\d{2}`,
  String.raw`(?:©|\(c\)|copyright\b).{0,120}`,
  String.raw`(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? .{0,40}cookies\b.{0,400}`,
  String.raw`(?:by (?:using|continuing|clicking|accepting) .{0,60}\b(?:site|cookies|accept\b.{0,3}|terms)\b|we value your privacy|cookies (?:help|allow) us|we and our partners) ?.{0,400}`,
  'you need to enable javascript.{0,60}|loading(?:…|\\.\\.\\.)?',
].join('|');
const pageLine = new RegExp(`^(?:${PAGE_LINE})$`, 'iu');
/** One phrase of PAGE_WORDS at the start of a line, with the separators of menus after it. */
const phrase = new RegExp(String.raw`^(?:${PAGE_WORDS})(?![\p{L}\p{N}'’-])[\s|·•/›»,:&*>–-]*`, 'iu');

/** The number of PAGE_WORDS phrases in a line; 0 if the line has anything else. */
function pagePhrases(text: string): number {
  if (text.length > 400) return 0;
  let rest = text.replace(/^[\s|·•/›»*©-]+/, '');
  let found = 0;
  while (rest !== '') {
    const [said] = phrase.exec(rest) ?? [];
    if (!said) return 0;
    rest = rest.slice(said.length);
    found += 1;
  }
  return found;
}
/** True if a text has only words that pages put around their lists. */
export const isPageWords = (text: string): boolean => pageLine.test(text) || pagePhrases(text) > 0;

/** Lines of a card that are not read. */
const CARD_WORDS = new RegExp(
  [
    'upvote',
    `(?:github|code|stars?)(?: ${NUMBER})?`,
    `(?:view |read )?(?:arxiv|paper|pdf|html)(?: page| explained)?`,
    'view (?:pdf|paper|project page|on github)',
    'project(?: page)?|expand|show more|load more|see more|ai-generated summary|share|copy link|bookmark|organization|avatar',
    `${NUMBER} comments?|comments?|discuss(?:ion)?`,
    String.raw`\[(?:image|图片)[^\]]{0,80}\]|\[[\w.-]{1,40}\]|.{1,40}['’]s (?:avatar|profile picture)`,
  ].join('|'),
);
const whole = (pattern: RegExp) => new RegExp(`^(?:${pattern.source})$`, 'i');
const cardWords = whole(CARD_WORDS);
/** `· 7 authors`, alone or after the organisation. */
const authors = whole(new RegExp(String.raw`(?:.{2,80}[^\s.] ?[·•] ?)?[\[·•\-– ]*${NUMBER} authors?(?:\b.*)?`));
const votes = whole(
  new RegExp(
    String.raw`\[[-x ]?\] ?(?:-|${NUMBER})|\(?(?:-|${NUMBER}) ?[▲△⬆]️?\)?|(?:▲|△|⬆️?|👍|❤️?|upvotes?:?) ?${NUMBER}|${NUMBER} (?:upvotes?|likes?|points?)`,
  ),
);
const number = whole(new RegExp(NUMBER));
/** A line that names the submitter. The name may be on the next line. */
const CREDIT = /^(?:Submitted|Posted|Shared|Uploaded) by\b/;
const DATED = /^(?:Published|Submitted|Listed) on\b/;
const LINK = /^<?https?:\/\/\S+>?$/i;
const PAPER_PAGE = /^<?https?:\/\/(?:[a-z]+\.)?(?:huggingface\.co|hf\.co|arxiv\.org|alphaxiv\.org)\/(?:papers|abs|pdf|login)\b/i;
const HF_PLACE = /^<?https?:\/\/huggingface\.co\/(?!papers\/\d)/i;
const SINGLE_WORD = /^\p{L}+$/u;

/** Splits a saved page into lines and finds the kind of each. */
export function pageLines(text: string): Line[] {
  const written = unmarked(withReferences(text))
    .split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/, MOST_LINES + 1)
    .flatMap((line, i) => line.split(SOFT_BREAK).map((part) => ({ part, number: i + 1 })));
  if (written.length > MOST_LINES) throw new RangeError(TOO_MANY_LINES);
  const raw = written.map(({ part }) => tidy(part));
  const lines: Line[] = [];
  let lastProse = -2;
  /** A line "Submitted by" came before, and its name has not come yet. */
  let unnamed = false;
  for (let i = frontMatter(raw); i < raw.length; i += 1) {
    const line = raw[i] ?? '';
    const { part = '', number = 0 } = written[i] ?? {};
    const plain = kindOf(raw, i, i - 1 === lastProse && mayGoOn(raw[i - 1] ?? ''));
    const kind: Kind = plain === 'prose' && unnamed && isName(line) && !/^\s*#/.test(part) ? 'card-words' : plain;
    unnamed =
      kind === 'credit' ? BARE_CREDIT.test(line) : unnamed && (kind === 'blank' || line.startsWith('[') || AVATAR.test(line));
    const before = lines.at(-1);
    const gap =
      before?.kind === 'prose' ? 'none' : before?.kind === 'blank' && before.gap !== 'page' ? 'blank' : before ? 'page' : 'blank';
    const heading = kind === 'prose' && /^\s*#{1,6} \S/.test(part);
    lines.push({ number, kind, text: line, gap: kind === 'blank' && before?.kind === 'prose' ? 'blank' : gap, heading });
    if (kind === 'prose') lastProse = i;
  }
  return lines;
}

/** White space that is not a single space. */
const WHITE = /(?:[^\S ]|\u200b| (?=[\s\u200b]))[\s\u200b]*/g;

/** A line with single spaces and without Markdown's marks around it. A line that is one Markdown link becomes its words. */
function tidy(line: string): string {
  const text = line
    .replace(WHITE, ' ')
    .trim()
    .replace(/^\[IMG\] /, '');
  if (!/^(?:[#>*_[-])/.test(text)) return text;
  const unmarked = text.replace(/^#{1,6} |^> ?/, '').replace(/^(\*\*|__)(.{2,300})\1$/, '$2');
  return unmarked.replace(/^(?:[-*] )?\[([^\]]{3,400})\]\(https?:\/\/[^\s)]+\)$/, '$1');
}

/** The number of lines of YAML front matter, which note-taking tools write; 0 if there is none. */
function frontMatter(raw: readonly string[]): number {
  const end = raw[0] === '---' ? raw.slice(0, 40).indexOf('---', 1) : -1;
  return end + 1;
}

/** True if a wrapped line may go on below: it ends no sentence and is not too long. */
const mayGoOn = (line: string) => line.length < LONG && !/[.!?]$|https?:\/\/\S+$/.test(line.slice(-300));

/** The kind of a line. `afterProse`: the line above is prose that may go on here. */
function kindOf(raw: readonly string[], i: number, afterProse: boolean): Kind {
  const text = raw[i] ?? '';
  if (text === '') return 'blank';
  if (votes.test(text)) return 'votes';
  if (text === '-' && raw[i - 1] !== '-' && (raw[i - 1] || raw[i - 2]) !== '-' && (raw[i + 1] || raw[i + 2]) !== '-')
    return 'votes';
  if (/^[^\p{L}\p{N}]+$/u.test(text)) return text.includes('·') || text.includes('•') ? 'dot' : 'card-words';
  if (LINK.test(text)) return afterProse && !PAPER_PAGE.test(text) ? 'prose' : 'link';
  if (pageLine.test(text)) return 'page-words';
  const phrases = pagePhrases(text);
  // The last words of a wrapped title may be "Models" or "Daily Papers", so one or two phrases directly below prose are prose.
  if (phrases > (afterProse ? (SINGLE_WORD.test(text) ? 1 : text.includes(' ') && phrases === 2 ? 2 : 0) : 0))
    return 'page-words';
  if (text.length > 120) return 'prose';
  if (isDay(text) || isDay(withoutLabel(text))) return 'day';
  if (number.test(text)) return 'number';
  if (CREDIT.test(text) && text.length < 60) return 'credit';
  if (DATED.test(text) && text.length < 60) return 'card-words';
  const bare = text.replace(/^[-*•] +/, '');
  if (authors.test(bare)) return 'authors';
  if (!(afterProse && SINGLE_WORD.test(text)) && cardWords.test(bare)) return 'card-words';
  if (!afterProse && HF_PLACE.test(raw[i + 1] || raw[i + 2] || '') && isName(text)) return 'card-words';
  return 'prose';
}

/** The day of a card without the text before it. */
export const withoutLabel = (text: string) =>
  text
    .replace(/^(?:.{2,80} ?)?[·•] ?/, '')
    .replace(/^.{2,80} \((.{3,20})\):$/, '$1')
    .replace(/^(?:Published|Submitted|Listed) on /, '');

/** True if a day belongs to a card: it has a label, or follows a middle dot or the number of authors. */
export function isCardDay(lines: readonly Line[], i: number): boolean {
  if (/^(?:Published|Submitted|Listed) on |[·•]/.test(lines[i]?.text ?? '')) return true;
  const before = lines.slice(Math.max(0, i - 3), i).findLast(({ kind }) => kind !== 'blank');
  return before !== undefined && (before.kind === 'dot' || before.kind === 'authors');
}

const BARE_CREDIT = /^(?:Submitted|Posted|Shared|Uploaded) by:?$/;
const AVATAR = /['’]s (?:avatar|profile picture)$/;
/**
 * True if a text may be a person's name or login: below "Submitted by", or the words of a link whose address is on the next line.
 */
const isName = (text: string) => text.length <= 40 && text.split(' ').length <= 4;

/**
 * Turns prose above the list into `page-words`: all lines before the last header line or day that comes before the first paper.
 */
export function withoutHeader(lines: readonly Line[]): Line[] {
  let end = -1;
  let run = 0;
  for (const [i, { kind, text, gap }] of lines.entries()) {
    if (kind === 'page-words' || kind === 'day') end = i;
    if (kind === 'votes' || kind === 'credit' || kind === 'authors') break;
    if (kind !== 'prose') continue;
    run = gap === 'none' ? run + text.length : text.length;
    if (run > 200 || (text.length > 60 && /[.!?]$/.test(text))) break;
  }
  return lines.map((line, i) => (i < end && line.kind === 'prose' ? { ...line, kind: 'page-words' } : line));
}
