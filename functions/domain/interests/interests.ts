import * as z from 'zod/mini';
import { SUBJECT_IDS, type Subject } from '../subject.ts';
import { printable } from '../text/characters.ts';

/** What papers are matched by: words and phrases, authors, our subjects and arXiv categories. */
export const filter = z.object({
  words: z.array(z.string()),
  authors: z.array(z.string()),
  subjects: z.array(z.enum(SUBJECT_IDS)),
  categories: z.array(z.string()),
});
export type Filter = z.infer<typeof filter>;

/** The subjects of filters: all but `other`. */
export const FILTER_SUBJECTS: readonly Subject[] = SUBJECT_IDS.filter((id) => id !== 'other');

export const EMPTY_FILTER: Filter = { words: [], authors: [], subjects: [], categories: [] };

/** How many cards "For you" holds by default, and at most. */
export const CARDS = { usual: 5, most: 10 };

/**
 * What a reader says they work on, as they typed it. Papers that they name as examples are rows of their own, beside their
 * votes.
 */
export const interests = z.object({
  follow: filter,
  mute: filter,
  /** How many cards "For you" may hold. */
  cards: z.int().check(z.minimum(0), z.maximum(CARDS.most)),
  /** One card in five may be outside their interests. */
  outside: z.boolean(),
  /** Their votes are learned from, too. */
  fromVotes: z.boolean(),
  /** Their mail has "For you" only. A day without papers for them brings no mail. */
  only: z.boolean(),
});
export type Interests = z.infer<typeof interests>;

export const NO_INTERESTS: Interests = {
  follow: EMPTY_FILTER,
  mute: EMPTY_FILTER,
  cards: CARDS.usual,
  outside: true,
  fromVotes: false,
  only: false,
};

/** The most bytes of interests that are stored, as JSON. With `MOST_LEARNED_BYTES` a reader's row stays under 8 KB. */
export const MOST_BYTES = 3_500;

/** True if these interests are small enough to be stored. */
export const areStorable = (said: Interests): boolean => new TextEncoder().encode(JSON.stringify(said)).length <= MOST_BYTES;

/** True if interests differ from the defaults. Otherwise nothing is stored. */
export const isSaid = (said: Interests): boolean => JSON.stringify(said) !== JSON.stringify(NO_INTERESTS);

/** The most UTF-16 units of a word, phrase or name. */
const LONGEST = 100;

/** A word, phrase or name as stored: one line of printable characters. Undefined if it is too long. */
export function cleanWords(text: string): string | undefined {
  const words = printable(text.slice(0, 10 * LONGEST));
  return words.length > LONGEST ? undefined : words;
}

/** A category as arXiv spells it: `cs.RO`, `cond-mat.str-el`, `hep-th`; undefined if arXiv has no such category. */
export const arxivCategory = (text: string): string | undefined => CATEGORIES.get(text.toLowerCase());

/** arXiv's categories, by archive (https://arxiv.org/category_taxonomy). Archives without parts are a category themselves. */
const PARTS: Record<string, string> = {
  'astro-ph': 'CO EP GA HE IM SR',
  'cond-mat': 'dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con',
  cs: `AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO SC SD SE SI SY`,
  econ: 'EM GN TH',
  eess: 'AS IV SP SY',
  math: 'AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST',
  nlin: 'AO CD CG PS SI',
  physics: `acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn gen-ph geo-ph hist-ph ins-det
    med-ph optics plasm-ph pop-ph soc-ph space-ph`,
  'q-bio': 'BM CB GN MN NC OT PE QM SC TO',
  'q-fin': 'CP EC GN MF PM PR RM ST TR',
  stat: 'AP CO ME ML OT TH',
};
const WHOLE = 'gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph'.split(' ');
const CATEGORIES = new Map(
  Object.entries(PARTS)
    .flatMap(([archive, parts]) => parts.split(/\s+/).map((part) => `${archive}.${part}`))
    .concat(WHOLE)
    .map((category) => [category.toLowerCase(), category]),
);

/**
 * What a sign-up link says to follow: each text is a category, one of our subjects, or else words. Only the first 20 texts are
 * read.
 */
export function filterIn(texts: readonly string[]): Filter {
  const filter: Filter = { words: [], authors: [], subjects: [], categories: [] };
  for (const text of texts.slice(0, MOST_TEXTS)) {
    const words = cleanWords(text);
    if (!words || !/[\p{L}\p{N}]/u.test(words)) continue;
    const category = arxivCategory(words);
    const subject = FILTER_SUBJECTS.find((id) => id === words);
    if (category) filter.categories.push(category);
    else if (subject) filter.subjects.push(subject);
    else filter.words.push(words);
  }
  return once(filter);
}

/** How many texts of a link are read. */
export const MOST_TEXTS = 20;

/** Unites two filters. */
export const together = (a: Filter, b: Filter): Filter =>
  once({
    words: [...a.words, ...b.words],
    authors: [...a.authors, ...b.authors],
    subjects: [...a.subjects, ...b.subjects],
    categories: [...a.categories, ...b.categories],
  });

/** A filter that has each text once, whatever its case; the first spelling stays. */
export function once({ words, authors, subjects, categories }: Filter): Filter {
  const each = (texts: readonly string[]) => {
    const seen = new Set<string>();
    return texts.filter((text) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()));
  };
  return { words: each(words), authors: each(authors), subjects: [...new Set(subjects)], categories: each(categories) };
}
