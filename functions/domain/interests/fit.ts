import { SUBJECTS, type Subject } from '../subject.ts';
import { type Features, type Finder, type PaperFeatures, WEIGHT_BITS } from './features.ts';
import type { Named } from './interests.ts';
import { distinct } from './learn.ts';
import type { Learned } from './learned.ts';
import { unpack, type Weighted } from './packed.ts';
import { nameKey, phraseOf, telling } from './words.ts';

/**
 * Papers of an edition, by the places that its finder gives them: without those that are shown as another edition's. `refs` names each,
 * `order` is where it stands among all that is chosen from.
 */
export type Shelf<Paper> = {
  finder: Finder;
  papers: readonly (Paper | undefined)[];
  refs: readonly string[];
  order: readonly number[];
};

/**
 * How much each paper fits what was learned: until the next call, which uses the same array. Most of the time that choosing takes, ten
 * microseconds for a day of 300 papers. So it reads what is packed as it goes: arrays of it, or a call for each, would double that.
 */
export function likeness(
  { terms: { first, second, others, more }, features, sums }: Finder,
  learned: Learned | undefined,
): Int32Array {
  sums.fill(0);
  if (learned?.lexicon !== features.lexicon || sums.length === 0) return sums;
  const bytes = learned.terms;
  let term = 0;
  for (let i = 0; i < bytes.length; ) {
    let byte = bytes[i++] ?? 0;
    let step = byte & 127;
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = bytes[i++] ?? 0;
      step |= (byte & 127) << shift;
    }
    term += step;
    const says = bytes[i++] ?? 0;
    if (term >= first.length) break;
    // Where no paper holds it an entry is 0, which adds nothing to the first one.
    let entry = first[term] ?? 0;
    sums[entry >>> WEIGHT_BITS] = (sums[entry >>> WEIGHT_BITS] ?? 0) + (entry & WEIGHT_MASK) * says;
    entry = second[term] ?? 0;
    sums[entry >>> WEIGHT_BITS] = (sums[entry >>> WEIGHT_BITS] ?? 0) + (entry & WEIGHT_MASK) * says;
    const at = others[term] ?? 0;
    const end = at === 0 ? -1 : at + (more[at] ?? 0);
    for (let j = at + 1; j <= end; j++) {
      entry = more[j] ?? 0;
      sums[entry >>> WEIGHT_BITS] = (sums[entry >>> WEIGHT_BITS] ?? 0) + (entry & WEIGHT_MASK) * says;
    }
  }
  return sums;
}
const WEIGHT_MASK = 2 ** WEIGHT_BITS - 1;

/** Why a paper is for a reader, by what they named. `author` and `words` put it in whatever else there is; a topic lets it in. */
export type Match = { author?: string; words?: string; topic?: string };

/** The papers that what somebody named leads to, by their places, and why. */
export function matches<Paper extends { subject: Subject }>(
  { finder, papers }: Pick<Shelf<Paper>, 'finder' | 'papers'>,
  { words, authors, subjects, categories }: Named,
): Map<number, Match> {
  const found = new Map<number, Match>();
  const note = (place: number, match: Match) => found.set(place, { ...match, ...found.get(place) });
  for (const one of words) {
    const phrase = phraseOf(one);
    // Of a word that is too long nothing is left but a mark, which stands in every text.
    if (phrase && !phrase.includes('|')) for (const place of finder.withPhrase(phrase)) note(place, { words: one });
  }
  for (const one of authors) for (const place of finder.byAuthor(nameKey(one))) note(place, { author: nameKey(one) });
  for (const one of categories)
    for (const place of finder.inCategory(one)) {
      const as = finder.features.papers[place]?.categories.find((its) => its.toLowerCase() === one.toLowerCase());
      note(place, { topic: as ?? one });
    }
  if (subjects.length > 0)
    papers.forEach((paper, place) => {
      if (paper && subjects.includes(paper.subject)) note(place, { topic: SUBJECTS[paper.subject] });
    });
  return found;
}

/** Why a paper is shown to a reader, as the mail tells it. `near`: it holds words of a phrase they follow, not the phrase. */
type Why = { reason: string; near: boolean };

