/** The content of a paper. Categories are arXiv's. */
export type Content = { title: string; abstract?: string | undefined; categories?: readonly string[] | undefined };

/** The most words and UTF-16 units that are read of one text. More are an attempt to match every reader. */
const [MOST_WORDS, MOST_LETTERS] = [3_000, 60_000];
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

/** A text without formulas, in NFKC, so that letters that look alike are the same. */
const plain = (text: string) =>
  text
    .slice(0, MOST_LETTERS)
    .normalize('NFKC')
    .replace(/\$[^$]{0,200}\$(?!\d)/g, ' ');

/** A word of a text: `said` as written, `word` as compared, `gap` what stands between it and the word before. */
type Word = { said: string; word: string; gap: string };

/** The words of a text. Undefined for stop words and numbers, which end a phrase. */
function tellingWords(text: string): (Word | undefined)[] {
  const read = plain(text);
  const found = read.match(/[\p{L}\p{N}][\p{L}\p{N}+#-]*/gu) ?? [];
  let end = 0;
  return found.slice(0, MOST_WORDS).map((said) => {
    const begin = read.indexOf(said, end);
    const gap = read.slice(end, begin);
    end = begin + said.length;
    const word = said.toLowerCase();
    if (word.length < 2 || word.length > LONGEST_WORD || STOP_WORDS.has(word) || /^\d+$/.test(word)) return undefined;
    return { said: said.replace(/-+$/, ''), word: word.length > 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word, gap };
  });
}

/** Two words as they are written one after the other: `Qwen2.5-VL`. Empty if a bracket or the like is between them. */
const pairSaid = (before: Word, { said, gap }: Word): string =>
  gap === '.' ? `${before.said}.${said}` : /^\s+$/.test(gap) ? `${before.said} ${said}` : '';

const CATEGORY = 'cat:';

/** True if a term is a category, not a word. */
export const isCategory = (term: string): boolean => term.startsWith(CATEGORY);

/**
 * Calls `tell` for each term of a paper: words, pairs of words, categories. `n`: how often it counts, twice in the title. `said`:
 * how it is written, empty for two words that are not written as a phrase.
 */
export function eachTerm(
  { title, abstract = '', categories = [] }: Content,
  tell: (term: string, n: number, said: string) => void,
) {
  for (const [text, n] of [[title, 2] as const, [abstract, 1] as const]) {
    let before: Word | undefined;
    for (const one of tellingWords(text)) {
      if (one) tell(one.word, n, one.said);
      if (one && before) tell(`${before.word} ${one.word}`, n, pairSaid(before, one));
      before = one;
    }
  }
  for (const category of categories.slice(0, 20)) tell(`${CATEGORY}${category}`, 1, category);
}

/** A paper's terms, and how often each occurs. */
export function termsOf(paper: Content): Map<string, number> {
  const terms = new Map<string, number>();
  eachTerm(paper, (term, n) => terms.set(term, (terms.get(term) ?? 0) + n));
  return terms;
}

/**
 * A text in the form in which phrases are compared: all words in order, in lower case, hyphens as spaces, plurals as singulars.
 */
export const phraseOf = (text: string): string => compared(plain(text)).slice(0, MOST_WORDS).join(' ');

/** A letter of a script that puts no spaces between words (or, in Korean, none before particles): each counts as a word. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}`;
const COMPARED = new RegExp(
  String.raw`[[\p{L}\p{N}]&&[${UNSPACED}]]|[[\p{L}\p{N}]--[${UNSPACED}]][[\p{L}\p{N}+#]--[${UNSPACED}]]*`,
  'gv',
);

/** The words of a text, each in that form. */
const compared = (text: string): string[] =>
  (text.toLowerCase().match(COMPARED) ?? []).map((word) =>
    word.length > LONGEST_WORD ? '|' : word.length > 3 ? singular(word) : word,
  );

/** The singular of an English word: `policies` to `policy`, `processes` to `process`, `analyses` to `analysis`. */
const singular = (word: string) =>
  word
    .replace(/yses$/, 'ysis')
    .replace(/([^aeiou])ies$/, '$1y')
    .replace(/(ss|sh|ch|x|zz)es$/, '$1')
    .replace(/([^siu])s$/, '$1');

/** The words of a phrase that mean something alone, in the form of `phraseOf`. */
export const telling = (phrase: string): string[] =>
  phraseOf(phrase)
    .split(' ')
    .filter((word) => word.length > 2 && !STOP_WORDS.has(word));

/** True if a phrase tells papers apart. `a`, `7` and `results` do not: nearly all papers hold them. */
export const tellsApart = (phrase: string): boolean =>
  phraseOf(phrase)
    .split(' ')
    .some((word) => word !== '|' && !STOP_WORDS.has(word) && (/\p{L}.*\p{L}|[+#]/u.test(word) || /\p{Lo}/u.test(word)));

/** A paper's text to look phrases up in. No phrase crosses `|`, which ends the title and each sentence. */
export const searchable = ({ title, abstract = '' }: Content): string => ` ${sentencesOf(title)} | ${sentencesOf(abstract)} `;

const sentencesOf = (text: string): string =>
  plain(text)
    .split(SENTENCE_END)
    .flatMap((sentence, i) => (i > 0 ? ['|', ...compared(sentence)] : compared(sentence)))
    .slice(0, MOST_WORDS)
    .join(' ');

/** The end of a sentence or of its half. The dot of `St. Petersburg` and `J. Smith` is none. */
const SENTENCE_END = /(?<=[\p{Ll}\p{N})\]]{2})[.!?](?=\s[^\p{L}\p{N}]*\p{Lu})|[;:](?=\s)/gu;

/** A name in the form in which names are compared: given name first, no accents, no initials in the middle. */
export const nameKey = (name: string): string =>
  name
    .slice(0, 200)
    .replace(/^([^,]+),([^,]+)$/, '$2 $1')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[łøßđæœı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/(?<=\S )\p{L} (?=\S)/gu, '');

/** Letters that NFKD does not split into a letter and an accent. */
const PLAIN: Record<string, string> = { ł: 'l', ø: 'o', ß: 'ss', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };
