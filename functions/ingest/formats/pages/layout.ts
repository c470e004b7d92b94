import { bylineOf } from '../links/line-titles.ts';
import { type Break, breaks, joinLines, wrapWidth } from './wrap.ts';

/**
 * A card as indexes into the lines of prose: title from `start` to `titleEnd`, authors in one line, abstract from `abstract` to
 * `end`. Ends are exclusive.
 */
export type Card = { start: number; titleEnd: number; authors: number | undefined; abstract: number | undefined; end: number };
type Reading = Omit<Card, 'end'>;

/** A line of prose, and how it follows the one before it. */
export type Prose = { text: string; gap: 'none' | 'blank' | 'page' | 'card' };

/** The most lines of a wrapped title. */
const MOST_TITLE_LINES = 5;
/** The longest title, in characters. arXiv allows 250. */
const LONGEST_TITLE = 320;
const IMPOSSIBLE = 1e6;
/** The longest line of authors, in characters. */
const LONGEST_AUTHORS = 4000;

const SENTENCE_END = /[.!?…]["'”’)\]]*$|https?:\/\/\S+$|\bwww\.\S+$/;
const STARTS_LOWER = /^\p{Ll}(?!\S*[\p{Lu}\d])/u;
/** An ordinary word with a capital, which is rare inside a sentence. */
const STARTS_SENTENCE = /^["“'(]?\p{Lu}(?:\p{Ll}| )/u;
const DANGLING =
  /(?:[,;:(–-]|\b(?:of|for|the|an?|and|or|in|on|with|via|to|by|from|is|are|at|as|that|which|we|our|using|between|into|over|under|its|their|this|these|than|be|can|such|has|have))$/i;
const SENTENCE_OPENING =
  /^(?:We|Our|However|Moreover|Furthermore|Additionally|Specifically|Finally|In this (?:paper|work|study)|This (?:paper|work|study|article)|These (?:results|findings)|To (?:this end|address|tackle|overcome)|Extensive experiments|Experiments? |Experimental results|Results|Code|The code|Our code|Source code|Keywords?|Index terms|Project page|Abstract|Website)\b/;
const AVAILABILITY =
  /\b(?:code|data|datasets?|models?|weights|demos?|videos?|project)\b.{0,60}\b(?:available|released|open-sourced|found) |\bavailable (?:at|on|from)\b/i;
const VERB =
  /\b(?:is|are|was|were|has|have|can|may|will|shows?|outperforms?|achieves?|demonstrates?|proposes?|introduces?|presents?|provides?|requires?|allows?|enables?|performs?|improves?|reduces?)\b/;
/**
 * Decides which lines of prose are titles and which are abstracts. Pages are saved with or without blank lines, wrapped or not, so
 * no single rule works. Each reading of the whole file has a cost, by the look of its titles and abstracts, the ends of sentences
 * and the line breaks; the cheapest reading wins. A first reading shows if the file has blank lines between cards, and between title
 * and abstract; a second reading then relies on them. Takes time linear in the lines.
 */
export function layout(prose: readonly Prose[]): Card[] {
  const broken = breaks(prose, wrapWidth(prose.map(({ text }) => text)));
  const traits = prose.map(({ text }) => traitsOf(text));
  const titles = prose.map((_, i) => titlesFrom(prose, i, broken));
  const first = read(prose, broken, traits, titles, NO_HABITS);
  const apart = (i: number) => broken[i] === 'blank' || broken[i] === 'page' || broken[i] === 'card';
  const habit = (places: number[]) => places.length > 1 && places.filter(apart).length >= 0.8 * places.length;
  const habits = {
    cards: habit(first.slice(1).map(({ start }) => start)),
    abstracts: habit(first.flatMap(({ abstract }) => abstract ?? [])),
  };
  return habits.cards || habits.abstracts ? read(prose, broken, traits, titles, habits) : first;
}

type Habits = { cards: boolean; abstracts: boolean };
const NO_HABITS: Habits = { cards: false, abstracts: false };

/** The cheapest reading, by dynamic programming from the end. */
function read(
  prose: readonly Prose[],
  broken: readonly Break[],
  traits: readonly Traits[],
  titles: readonly (readonly Title[])[],
  habits: Habits,
): Card[] {
  const afterTitle = habits.abstracts ? { ...AFTER_TITLE, full: 8, ragged: 8, short: 8 } : AFTER_TITLE;
  const afterAbstract = habits.cards ? { ...AFTER_ABSTRACT, full: 8, ragged: 8, short: 8 } : AFTER_ABSTRACT;
  const n = prose.length;
  const before = (i: number): Break => broken[i] ?? 'page';
  const line = (i: number) => traits[i] ?? NO_LINE;

  // The cost of the cheapest reading from line i on, if that line begins a card, begins an abstract, ends one, or continues one.
  const cardCosts: number[] = new Array(n + 1).fill(0);
  const abstractCosts: number[] = new Array(n + 2).fill(IMPOSSIBLE);
  const endCosts: number[] = new Array(n + 1).fill(IMPOSSIBLE);
  const goOnCosts: number[] = new Array(n + 1).fill(IMPOSSIBLE);
  const best: Reading[] = [];
  const cost = (costs: readonly number[], i: number) => costs[i] ?? IMPOSSIBLE;
  /** The end of an abstract that begins at line `i`, by the costs above. */
  const abstractEnd = (i: number) => {
    if (aloneCost(line(i)) + cost(endCosts, i) <= cost(goOnCosts, i)) return i + 1;
    let last = i + 1;
    while (cost(goOnCosts, last) < cost(endCosts, last)) last += 1;
    return last + 1;
  };

  for (let i = n - 1; i >= 0; i -= 1) {
    const [here, next] = [line(i), line(i + 1)];
    const gap = before(i + 1);
    const ended = endCost(here, before(i), gap, i === n - 1) + afterAbstract[gap] + cost(cardCosts, i + 1);
    const continued = paragraphCost(here, next, gap) + Math.min(cost(endCosts, i + 1), cost(goOnCosts, i + 1));
    endCosts[i] = ended;
    goOnCosts[i] = continued;
    abstractCosts[i] = afterTitle[before(i)] + (here.lower ? 3 : 0) + Math.min(aloneCost(here) + ended, continued);
    const readings = (titles[i] ?? []).flatMap(({ titleEnd, cost: titled }): [number, Reading][] => {
      const reading = { start: i, titleEnd, authors: undefined, abstract: undefined };
      const alone = before(titleEnd) === 'card' ? 0 : repeats(prose, i, titleEnd) ? 0.5 : 5;
      const credited = before(titleEnd + 1) === 'card' ? line(titleEnd).authors + cost(cardCosts, titleEnd + 1) : IMPOSSIBLE;
      return [
        [titled + cost(abstractCosts, titleEnd), { ...reading, abstract: titleEnd }],
        [titled + alone + cost(cardCosts, titleEnd), reading],
        [titled + credited, { ...reading, authors: titleEnd }],
        [
          titled + line(titleEnd).authors + cost(abstractCosts, titleEnd + 1),
          { ...reading, authors: titleEnd, abstract: titleEnd + 1 },
        ],
      ];
    });
    const orphan: [number, Reading] = [
      (i === 0 || before(i) === 'page' || before(i) === 'card' ? 6 : IMPOSSIBLE) + cost(abstractCosts, i) - afterTitle[before(i)],
      { start: i, titleEnd: i, authors: undefined, abstract: i },
    ];
    [cardCosts[i], best[i]] = readings.reduce((cheapest, reading) => (reading[0] < cheapest[0] ? reading : cheapest), orphan);
  }

  const endOf = ({ abstract, authors, titleEnd }: Reading) =>
    abstract === undefined ? (authors ?? titleEnd - 1) + 1 : abstractEnd(abstract);
  const cards: Card[] = [];
  for (let chosen = best[0]; chosen; chosen = best[cards.at(-1)?.end ?? n]) {
    cards.push({ ...chosen, end: endOf(chosen) });
  }
  return cards;
}

type Title = { titleEnd: number; cost: number };

/** Properties of a line of prose that the costs use, computed once. */
type Traits = { length: number; ended: boolean; titular: boolean; lower: boolean; capital: boolean; authors: number };

function traitsOf(line: string): Traits {
  const titular = line.length < LONGEST_TITLE && titleCost(line) < 2;
  return {
    length: line.length,
    ended: ends(line) && !(line.endsWith('?') && titular),
    titular,
    lower: STARTS_LOWER.test(line),
    capital: STARTS_SENTENCE.test(line),
    authors: authorsCost(line),
  };
}
const NO_LINE: Traits = { length: 0, ended: false, titular: false, lower: false, capital: false, authors: IMPOSSIBLE };

/** The possible titles from line `start` on, of one line or several. */
function titlesFrom(prose: readonly Prose[], start: number, broken: readonly Break[]): Title[] {
  const titles: Title[] = [];
  let joints = 0;
  for (let titleEnd = start + 1; titleEnd <= Math.min(prose.length, start + MOST_TITLE_LINES); titleEnd += 1) {
    const next = prose[titleEnd - 1]?.text ?? '';
    if (titleEnd > start + 1) {
      const recased = STARTS_SENTENCE.test(next) && capitals(prose[titleEnd - 2]?.text ?? '') < 0.5;
      joints += WITHIN_TITLE[broken[titleEnd - 1] ?? 'page'] + (recased ? 1.5 : 0);
    }
    if (joints > 15 || next.length > LONGEST_TITLE) break;
    titles.push({ titleEnd, cost: joints + titleCost(joinLines(prose.slice(start, titleEnd).map(({ text }) => text))) });
  }
  return titles;
}

// The cost of a break if a title ends there, an abstract ends there, or a title is wrapped there.
const AFTER_TITLE: Record<Break, number> = { full: 1.5, ragged: 0.5, short: 0, blank: 0, page: 0, card: IMPOSSIBLE };
const AFTER_ABSTRACT: Record<Break, number> = { full: 2, ragged: 0.5, short: 0, blank: 0, page: 0, card: 0 };
const WITHIN_TITLE: Record<Break, number> = { full: 0.3, ragged: 1.5, short: 8, blank: 8, page: 12, card: IMPOSSIBLE };

/** The cost of a break between two lines of one abstract. The usual break is after a full line inside a sentence. */
function paragraphCost({ ended, titular }: Traits, next: Traits, gap: Break): number {
  const flows = !ended && next.lower;
  if (gap === 'card') return IMPOSSIBLE;
  if (gap === 'page') return 9;
  if (gap === 'blank') return flows ? 1 : ended || !titular ? 3 : 9;
  if (gap === 'full') return ended ? 1.2 : next.capital ? 2 : 0;
  if (gap === 'ragged') return ended ? 2 : flows ? 0.2 : 2;
  return flows ? 0.7 : ended || !titular ? 3 : 9;
}

/**
 * The cost of ending an abstract at a line. Abstracts end with a sentence, or are cut if long, but rarely inside a sentence at a
 * line break.
 */
const endCost = ({ ended, length, titular }: Traits, above: Break, below: Break, atEnd: boolean) =>
  ended ? 0 : (length > 250 ? 1 : below === 'full' ? 5 : above !== 'full' && titular ? 6 : 2.5) - (atEnd ? 0.5 : 0);

/** The cost of an abstract of one line. Such a line is a sentence, or long. */
const aloneCost = ({ ended, length, titular }: Traits) => (length < 40 ? 1.5 : 0) + (ended || length > 200 ? 0 : titular ? 8 : 4);

/** The cost of a text as a title. It is below zero in title case. */
function titleCost(text: string): number {
  const words = text.split(' ');
  return (
    (text.length > LONGEST_TITLE ? 20 : text.length > 220 ? 4 : text.length > 160 ? 1.5 : text.length < 4 ? 3 : 0) +
    (/[^.][.]["'”’)\]]*$/.test(text) && !/\b(?:etc|Inc|al|vs)\.$/.test(text) ? 4 : 0) +
    (DANGLING.test(text) ? 3 : 0) +
    (/[\p{Ll})\]\d][.] \p{Lu}/u.test(text.replace(/\bvs\. /g, '')) ? 4 : 0) +
    (/https?:\/\/|\bwww\./.test(text) ? 6 : 0) +
    (STARTS_LOWER.test(text) ? 2 : 0) +
    (SENTENCE_OPENING.test(text) || AVAILABILITY.test(text) ? 3 : 0) +
    (/\b[Ww]e\b/.test(text) ? 3 : 0) +
    (text.split('(').length === text.split(')').length ? 0 : 2) +
    (words.length === 1 ? 1.5 : 0) +
    (text.startsWith('(') ? 2 : 0) +
    (words.length > 2 && capitals(text) >= 0.7 ? -3 : VERB.test(text) ? 1.5 : words.length > 6 && capitals(text) < 0.3 ? 0.5 : 0)
  );
}

const authorsCost = (line: string) => (authorsIn(line) === undefined ? IMPOSSIBLE : 0.5);

/** The authors that a line names: after a label, or at least two names. */
export function authorsIn(line: string): string | undefined {
  const [, label, people = ''] = /^((?:[Bb]y|[Aa]uthors?:) ?)?(.*)$/.exec(line.slice(0, LONGEST_AUTHORS)) ?? [];
  return bylineOf(people.replaceAll(' · ', ', '), label !== undefined)?.people;
}

/** True if a line ends with a sentence or a link. */
const ends = (line: string) => /[.!?…]$/.test(line.slice(-1)) || SENTENCE_END.test(line.slice(-400));

/** The share of words of four letters or more that begin with a capital. */
function capitals(text: string): number {
  const long = text.match(/(?<!\p{L})\p{L}{4}/gu) ?? [];
  return long.filter((word) => /^\p{Lu}/u.test(word)).length / Math.max(1, long.length);
}

/** True if the lines from `end` on repeat those from `start`: a title that a page shows twice. */
function repeats(prose: readonly Prose[], start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (prose[i]?.text !== prose[i + end - start]?.text) return false;
  return true;
}
