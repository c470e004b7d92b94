import { SUBJECTS, type Subject } from '../subject.ts';
import type { Finder } from './features.ts';
import type { Named } from './interests.ts';
import { distinct } from './learn.ts';
import type { Learned } from './learned.ts';
import { eachPacked } from './packed.ts';
import { nameKey, phraseOf } from './words.ts';

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

/** How much each paper fits what was learned. */
export function likeness({ starts, places, weights, features }: Finder, learned: Learned | undefined): Int32Array {
  const sums = new Int32Array(features.papers.length);
  if (learned?.lexicon !== features.lexicon) return sums;
  eachPacked(learned.terms, (term, says) => {
    const end = starts[term + 1] ?? 0;
    for (let i = starts[term] ?? 0; i < end; i++) {
      const place = places[i] ?? 0;
      sums[place] = (sums[place] ?? 0) + (weights[i] ?? 0) * says;
    }
  });
  return sums;
}

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
    if (phrase) for (const place of finder.withPhrase(phrase)) note(place, { words: one });
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

/** How long a title, a phrase, a name in a reason may be, letters. */
const CUT = 70;

/** Why a paper is shown to a reader, as the mail says it. Undefined where nothing says so. */
export function reasonFor(
  finder: Finder,
  place: number,
  match: Match | undefined,
  learned: Learned | undefined,
): string | undefined {
  const paper = finder.features.papers[place];
  const author = paper?.authors.find((name) => nameKey(name) === match?.author);
  if (author) return `By ${short(author)}, whom you follow`;
  if (match?.words) return `You follow “${short(match.words)}”`;
  return because(finder, place, learned) ?? (match?.topic && `From ${short(match.topic)}, which you follow`);
}

/** The liked paper that is nearest, and the terms that both hold; or else the terms that this one holds of what was learned. */
function because({ features }: Finder, place: number, learned: Learned | undefined): string | undefined {
  const paper = features.papers[place];
  if (!paper || learned?.lexicon !== features.lexicon) return undefined;
  const held = new Map(Array.from(paper.terms, (term, i) => [term, paper.weights[i] ?? 0]));
  const known: { term: number; says: number }[] = [];
  eachPacked(learned.terms, (term, says) => known.push({ term, says }));
  const inWords = (terms: readonly { term: number; says: number }[]) =>
    distinct(
      terms
        .toSorted((a, b) => b.says - a.says)
        .map(({ term }) => features.said.get(term) ?? '')
        .filter((said) => said !== ''),
      3,
    ).join(', ');
  let nearest = { title: '', fits: 0, terms: [{ term: 0, says: 0 }] };
  for (const { title, terms } of learned.liked) {
    let fits = 0;
    const shared: typeof known = [];
    eachPacked(terms, (at, weight) => {
      const one = known[at];
      const here = one && held.get(one.term);
      if (!here) return;
      fits += here * weight;
      shared.push({ term: one.term, says: here * one.says });
    });
    if (fits > nearest.fits) nearest = { title, fits, terms: shared };
  }
  if (nearest.fits > 0) return `Like “${short(nearest.title)}”, which you picked: ${inWords(nearest.terms)}`;
  const terms = inWords(
    known.flatMap(({ term, says }) => (held.has(term) ? [{ term, says: says * (held.get(term) ?? 0) }] : [])),
  );
  return terms ? `Near to what you ${learned.liked.length > 0 ? 'picked' : 'follow'}: ${terms}` : undefined;
}

const short = (text: string) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > CUT
    ? `${line
        .slice(0, CUT - 1)
        .toWellFormed()
        .trimEnd()}…`
    : line;
};
