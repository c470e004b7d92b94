import { eachSentence } from './text/sentences.ts';
import { LOOKED_AT, needsContext, standalone } from './tldr.ts';

/** The fewest points of a sentence that is shown. A card without a result is better than one with a wrong sentence. */
const LEAST_POINTS = 4.2;

/** UTF-16 units above which a sentence loses a point for each 60 more; a card shows some 170. */
const LONG = 300;

/** Signs that a sentence tells a result, with their points. */
const RESULT_SIGNS: [points: number, pattern: RegExp][] = [
  // It was found.
  [
    3.5,
    /\b(?:we|(?:this|the|our) (?:paper|work|article|study|analysis|audit)) (?:\w+ly |also |further |first |then )?(?:find|found|show|prove|observe|demonstrate|discover|reveal|establish|identify|conclude)s?\b/i,
  ],
  [
    3.5,
    /\b(?:results?|experiments?|evaluations?|analys[ei]s|stud(?:y|ies)|findings?|simulations?|ablations?|audit|tests?|benchmarks?|experimentation)\b[^.;:]{0,120}?\b(?:show|demonstrate|reveal|indicate|confirm|find|establish|prove|validate|verif|suggest)/i,
  ],
  // A comparison.
  [
    3,
    /\b(?:outperform|surpass|exceed|beat|superior|state[- ]of[- ]the[- ]art|on par|comparable (?:to|with|results|performance)|competitive|as (?:well|good|fast|accurate) as)|\b(?:better|worse|higher|lower|faster|slower|fewer|cheaper|stronger|larger|smaller|more|less)\b[^.;]{0,60}\bthan\b/i,
  ],
  // A change.
  [
    2.5,
    /\b(?:improv|reduc|increas|decreas|gain|speed-?up|speedup|accelerat|rais|cuts?\b|drop|collaps|degrad|fail|struggl|limited|resist|vary|varies|saturat|narrow|lag|shift|trade)/i,
  ],
  [
    2,
    /\b(?:achiev|reach|attain|yield|obtain|scor|retain|recover|succeed|deliver|match(?:es|ing)?\b|converge|accurately|reproduce)/i,
  ],
  // A figure with its unit.
  [
    3,
    /\d ?(?:%|×|x\b|times\b|percent|points?\b|pp\b|AP\b|BLEU|dB|K\b|M\b)|\b\d+(?:\.\d+)?[-–]?\d*[x×]|\b(?:accuracy|score|FID|AUC|F1|mAP|EER|success|error)\b[^.;]{0,40}\d|\d\.\d+ ?(?:r?FID|mAP|AUC|F1)|(?:=|≥|≤|±) ?[+-]?\d/,
  ],
];

/** Signs that it tells something else (others' work, the method, plans, where the code is), with the points they cost. */
const PENALTIES: [points: number, pattern: RegExp][] = [
  [
    8,
    /https?:\/\/|\b(?:code|data|models?|datasets?|weights)\b[^.]{0,60}\b(?:available|released|found at|open-source)|\bwe (?:also )?(?:release|open-source)\b/i,
  ],
  [
    5,
    /^(?:existing|recent|previous|prior|traditional|conventional|current|although|while (?:existing|recent|prior)|many|most)\b|\b(?:et al\.|prior work|recent (?:work|stud))/i,
  ],
  [
    4,
    /\b(?:we|(?:this|the|our) (?:paper|work|article|study)) (?:\w+ly |also |further |first |then )?(?:propos|introduc|present|develop|design|devis|describ|construct|formulat|evaluat|conduct|test|compare|investigat|stud|explor|examin|analy[sz]|aim|adopt|benchmark|consider|address|use|review|discuss|appl|train|perform)/i,
  ],
  [4, /\?$/],
  // A result that does not say what it is.
  [
    2.5,
    /\b(?:effectiveness|superiority|advantages?|usefulness|validity|benefits|claims?|interest) (?:and \w+ )?(?:of|against|regarding)\b/i,
  ],
  [
    3,
    /\b(?:we hope|we believe|we anticipate|we expect|(?:future|further) (?:work|research|investigation|stud)|is (?:needed|required)|paves? the way|pav(?:es|ing) (?:the|a) |highlight(?:s|ing)? the (?:need|importance|potential)|should|opens? up|can serve as|are shown for|is (?:evaluated|demonstrated|tested) on|to (?:demonstrate|test|evaluate|validate) )/i,
  ],
  [2, /\bwe (?:show|demonstrate) how\b/i],
  [2, /\b(?:suggest|may|might|could|potential(?:ly)?|promising)\b/i],
  [
    2,
    /\b(?:is|are) (?:designed|trained|embedded|computed|concatenated|used|built)\b|\b(?:designed to|enables?|allows?|aims? to|consists? of|comprises?)\b/i,
  ],
];

