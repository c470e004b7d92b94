import { isDay } from '../../../domain/listing-day.ts';
import { normaliseArxivId } from '../../../domain/paper.ts';
import { EMPTY_FEED, type Entry, type Format, joinText, MB, type RawRecord } from '../format.ts';
import { isOneName } from '../links/line-titles.ts';
import { ABSTRACT } from '../links/open-paper.ts';
import { names } from '../names.ts';
import { isVoteLink, pageCards } from './cards.ts';
import { cardsUnderHeadings } from './headings.ts';
import { amount, mailedPapers } from './hf-mail.ts';
import { hfPaper, isHfPaperPage } from './hf-paper-page.ts';
import { authorsIn, type Card, layout } from './layout.ts';
import { isCardDay, type Line, pageLines, withoutHeader, withoutLabel } from './lines.ts';
import { readLikePapers } from './reads-like-paper.ts';
import { joinLines } from './wrap.ts';

/** A page of papers saved as text: lines of the page, a day, then titles and abstracts. */
export const pageText: Format = {
  name: 'page-text',
  maxBytes: 16 * MB,
  detects: looksLikePage,
  async *parse(text) {
    yield* pageEntries(await joinText(text));
  },
  search: (title) => `https://huggingface.co/papers?q=${encodeURIComponent(title)}`,
};

