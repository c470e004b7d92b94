import { isCardDay, type Line } from './lines.ts';
import { LONG } from './wrap.ts';

/** The longest label of a button, in characters. */
const LONGEST_BUTTON = 40;

/** A line of prose that belongs to a paper, with its index in the page. */
type Kept = Line & { index: number };

/** The prose of a page's papers. `votesFirst`: votes are above the titles. `marked`: marks separate the cards. */
export type PageCards = { prose: Kept[]; votesFirst: boolean; marked: boolean };

/**
 * Finds the prose of a page's papers. Cards begin at the submitter's line or at votes above the title, and end at the number of
 * authors. Prose between two cards belongs to the page, and the line above the number of authors may be an organisation. Without
 * such marks all prose belongs to papers.
 */
export function pageCards(lines: readonly Line[]): PageCards {
  const count = (kind: Line['kind']) => lines.filter((line) => line.kind === kind).length;
  const [credits, ends, votes] = [count('credit'), count('authors'), count('votes')];
  const votesFirst = votesStandFirst(lines);
  const prose = lines.flatMap((line, index) => (line.kind === 'prose' ? [{ ...line, index }] : []));
  if (credits + ends + votes < 2) return { prose: withoutButtons(prose), votesFirst, marked: false };
  const begun = credits > 0 || votesFirst;
  const wrapped = isWrapped(prose);
  const kept: Kept[] = [];
  let card: Kept[] = [];
  let inside = !begun;
  const end = (open: boolean, mark: 'authors' | 'votes' | undefined) => {
    const own = mark === 'authors' ? withoutPlace(card, wrapped) : card;
    // Prose outside cards belongs to the page, unless it is as long as an abstract or a number of authors follows: not all cards
    // have a submitter.
    if (inside ? mark || begun || own.some(isLong) : own.some(isLong) || (mark === 'authors' && own.slice(1).some(isText)))
      kept.push(...own.map((line, i) => (i === 0 ? { ...line, gap: 'card' as const } : line)));
    card = [];
    inside = open;
  };
  for (const [index, line] of lines.entries()) {
    const { kind, text } = line;
    if (kind === 'prose') card.push({ ...line, index });
    else if (kind === 'credit') end(true, undefined);
    else if (kind === 'authors' || (kind === 'day' && isCardDay(lines, index))) end(!begun, 'authors');
    else if (card.length > 0 && /^upvote$/i.test(text)) end(!begun, 'votes');
    else if (kind === 'votes' && !votesFirst) end(!begun, 'votes');
    else if (kind === 'page-words' && inside && begun) end(false, undefined);
    else if (credits === 0 && votesFirst && (kind === 'number' || kind === 'votes' || kind === 'day')) end(true, undefined);
  }
  end(false, undefined);
  return { prose: kept, votesFirst, marked: true };
}

/** Prose without the short lines that a page has below most abstracts, such as "Download PDF". */
function withoutButtons(prose: readonly Kept[]): Kept[] {
  const count = new Map<string, number>();
  for (const { text } of prose) if (text.length <= LONGEST_BUTTON) count.set(text, (count.get(text) ?? 0) + 1);
  const abstracts = prose.filter(isLong).length;
  const isButton = (line: Kept | undefined) => abstracts > 2 && 2 * (count.get(line?.text ?? '') ?? 0) > abstracts;
  return prose.flatMap((line, i) => (isButton(line) ? [] : isButton(prose[i - 1]) ? { ...line, gap: 'page' } : line));
}

const isLong = ({ text }: Line) => text.length > LONG;
const isText = ({ text }: Line) => text.length > 80 && /[.!?]$/.test(text);

/** True if votes are above the titles: directly after the first submitter's line, or above the first number of authors. */
function votesStandFirst(lines: readonly Line[]): boolean {
  const votes = ({ kind, text }: Line) => kind === 'votes' || kind === 'number' || isVoteLink({ kind, text });
  const credit = lines.findIndex(({ kind }) => kind === 'credit');
  if (credit >= 0) {
    const next = lines.slice(credit + 1).find((line) => line.kind === 'prose' || votes(line));
    return next !== undefined && votes(next);
  }
  const end = lines.findIndex(({ kind }) => kind === 'authors');
  const top = lines.slice(0, end >= 0 ? end : lines.findIndex(({ kind }) => kind === 'prose'));
  return top.some(votes);
}

/** True for the link around a number of votes, which leads to the login page. */
export const isVoteLink = ({ kind, text }: Pick<Line, 'kind' | 'text'>) =>
  kind === 'link' && /login\?next=(?:%2F|\/)papers(?:%2F|\/)/.test(text);

/** Makes a test for lines that a text browser or a mail program broke: it did if many lines are about as long as the longest. */
function isWrapped(prose: readonly Line[]): (above: Line, below: Line) => boolean {
  const widest = prose.reduce((most, { text }) => Math.max(most, text.length), 0);
  const full = prose.filter(({ text }) => text.length > widest - 13).length;
  const wrapped = full >= 3 && full >= 0.2 * prose.length && widest < 200;
  return (above, below) => wrapped && above.text.length + `${below.text} `.indexOf(' ') >= widest;
}

/** A card without the organisation and its login, which may be between the text and the number of authors. */
function withoutPlace(card: readonly Kept[], wrapped: (above: Line, below: Line) => boolean): readonly Kept[] {
  const [above, last] = card.slice(-2);
  if (
    !above ||
    !last ||
    last.text.length > 80 ||
    /[.!?:]$/.test(last.text) ||
    /(?:[:,–-]|\b(?:of|for|the|an?|and|in|with|via))$/.test(above.text)
  )
    return card;
  if (last.gap === 'none' && wrapped(above, last)) return card;
  const rest = card.slice(0, -1);
  return rest.length > 2 &&
    !/[.!?…)]["'”’]?$/.test(above.text) &&
    above.text.length < 60 &&
    rest.at(-2)?.text.match(/[.!?…]["'”’)]?$/)
    ? rest.slice(0, -1)
    : rest;
}