/** The preface of a result, such as “Experiments show that”. The rest of the sentence is enough. */
const PREFACE =
  /^(?:(?:the |our )?(?:[\w-]+,? (?:and )?){0,4}?(?:results?|experiments?|evaluations?|simulations?|analys[ei]s|findings?|stud(?:y|ies))\b[^,.;:]{0,90}? (?:show|demonstrate|reveal|indicate|confirm|suggest|find)s? (?:that |(?=(?:our|the proposed|we) ))|we (?:\w+ly |also |further |then |first )?(?:show|find|demonstrate|observe|prove|found) that |we (?:evaluate|test|perform|conduct|performed|conducted) [^.;:]{0,120}?\band (?:the results |we )?(?:show|demonstrate|find) that |(?:interestingly|notably|remarkably|overall|together|importantly|as a result|lastly|finally|moreover|furthermore|additionally|in addition|in particular|specifically|crucially), )/i;

/**
 * The sentence of an abstract that says what was found, or an empty text if none surely does. A sentence gains points for
 * results, comparisons, changes and figures, and loses some for background, method and plans. It is never the paper's `tldr`, and
 * never one that makes no sense by itself. Linear in its input.
 */
export function finding(abstract: string, tldr: string): string {
  const all: string[] = [];
  for (const sentence of eachSentence(abstract)) if (all.push(sentence) === LOOKED_AT) break;
  const own = all.findIndex((sentence) => OWN_WORK.test(sentence));
  let best = { sentence: '', points: LEAST_POINTS };
  for (const [place, sentence] of all.entries()) {
    const bare = withoutPreface(sentence);
    if (standalone(sentence) === tldr || tldr.includes(bare) || (needsContext(bare) && !NAMED_BEFORE.test(bare))) continue;
    const points = pointsOf(sentence) + (1.5 * place) / all.length - (place < own ? 6 : 0);
    if (points > best.points) best = { sentence: bare, points };
  }
  return best.sentence;
}

/** A subject that the card's first sentence has named. */
const NAMED_BEFORE = /^this (?:method|approach|model|framework|algorithm|technique|system|architecture|dataset|benchmark)\b/i;

/** Signs that a sentence is about the paper's own work. Sentences before the first such one lose points. */
const OWN_WORK =
  /\b(?:we|our|us|this (?:paper|work|article|study|report)|here|is (?:proposed|presented|introduced|described))\b/i;

function pointsOf(sentence: string): number {
  const says = RESULT_SIGNS.reduce((sum, [points, pattern]) => sum + (pattern.test(sentence) ? points : 0), 0);
  const off = PENALTIES.reduce((sum, [points, pattern]) => sum + (pattern.test(sentence) ? points : 0), 0);
  return says - off - Math.max(0, sentence.length - LONG) / 60;
}

/** The sentence without its preface. */
const withoutPreface = (sentence: string): string => standalone(standalone(sentence).replace(PREFACE, '').replace(PREFACE, ''));