/** Lines that only a papers page has. A text about such pages has these words inside sentences. */
const PAGE_LINES =
  /^[^\w\n]{0,40}(?:get trending papers in your email inbox(?: once a day)?!?|.{0,12}\band the research community|(?:#+ )?(?:daily|trending) papers(?: - hugging face)?)[^\S\n]*$/im;

/** True if a text has lines that only a papers page has. */
export const isPapersPage = (text: string): boolean => PAGE_LINES.test(text) || isHfPaperPage(text);

/** The line of a papers page on a day without papers. */
const NONE =
  /^[^\w\n]{0,20}(?:there (?:are|were) )?no (?:new |daily |trending )?(?:papers|results|submissions)(?: (?:found|today|yet|available|submitted|to show|for .{1,40}))*[.!]?[^\w\n]{0,20}$/im;

/** The entries of a papers page; an empty feed if the page says that it has no papers. */
export function* pageEntries(text: string): Generator<Entry> {
  const mailed = mailedPapers(text);
  const found = isHfPaperPage(text) ? [hfPaper(text)] : mailed.length > 0 ? mailed : [...entries(text)];
  if (isPapersPage(text) && NONE.test(text) && !found.some((entry) => 'record' in entry)) yield EMPTY_FEED;
  else if (found.length > 0) yield* found;
  else
    yield {
      verdict: 'refused',
      sentence: 'This looks like a papers page, but it has no card of a paper. Copy the whole page (Ctrl+A), or save it as HTML.',
    };
}

/** True if a text has the words of a papers page, or mostly cards that read like papers. */
function looksLikePage(head: string): boolean {
  if (isHfPaperPage(head)) return true;
  const isPage = PAGE_LINES.test(head) || (/\bpapers for today\b/i.test(head) && mailedPapers(head).length > 1);
  if (isPage || /^\s*[<{[@"%]|^\s*(?:TY {2}-|\\\\|-{20})/.test(head)) return isPage;
  const lines = pageLines(head);
  // Only papers pages have lines of submitters and numbers of authors.
  if (['credit', 'authors'].every((mark) => lines.filter(({ kind }) => kind === mark).length > 1)) return true;
  const cards = [...entries(head)].map((entry) => ('record' in entry ? entry.record : undefined));
  const dated = withoutHeader(pageLines(head.slice(0, 4000))).some(({ kind }) => kind === 'day');
  const signed = cards.filter((card) => card && endsWithNames(card.title)).length;
  return readLikePapers(cards, dated) && 2 * signed < cards.length;
}

/** True if a title may end with its authors: the page has lost the break between them. */
function endsWithNames(title: string): boolean {
  const [, ...others] = title.split(/,? and |, /);
  return others.length > 0 && others.every(isOneName);
}

/** The cards of a page in order. A title without an abstract, or an abstract without a title, is rejected with a reason. */
function* entries(text: string): Generator<Entry> {
  const lines = withoutHeader(pageLines(text));
  const { prose, votesFirst, marked } = pageCards(lines);
  const known = marked || isPapersPage(text);
  const kept = prose.filter(
    ({ text, gap }, i) => !(text === prose[i - 1]?.text && text.length >= 10 && (gap === 'none' || gap === 'blank')),
  );
  const cards = cardsUnderHeadings(kept) ?? layout(kept);
  const indexOf = (i: number) => kept[i]?.index ?? lines.length;
  const words = (from: number, to: number) => joinLines(kept.slice(from, to).map(({ text }) => text));

  const leading = { votes: votesFirst, link: lines.slice(0, indexOf(0)).some((line) => arxivOf(line) !== undefined) };
  let listed: string | undefined;
  let previous = 0;
  for (const [n, card] of cards.entries()) {
    const { end } = card;
    const above = lines.slice(previous, indexOf(card.start));
    const inside = lines.slice(indexOf(card.start), indexOf(end - 1) + 1);
    const next = cards[n + 1];
    const below = lines.slice(indexOf(end - 1) + 1, indexOf(next?.start ?? kept.length));
    previous = indexOf(end - 1) + 1;
    const day = above.filter((line, i) => line.kind === 'day' && !isCardDay(above, i)).at(-1);
    listed = day ? withoutLabel(day.text) : listed;
    const at = `line ${kept[card.start]?.number}`;
    const title = words(card.start, card.titleEnd);
    const apart = (i: number) => marked && (kept[i]?.gap ?? 'card') === 'card';
    if (card.abstract === undefined && !apart(card.start) && !apart(end)) {
      if (title !== words(card.titleEnd, 2 * card.titleEnd - card.start))
        yield { at, reason: `a title without an abstract: "${shorten(title)}"` };
    } else if (!known && card.abstract !== undefined && words(card.abstract, end).length < ABSTRACT) {
      yield { at, reason: `text too short for an abstract: "${shorten(words(card.start, end))}"` };
    } else if (title === '') {
      yield { at, reason: `text without a title: "${shorten(words(card.abstract ?? end, end))}"` };
    } else {
      yield {
        at,
        record: {
          title,
          abstract: words(card.abstract ?? end, end),
          shown: true,
          authors: authorsOf(card, words),
          listed,
          ...around(above, inside, below, { ...leading, last: next === undefined }),
        },
      };
    }
  }
}

const shorten = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function authorsOf({ authors }: Card, words: (from: number, to: number) => string): string[] | undefined {
  return authors === undefined ? undefined : names([authorsIn(words(authors, authors + 1)) ?? '']);
}

/** The fields of a card from the lines around its text: votes, comments, id, day. */
function around(
  above: Line[],
  inside: Line[],
  below: Line[],
  leading: { votes: boolean; link: boolean; last: boolean },
): Partial<RawRecord> {
  const labelled = below.findIndex(({ text }) => /^upvote$/i.test(text));
  const voting = leading.votes ? above.findLastIndex(isVoteLink) : below.findIndex(isVoteLink);
  const beside = (leading.votes ? above : below).slice(0, Math.max(0, voting)).findLast(({ kind }) => kind !== 'blank');
  const counted =
    voting >= 0
      ? beside && isVotes(beside)
        ? beside
        : undefined
      : leading.votes
        ? above.findLast(isVotes)
        : labelled >= 0
          ? below.slice(labelled).find(isVotes)
          : below.find(({ kind }) => kind === 'votes');
  const community = below.findIndex(({ kind, text }) => kind === 'link' && text.includes('#community'));
  const comments =
    below.slice(0, Math.max(0, community)).findLast(({ kind }) => kind === 'number') ?? discussionCount(below, leading);
  const day = below.find((line, i) => (line.kind === 'day' && isCardDay(below, i)) || isDay(withoutLabel(line.text)));
  const ids = (lines: Line[]) => lines.map(arxivOf).filter((id) => id !== undefined);
  const end = below.findIndex(({ kind }) => kind === 'authors');
  const place = below.slice(0, Math.max(0, end)).find(({ kind }) => kind === 'prose')?.text;
  const [starred] = below.flatMap(({ text }) => /^(?:github|stars?) (\d[\d,.]*k?)$/i.exec(text)?.[1] ?? []);
  const discussionLink = [...inside, ...below, ...(leading.link ? above : [])].find(
    ({ kind, text }) => kind === 'link' && DISCUSSED.test(text),
  );
  return {
    arxiv: ids(inside)[0] ?? (leading.link ? ids(above).at(-1) : ids(below)[0]),
    upvotes: counted && amount(counted.text),
    comments: comments && amount(comments.text),
    // A text browser prints an image as a name in brackets.
    organisation: (place ?? /^(.{2,80}?) ?[·•]/.exec((below[end] ?? day)?.text ?? '')?.[1])?.replace(
      /^(?:\[[^\]]{1,80}\] ?)+/,
      '',
    ),
    stars: starred ? amount(starred) : undefined,
    discussion: discussionLink && DISCUSSED.exec(discussionLink.text)?.[0],
    published: day && withoutLabel(day.text),
    links: below
      .filter(({ kind, text }) => kind === 'link' && /^https?:\/\/(?:www\.)?(?:github|gitlab)\.com\//i.test(text))
      .map(({ text }) => ({ kind: 'code', url: text })),
  };
}

const DISCUSSED = /https?:\/\/(?:huggingface\.co|hf\.co)\/papers\/\d{4}\.\d{4,5}/;

const isVotes = ({ kind }: Line) => kind === 'votes' || kind === 'number';

/** The number of comments. It is directly below the number of authors, before the next card begins. */
function discussionCount(below: readonly Line[], { votes, last }: { votes: boolean; last: boolean }): Line | undefined {
  const start = below.findIndex(({ kind }) => kind === 'authors');
  const rest = below.slice(start + 1).filter(({ kind }) => !['blank', 'dot', 'day'].includes(kind));
  const end = rest.findIndex(({ kind }) => kind !== 'number');
  const numbers = end === -1 ? rest : rest.slice(0, end);
  // A single number above the next title is that title's votes.
  return start >= 0 && votes && (last || end >= 0 || numbers.length > 1) ? numbers[0] : undefined;
}

function arxivOf({ kind, text }: Line): string | undefined {
  if (kind !== 'link') return undefined;
  const url = text.replace(/^<|>$/g, '');
  return normaliseArxivId(url) ?? /[?&]next=(?:%2F|\/)papers(?:%2F|\/)(\d{4}\.\d{4,5})/.exec(url)?.[1];
}
