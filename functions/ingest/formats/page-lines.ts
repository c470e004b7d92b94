import { isDay } from '../../domain/listing-day.ts';
import { MOST_LINES, TOO_MANY_LINES } from './lines.ts';
import { SOFT_BREAK, unmarked } from './page-markdown.ts';

/**
 * A line of a saved page. `prose` may belong to a title or an abstract; the rest is what pages put around papers. `gap`
 * tells how it follows the line of prose before it: on the next line, after blank lines, or after something of the page.
 * `heading`: Markdown says so.
 */
export type Line = { number: number; kind: Kind; text: string; gap: 'none' | 'blank' | 'page'; heading: boolean };
type Kind = 'prose' | 'blank' | 'header' | 'furniture' | 'day' | 'link' | 'votes' | 'number' | 'dot';

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?k?`;
/** Lines of the page around the list. Before the first paper, everything down to the last of them is chrome. */
const HEADER = new RegExp(
  [
    'get trending papers in your (?:e-?mail )?inbox.*',
    'subscribe',
    String.raw`(?:by ?)?.{0,30}\band the research community`,
    'by',
    'AK',
    '(?:daily|trending|weekly|monthly) papers(?: - hugging face)?',
    'hugging face',
    'log ?in|sign ?(?:up|in)',
    'daily|weekly|monthly',
    'models|datasets|spaces|buckets(?: new)?|docs|enterprise|pricing|posts|blog|community|collections|papers|solutions',
    'new',
    'search(?: papers)?',
    'explore the (?:latest|newest|new) .{0,60}papers?.{0,20}',
    'hugging face.{0,3} logo',
    'skip to (?:main )?content',
    'previous|next|back|today|yesterday|today.s papers',
    'papers? of the (?:day|week|month)',
  ].join('|'),
);
/** Lines of a card or of the page's end that carry nothing to keep. */
const FURNITURE = new RegExp(
  [
    'upvote',
    `(?:github|code|stars?)(?: ${NUMBER})?`,
    `(?:view |read )?(?:arxiv|paper|pdf|html)(?: page| explained)?`,
    'view (?:pdf|paper|project page|on github)',
    'project(?: page)?|expand|show more|load more|see more|ai-generated summary|share|copy link|bookmark',
    `${NUMBER} comments?|comments?|discuss(?:ion)?`,
    String.raw`[\[·•\-– ]*${NUMBER} authors?(?:\b.*)?`,
    'company|tos|terms(?: of (?:service|use))?|privacy(?: policy)?|about|careers|website|contact|status|system theme|theme',
    String.raw`(?:©|\(c\)|copyright\b).{0,60}`,
  ].join('|'),
);
const whole = (pattern: RegExp) => new RegExp(`^(?:${pattern.source})$`, 'i');
const header = whole(HEADER);
const furniture = whole(FURNITURE);
const votes = whole(
  new RegExp(
    String.raw`\[[-x ]?\] ?(?:-|${NUMBER})|(?:▲|△|⬆️?|👍|❤️?|upvotes?:?) ?${NUMBER}|${NUMBER} (?:upvotes?|likes?|points?)`,
  ),
);
const number = whole(new RegExp(NUMBER));
/** A line that names who put the paper there. The name may stand on the next line. */
const CREDIT = /^(?:Submitted|Posted|Shared|Uploaded) by\b|^(?:Published|Submitted|Listed) on\b/;
const LINK = /^<?https?:\/\/\S+>?$/i;
const PAPER_PAGE = /^<?https?:\/\/(?:[a-z]+\.)?(?:huggingface\.co|hf\.co|arxiv\.org|alphaxiv\.org)\/(?:papers|abs|pdf|login)\b/i;
const HF_PLACE = /^<?https?:\/\/huggingface\.co\/(?!papers\/\d)/i;
const SINGLE_WORD = /^\p{L}+$/u;

/** Splits a saved page into lines and tells the page's own lines from prose. */
export function pageLines(text: string): Line[] {
  const written = unmarked(text)
    .split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/, MOST_LINES + 1)
    .flatMap((line, i) => line.split(SOFT_BREAK).map((part) => ({ part, number: i + 1 })));
  if (written.length > MOST_LINES) throw new RangeError(TOO_MANY_LINES);
  const raw = written.map(({ part }) => tidy(part));
  const lines: Line[] = [];
  let lastProse = -2;
  for (let i = frontMatter(raw); i < raw.length; i += 1) {
    const line = raw[i] ?? '';
    const kind = kindOf(raw, i, i - 1 === lastProse);
    const before = lines.at(-1);
    const gap =
      before?.kind === 'prose' ? 'none' : before?.kind === 'blank' && before.gap !== 'page' ? 'blank' : before ? 'page' : 'blank';
    const { part = '', number = 0 } = written[i] ?? {};
    const heading = kind === 'prose' && /^\s*#{1,6} \S/.test(part);
    lines.push({ number, kind, text: line, gap: kind === 'blank' && before?.kind === 'prose' ? 'blank' : gap, heading });
    if (kind === 'prose') lastProse = i;
  }
  return lines;
}

/** White space that is not one space already: its first character, or the second when that is the one out of place. */
const WHITE = /(?:[^\S ]|\u200b| (?=[\s\u200b]))[\s\u200b]*/g;

/** White space and Markdown's marks around a line. A line that is one Markdown link shows its words. */
function tidy(line: string): string {
  const text = line.replace(WHITE, ' ').trim();
  if (!/^(?:[#>*_[-])/.test(text)) return text;
  const unmarked = text.replace(/^#{1,6} |^> ?/, '').replace(/^(\*\*|__)(.{2,300})\1$/, '$2');
  return unmarked.replace(/^(?:[-*] )?\[([^\]]{3,400})\]\(https?:\/\/[^\s)]+\)$/, '$1');
}

/** Lines of YAML front matter at the top, as note-taking tools write it; 0 when there is none. */
function frontMatter(raw: readonly string[]): number {
  const end = raw[0] === '---' ? raw.slice(0, 40).indexOf('---', 1) : -1;
  return end + 1;
}

function kindOf(raw: readonly string[], i: number, afterProse: boolean): Kind {
  const text = raw[i] ?? '';
  if (text === '') return 'blank';
  if (votes.test(text)) return 'votes';
  if (/^[-=_*·•|[\]()—–~\s]+$/.test(text)) return text.includes('·') || text.includes('•') ? 'dot' : 'furniture';
  if (LINK.test(text)) return afterProse && !PAPER_PAGE.test(text) ? 'prose' : 'link';
  if (text.length > 120) return 'prose';
  if (number.test(text)) return 'number';
  if (isDay(text) || isDay(withoutLabel(text))) return 'day';
  if (CREDIT.test(text) && text.length < 60) return 'furniture';
  const bare = text.replace(/^[-*•] +/, '');
  // The last word of a wrapped title may be "Models": right below a line of prose a single word is prose, too.
  if (!(afterProse && SINGLE_WORD.test(text)) && (header.test(bare) || furniture.test(bare)))
    return header.test(bare) ? 'header' : 'furniture';
  if (!afterProse && isName(raw, i, text)) return 'furniture';
  return 'prose';
}

/** The day of a card without what stands before it. */
export const withoutLabel = (text: string) => text.replace(/^· ?/, '').replace(/^(?:Published|Submitted|Listed) on /, '');

/** A submitter below "Submitted by", or the words of a link into the site that the page shows on the next line. */
function isName(raw: readonly string[], i: number, text: string): boolean {
  if (text.length > 40 || text.split(' ').length > 4) return false;
  const near = (step: 1 | -1) => raw[i + step] || raw[i + 2 * step] || '';
  return /^(?:Submitted|Posted|Shared|Uploaded) by:?$/.test(near(-1)) || HF_PLACE.test(near(1));
}

/**
 * Turns what stands above the list into chrome: any line of prose before the last header line or date that comes before
 * the first paper's text.
 */
export function withoutHeader(lines: readonly Line[]): Line[] {
  let end = -1;
  let run = 0;
  for (const [i, { kind, text, gap }] of lines.entries()) {
    if (kind === 'header' || kind === 'day') end = i;
    if (kind === 'votes') break;
    if (kind !== 'prose') continue;
    run = gap === 'none' ? run + text.length : text.length;
    if (run > 200 || (text.length > 60 && /[.!?]$/.test(text))) break;
  }
  return lines.map((line, i) => (i < end && line.kind === 'prose' ? { ...line, kind: 'header' } : line));
}
