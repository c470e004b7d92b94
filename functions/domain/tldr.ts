import { printable } from './text/characters.ts';
import { eachSentence, firstSentence } from './text/sentences.ts';

/** UTF-16 units up to which a feed's summary is used whole; of a longer one only the first sentence. */
const SUMMARY = 300;

/** How many sentences of an abstract are read. A longer one is a whole paper. */
export const LOOKED_AT = 60;

/** Share of the words in a model's sentence that must be in the paper's title or abstract. */
const OWN_WORDS = 0.4;

/** UTF-16 units that a sentence should have: a shorter one says too little, a longer one is no summary. */
const SHORT = 60;
const LONG = 230;

/** Points off for a sentence that refers to one before it: as a whole, or by one word. */
const WITHOUT_CONTEXT = 5;
const REFERS_BACK = 2;

/** Points off for a sentence that only repeats the title, and words that any paper could say. */
const SAYS_AGAIN = 3;
const EMPTY_WORDS =
  /^(?:paper|work|study|article|propos\w*|introduc\w*|present\w*|devis\w*|develop\w*|describ\w*|novel|method|module|framework|approach|model|algorithm|system|called|named|termed|this|that|which|with|from|simple|effective|efficient|general)$/;

/** Points for saying what was done: what is new, what was found, what was studied. The first pattern that matches counts. */
const CLAIMS: [points: number, pattern: RegExp][] = [
  [
    8,
    /\b(?:we|(?:this|the|our) (?:paper|work|article|study|report|letter|thesis|survey|review)|here,? (?:we|an?|is)|authors?)\b[^,;]{0,60}?\b(?:propos|introduc|present|develop|design|devis|describ|contribut|releas|formulat|construct|creat|offer|suggest|buil[dt](?!\w* (?:up)?on\b))|, (?:propos|introduc|present)ing an? /i,
  ],
  [6, /\bus to (?:propose|introduce|present|develop)\b/i],
  [7, /\b(?:is|are|we're) (?:hereby )?(?:proposed|introduced|presented|developed)\b(?! (?:by|in) )/i],
  [
    6.5,
    /\b(?:we|(?:this|the|our) (?:paper|work|article|study|report|letter|survey|review))\b[^,;]{0,60}?\b(?:show|demonstrat|prov(?:e|ing|es)\b|find|found|reveal|establish|deriv|achiev|observ|provid|obtain|extend|generali[sz]|unif(?:y|ies))/i,
  ],
  [
    5.5,
    /\b(?:we|(?:this|the|our) (?:paper|work|article|study|report|letter|survey|review))\b[^,;]{0,60}?\b(?:study|studi|investigat|explor|analy[sz]|examin|address|revisit|tackle|consider|review|survey|aim|adopt|seek|focus|characteri|formali|delve|argue|resort|reflect)/i,
  ],
  [5, /^the proposed [\w-]+(?: \w+)? \w+s\b/i],
  [4, /\b(?:our|the proposed) (?:method|approach|model|framework|algorithm|results?|findings?|analysis|key)\b/i],
  [3, /\b(?:we|our|it (?:formulates|introduces|proposes))\b/i],
];

/** Signs that a sentence's subject or problem was named in one before. */
const NEEDS_CONTEXT =
  /^(?:it|they|both|its|their|these|those|such|this(?! (?:paper|work|article|study|report|letter|survey|review|thesis)\b)|the (?:former|latter|second|third|other))\b|\b(?:in|for|of|on) (?:the (?:first|second|third|former|latter|last|other) (?:one|case|part|aspect)|each case|both cases)\b|\b(?:this|these|those|such|that) (?:\w+ )?(?:issues?|problems?|challenges?|gaps?|limitations?|difficult\w+|questions?|scenarios?|comparisons?|goals?|observations?)\b/i;

/** A noun that the sentence refers to: `these integrals`. */
const REFERRED_NOUN = /\b(?:this|these|those) (?!paper|work|article|study|report|letter|survey|review|thesis)([\p{L}-]+)/giu;

/** Points off for sentences that say something else than what is new. */
const PENALTIES: [points: number, pattern: RegExp][] = [
  // Background.
  [
    3,
    /^(?:however|but|yet|unfortunately|traditional|conventional|recent|previous|prior|existing|current|despite|although|nowadays|typically|in recent)\b/i,
  ],
  [2, /\b(?:remains?|widely|in recent years|have been|has been|recently)\b/i],
  [4, /\bet al\.|\bbuil(?:ds?|t|ding) (?:up)?on (?:previous|prior|recent|existing)/i],
  [2, /\bpreviously proposed\b/i],
  [4, /\bwe (?:all|live|know|often|usually|tend)\b/i],
  // Steps of an argument that began before.
  [
    2.5,
    /^(?:furthermore|moreover|additionally|in addition|besides|also|finally|lastly|second|third|next|then|further|meanwhile|in particular|specifically|more specifically|for (?:instance|example)|typically|concretely|formally)\b/i,
  ],
  [
    2.5,
    /\b(?:we|our|paper|work|study) (?:also|further|then|additionally|finally|next|hope|can|evaluate|compare|conduct)\b|^to do so\b/i,
  ],
  // About the paper itself, or evidence without its claim.
  [
    6,
    /https?:\/\/|\b(?:code|data|models?|implementation|project page|dataset)s?\b[^.]{0,60}\b(?:available|released|found at)\b|^keywords?:|\bwe (?:also )?(?:release|open-source|provide) (?:(?:all|our|the|both|its) )*(?:code|data|models?|scripts?|weights|framework|toolkit|benchmarks?|kernel|implementation)/i,
  ],
  [
    3.5,
    /^(?:extensive|comprehensive|experiment|empirical|numerical|our experiments|results? on|through (?:extensive|comprehensive))/i,
  ],
  [4, /\b(?:rest of (?:the|this) paper|paper is organi[sz]ed|future work|open problem|we conclude|we discuss)\b/i],
  [5, /\?$/],
  // What was found: `finding` looks for it.
  [
    1.5,
    /\b(?:results?|findings|experiments?|evaluations?|simulations?)\b[^,;]{0,40}\b(?:show|suggest|indicat|demonstrat|reveal|confirm|point)/i,
  ],
  [1, /\d(?:\.\d+)? ?(?:%|x\b|×|points?\b|times\b)/],
  [3, /\b(?:as follows|the following)\b|:$/i],
];

/** The label of a section of a structured abstract. */
const LABEL =
  /^(?:objectives?|background|introduction|methods?|results?|conclusions?|purpose|aims?|motivation|summary|abstract|tl;?dr)\s?[:.–—-]\s+/i;

/** Openings without content: they join a sentence to the one before it, or say that this is a paper. */
const OPENINGS =
  /^(?:(?:to (?:this|that) end|to do so|with this in mind|technically|following this(?: [\w-]{2,20})?|in (?:this|the present|our|the current) (?:paper|work|article|study|report|letter|thesis|research|survey)|here|hence|thus|therefore|thereby|consequently|accordingly|as a result|in response|in light of this|moreover|furthermore|specifically|in particular|in addition|additionally|however|instead|finally|in fact|in contrast|more specifically|concretely|formally|crucially|interestingly|(?:most )?(?:notably|importantly)|indeed|together|overall|ultimately), |in (?:this|our) (?:paper|work|article|study|report) (?=we |the )|(?:first|second|third|fourth|lastly|then|next), )/i;

/** A first clause that refers to what was said before: "To expand this supply, we present". */
const REFERRING_CLAUSE =
  /^(?:to|using|leveraging|by|based on|building (?:up)?on|motivated by|inspired by|given|with|following|towards?|on|for|from|through|under|within|in view of|in light of)\b[^,:;]{0,120}?\b(?:this|these|those|such|it|them|the (?:above|former|latter|first|second|problems?|challenges?|issues?|limitations?|gaps?|assumption))\b[^,:;]{0,80}, (?=[a-z])/i;

/** Bullets, or dashes between two languages, at the start of a sentence. */
const BULLETS = /^(?:[-–—*•·]+\s+)+/;

/** Words after "We" that refer to a sentence before: `We thus show`, `We focus on the second aspect and introduce`. */
const JOINED = /^we (?:also|thus|therefore|hence|then|further|furthermore|additionally|finally|next) (?=[a-z])/i;
const POINTING =
  /^we (?:focus on|address|tackle|consider|study|take up) (?:this|these|the (?:first|second|third|former|latter|last|other))(?: [\w-]+){0,2} and (?=[a-z])/i;

const WORD = /[\p{L}\p{N}]{4,}/gu;

/**
 * One sentence that says what a paper is; empty if there is none, or if it only repeats the title. The feed's own summary wins.
 * Otherwise it is a sentence of the abstract: each gets points for saying what was done and for words of the title, and loses
 * some for background, for referring to a sentence before it, for being about the paper itself, and for being too short or too
 * long. The first of the best is used, without the words that join it to its neighbours. Linear in its input.
 */
export function tldr({ title, abstract, summary }: { title: string; abstract: string; summary?: string | undefined }): string {
  if (summary?.trim()) return unlessTitle(summary.length <= SUMMARY ? summary.trim() : firstSentence(summary), title);
  let best = { sentence: '', points: Number.NEGATIVE_INFINITY };
  let place = 0;
  for (const sentence of eachSentence(abstract)) {
    const points = pointsOf(sentence, title) - 0.15 * place;
    if (points > best.points) best = { sentence, points };
    place += 1;
    if (place === LOOKED_AT) break;
  }
  return unlessTitle(standalone(best.sentence), title);
}

const unlessTitle = (sentence: string, title: string) => (folded(sentence) === folded(title) ? '' : sentence);
const folded = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * The first sentence of a model's answer about a paper; empty if it is not usable. The answer is untrusted, since the model read
 * an untrusted abstract: the sentence must have an end and a fair length, hold no link, and use the paper's own words.
 */
export function sentenceBy(answer: string, { title, abstract }: { title: string; abstract: string }): string {
  const sentence = firstSentence(printable(answer.slice(0, 4 * SUMMARY)));
  const { length } = sentence;
  const plain = length >= SHORT / 2 && length <= SUMMARY && /[.!]$/.test(sentence) && !/:\/\/|www\.|[@<>{}]/i.test(sentence);
  return plain && overlap(`${title} ${abstract}`, sentence) >= OWN_WORDS ? sentence : '';
}

/**
 * The `count` sentences of an abstract after its TL;DR `shown`; the first ones if fewer follow, or if the TL;DR is not from the
 * abstract.
 */
export function extract(abstract: string, shown: string, count: number): string {
  const all: string[] = [];
  for (const sentence of eachSentence(abstract)) {
    if (all.push(sentence) === LOOKED_AT) break;
  }
  const at = shown ? all.findIndex((sentence) => standalone(sentence) === shown) : -1;
  const after = all.slice(at + 1, at + 1 + count);
  return (after.length === count || at < 0 ? after : all.filter((_, i) => i !== at).slice(0, count))
    .map((sentence) => sentence.replace(LABEL, ''))
    .join(' ');
}

function pointsOf(sentence: string, title: string): number {
  const bare = standalone(sentence);
  const claim = CLAIMS.find(([, pattern]) => pattern.test(sentence))?.[0] ?? 0;
  const off = PENALTIES.reduce((sum, [points, pattern]) => sum + (pattern.test(sentence) ? points : 0), 0);
  const context = needsContext(bare) ? WITHOUT_CONTEXT : refersBack(bare) ? REFERS_BACK : 0;
  const again = saysMore(bare, title) ? 0 : SAYS_AGAIN;
  const { length } = bare;
  const size = length < SHORT ? (SHORT - length) / 10 : length > LONG ? (length - LONG) / 40 : 0;
  return claim - off - context - again - size + 2 * overlap(sentence, title) + pointsForName(sentence, title);
}

/** True if a sentence makes no sense without one before it. */
export const needsContext = (sentence: string): boolean => NEEDS_CONTEXT.test(sentence);

/** True if a sentence says "these integrals" and did not name integrals before. */
const refersBack = (sentence: string) =>
  [...sentence.matchAll(REFERRED_NOUN)].some(
    ({ index, 1: noun = '' }) => !sentence.slice(0, index).toLowerCase().includes(noun.toLowerCase().slice(0, 5)),
  );

/** True if a sentence has at least three words that are not in the title and that not every paper could say. */
function saysMore(sentence: string, title: string): boolean {
  const said = new Set(title.toLowerCase().match(WORD));
  const more = new Set(sentence.toLowerCase().match(WORD));
  return [...more].filter((word) => !said.has(word) && !EMPTY_WORDS.test(word)).length >= 3;
}

/** The share of the second text's words that the first text holds. */
function overlap(sentence: string, title: string): number {
  const words = new Set(title.toLowerCase().match(WORD));
  if (words.size === 0) return 0;
  const said = new Set(sentence.toLowerCase().match(WORD));
  return [...words].filter((word) => said.has(word)).length / words.size;
}

/** Points for the name before the title's colon: `OReX: Object Reconstruction…`. */
function pointsForName(sentence: string, title: string): number {
  const [, name] = /^([^:]{2,24}): /.exec(title) ?? [];
  return name && sentence.includes(name) ? 2 : 0;
}

/** The sentence without words that join it to others: no section label, no "To this end,", no "also". */
export function standalone(sentence: string): string {
  const bare = sentence
    .replace(BULLETS, '')
    .replace(LABEL, '')
    .replace(OPENINGS, '')
    .replace(REFERRING_CLAUSE, '')
    .replace(OPENINGS, '')
    .replace(JOINED, 'We ')
    .replace(POINTING, 'We ');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
