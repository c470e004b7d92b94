/**
 * What a reader works on, learned from the papers they like and the words they follow, and how well a new paper fits it. All of it is
 * counting words: no model, no other service.
 *
 * A reader likes a few papers; the archive's papers nearest to them stand beside them as weak likes. A term's weight is how much more
 * often papers of that neighbourhood hold it than papers at large (log odds, as Robertson and Spärck Jones weigh relevance,
 * https://doi.org/10.1002/asi.4630270302). With three likes this ranks better than a classifier trained on the likes themselves:
 * `npm run bench -- relevance` compares them.
 */

/** What is known of a paper's content. Categories are arXiv's. */
export type Content = { title: string; abstract?: string | undefined; categories?: readonly string[] | undefined };

/** How many papers there are, and in how many of them each term stands. Terms without a number are too rare to say anything. */
export type Frequencies = { papers: number; terms: ReadonlyMap<string, number> };

/** A paper by its terms: how much each says of it, the squares summing to 1. */
export type PaperVector = ReadonlyMap<string, number>;

/** What a reader works on: terms and their weights. */
export type Interest = ReadonlyMap<string, number>;

/** Papers of the archive that stand beside the likes, how much each like counts beside one of them, and the terms that are kept. */
const [NEIGHBOURS, LIKE_WEIGHT, KEPT_TERMS] = [200, 20, 1_300];

/** Words read of one paper: more are somebody's attempt to be found by everybody. */
const MOST_WORDS = 3_000;
const LONGEST_WORD = 40;

const STOP_WORDS = new Set(
  `a about above after again against all also although always am among an and another any approach approaches are around as at
  available based be because been before being below between both but by can cannot code could demonstrate demonstrates did do does
  doing done down due during each either et etc even ever every existing experiments extensive few first for found from further
  furthermore github had has have having he hence her here him his how however https i if in including indeed instead into introduce
  introduces is it its itself just know large last least less like made mainly make makes many may me method methods might more
  moreover most mostly much must my nearly new no nor not novel now of off often on once one only or other our out over own paper
  perhaps present presents propose proposed proposes quite rather really recent regarding result results same second seem several she
  should show showed shown shows significantly since so some such than that the their them then there therefore these they this those
  three through thus to together too two under until up upon us use used uses using various very via was we well were what when where
  whereas whether which while who whose why will with within without work works would yet you your achieve achieves across`.split(
    /\s+/,
  ),
);

/** The words of a text as they are compared: lower case, no formulas, plurals as their singular; undefined where a phrase is interrupted. */
export function wordsOf(text: string): (string | undefined)[] {
  const found = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\$[^$]{0,200}\$/g, ' ')
    .match(/[\p{L}\p{N}][\p{L}\p{N}+#-]*/gu);
  return (found ?? []).slice(0, MOST_WORDS).map((word) => {
    if (word.length < 2 || word.length > LONGEST_WORD || STOP_WORDS.has(word) || /^\d+$/.test(word)) return undefined;
    return word.length > 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
  });
}

/** A paper's terms and how often each stands there: words, pairs of words, categories. What the title says counts twice. */
export function termsOf({ title, abstract = '', categories = [] }: Content): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (term: string, n: number) => terms.set(term, (terms.get(term) ?? 0) + n);
  for (const [text, n] of [
    [title, 2],
    [abstract, 1],
  ] as const) {
    let before: string | undefined;
    for (const word of wordsOf(text)) {
      if (word) add(word, n);
      if (word && before) add(`${before} ${word}`, n);
      before = word;
    }
  }
  for (const category of categories.slice(0, 20)) add(`${CATEGORY}${category}`, 1);
  return terms;
}

const CATEGORY = 'cat:';

/** Counts in how many papers each term stands, and leaves out those that stand in less than `least`. */
export function countTerms(papers: Iterable<Content>, least: number): Frequencies {
  const terms = new Map<string, number>();
  let n = 0;
  for (const paper of papers) {
    n += 1;
    for (const term of termsOf(paper).keys()) terms.set(term, (terms.get(term) ?? 0) + 1);
  }
  for (const [term, count] of terms) if (count < least) terms.delete(term);
  return { papers: n, terms };
}

/** A paper by its terms. Repeating a word adds ever less (1 + ln), a rare word says more. */
export function vectorOf(paper: Content, { papers, terms }: Frequencies): PaperVector {
  const vector = new Map<string, number>();
  let squares = 0;
  for (const [term, times] of termsOf(paper)) {
    const known = terms.get(term);
    if (known === undefined || known > papers / 5) continue;
    const weight = (1 + Math.log(times)) * (Math.log((1 + papers) / (1 + known)) + 1);
    vector.set(term, weight);
    squares += weight * weight;
  }
  for (const [term, weight] of vector) vector.set(term, weight / Math.sqrt(squares));
  return vector;
}

/** How much a paper fits an interest, or two papers one another; 0 when they share no term. */
export function fitness(interest: Interest, paper: PaperVector): number {
  let sum = 0;
  for (const [term, weight] of paper) sum += weight * (interest.get(term) ?? 0);
  return sum;
}

/**
 * Learns what a reader works on from what they like: papers, and words they follow, each as a vector. `archive` are papers of earlier
 * days, `usual` their mean. Nothing liked is no interest.
 */
export function learn(
  likes: readonly PaperVector[],
  archive: readonly PaperVector[],
  usual: PaperVector,
  all: Frequencies,
): Interest {
  if (likes.length === 0) return new Map();
  const middle = new Map<string, number>();
  for (const like of likes) for (const [term, weight] of like) middle.set(term, (middle.get(term) ?? 0) + weight / likes.length);
  for (const term of middle.keys()) middle.set(term, (middle.get(term) ?? 0) - (usual.get(term) ?? 0));
  // What is usual in the archive is subtracted for terms of the likes alone: of all others it is the same for each paper but for a little.
  const near = archive
    .map((paper) => ({ paper, fits: fitness(middle, paper) }))
    .filter(({ fits }) => fits > 0)
    .sort((a, b) => b.fits - a.fits)
    .slice(0, NEIGHBOURS);
  const held = new Map<string, number>();
  let total = 0;
  const put = (paper: PaperVector, weight: number) => {
    total += weight;
    for (const term of paper.keys()) held.set(term, (held.get(term) ?? 0) + weight);
  };
  for (const like of likes) put(like, LIKE_WEIGHT);
  for (const { paper, fits } of near) put(paper, Math.sqrt(fits / (near[0]?.fits ?? 1)));
  return new Map(
    Array.from(held, ([term, weight]) => {
      const here = (weight + 0.5) / (total + 1);
      const atLarge = (all.terms.get(term) ?? 1) / all.papers;
      const odds = Math.log(here / (1 - here)) - Math.log(atLarge / (1 - atLarge));
      return { term, odds, use: here * odds * -Math.log(atLarge) };
    })
      .filter(({ odds }) => odds > 0)
      .sort((a, b) => b.use - a.use)
      .slice(0, KEPT_TERMS)
      .map(({ term, odds }): [string, number] => [term, odds]),
  );
}

/** The mean of papers: what is usual. */
export function meanOf(papers: readonly PaperVector[]): PaperVector {
  const mean = new Map<string, number>();
  for (const paper of papers) for (const [term, weight] of paper) mean.set(term, (mean.get(term) ?? 0) + weight / papers.length);
  return mean;
}

/** Of the terms that a paper shares with another, the few that speak most for the interest: whole phrases before their words. */
export function sharedTerms(interest: Interest, paper: PaperVector, other: PaperVector, most = 3): string[] {
  const shared = Array.from(paper, ([term, weight]) => ({
    term,
    says: weight * (interest.get(term) ?? 0) * (other.has(term) ? 1 : 0),
  }))
    .filter(({ term, says }) => says > 0 && !term.startsWith(CATEGORY))
    .sort((a, b) => b.says - a.says);
  const chosen: string[] = [];
  for (const { term } of shared) {
    if (chosen.length === most) break;
    const words = term.split(' ');
    if (!chosen.some((one) => one.split(' ').some((word) => words.includes(word)))) chosen.push(term);
  }
  return chosen;
}