/** Says why a paper is shown to a reader that fits so well; undefined where nothing says so. */
export type Reasoner = (finder: Finder, place: number, match: Match | undefined, fit: number) => Why | undefined;

/** What says it for one reader, who follows these words. What was learned is unpacked once, when it is first needed. */
export function reasoner(learned: Learned | undefined, followed: readonly string[]): Reasoner {
  let unpacked: Unpacked | undefined;
  const stated = (reason: string): Why => ({ reason, near: false });
  return (finder, place, match, fit) => {
    const paper = finder.features.papers[place];
    if (!paper) return undefined;
    const author = match?.author && paper.authors.find((name) => nameKey(name) === match.author);
    if (author) return stated(`By ${short(author)}, whom you follow`);
    if (match?.words) return stated(`You follow “${short(match.words)}”`);
    const topic = match?.topic ? stated(`From ${short(match.topic)}, which you follow`) : undefined;
    if (learned?.lexicon !== finder.features.lexicon || (topic && fit < 1)) return topic;
    unpacked ??= { known: unpack(learned.terms), liked: learned.liked.map((like) => ({ ...like, held: unpack(like.terms) })) };
    const like = likeOf(finder.features, paper, unpacked);
    return like ? stated(like) : (topic ?? nearTo(finder.features, paper, unpacked.known, followed));
  };
}

/** `held`: which terms of what is known a liked paper holds, by their places there. */
type Unpacked = { known: Weighted; liked: { title: string; held: Weighted }[] };

/** The phrase that a reader follows of which a paper holds a word, where that is among what makes it fit what was learned. */
function nearTo(features: Features, paper: PaperFeatures, known: Weighted, followed: readonly string[]): Why | undefined {
  const words = sharedWords(features, paper, known, known.terms.keys());
  const shared = phraseOf(words).split(' ');
  const phrase = followed.find((one) => telling(one).some((word) => shared.includes(word)));
  return phrase ? { reason: `Near to “${short(phrase)}”, which you follow: ${words}`, near: true } : undefined;
}

/** The liked paper that is nearest, and terms that both hold. */
function likeOf(features: Features, paper: PaperFeatures, { known, liked }: Unpacked): string | undefined {
  let nearest: { like?: Unpacked['liked'][number]; fits: number } = { fits: 0 };
  for (const like of liked) {
    const { terms: places, weights } = like.held;
    let fits = 0;
    for (let i = 0; i < places.length; i++) fits += (weights[i] ?? 0) * weightOf(paper, known.terms[places[i] ?? -1]);
    if (fits > nearest.fits) nearest = { like, fits };
  }
  const { like } = nearest;
  const words = like && sharedWords(features, paper, known, like.held.terms);
  return words ? `Like “${short(like.title)}” of your picks: ${words}` : undefined;
}

/** Of the terms at these places of what is known, the few that a paper holds and that say most. */
function sharedWords({ said }: Features, paper: PaperFeatures, known: Weighted, places: Iterable<number>): string {
  const shared: { words: string; says: number }[] = [];
  for (const place of places) {
    const term = known.terms[place];
    const weight = weightOf(paper, term);
    const words = term !== undefined && weight > 0 ? said.get(term) : undefined;
    if (words) shared.push({ words, says: weight * (known.weights[place] ?? 0) });
  }
  shared.sort((a, b) => b.says - a.says);
  return distinct(
    shared.map(({ words }) => words),
    3,
  ).join(', ');
}

/** How much a term says of a paper; 0 where it does not hold it. */
function weightOf({ terms, weights }: Weighted, term: number | undefined): number {
  if (term === undefined) return 0;
  let [low, high] = [0, terms.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((terms[middle] ?? 0) < term) low = middle + 1;
    else high = middle;
  }
  return terms[low] === term ? (weights[low] ?? 0) : 0;
}

/** How long a title, a phrase, a name in a reason may be, letters. */
const CUT = 70;

const short = (text: string) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > CUT
    ? `${line
        .slice(0, CUT - 1)
        .toWellFormed()
        .trimEnd()}…`
    : line;
};
