import { eachSentence } from './text/sentences.ts';
import { alone, LOOKED_AT, leans } from './tldr.ts';

/** Fewer points, and nothing is shown: a card without a result beats one with a claim that is none. */
const ENOUGH = 4.2;

/** Units above which each 60 cost a point: a card shows some 170. */
const LONG = 300;

/** What a sentence that tells a result says, with its points. */
const SAYS: [points: number, pattern: RegExp][] = [
  // Somebody found it.
  [
    3.5,
    /\b(?:we|(?:this|the|our) (?:paper|work|article|study|analysis|audit)) (?:\w+ly |also |further |first |then )?(?:find|found|show|prove|observe|demonstrate|discover|reveal|establish|identify|conclude)s?\b/i,
  ],
  [
    3.5,
    /\b(?:results?|experiments?|evaluations?|analys[ei]s|stud(?:y|ies)|findings?|simulations?|ablations?|audit|tests?|benchmarks?|experimentation)\b[^.;:]{0,120}?\b(?:show|demonstrate|reveal|indicate|confirm|find|establish|prove|validate|verif|suggest)/i,
  ],
  // Compared with something.
  [
    3,
    /\b(?:outperform|surpass|exceed|beat|superior|state[- ]of[- ]the[- ]art|on par|comparable (?:to|with|results|performance)|competitive|as (?:well|good|fast|accurate) as)|\b(?:better|worse|higher|lower|faster|slower|fewer|cheaper|stronger|larger|smaller|more|less)\b[^.;]{0,60}\bthan\b/i,
  ],
  // Something changed.
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

/** What tells of something else: others' work, the method, plans, where the code is. */
const OFF: [points: number, pattern: RegExp][] = [
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

/** What only says that a result was looked for: what follows says it as well, and sooner. */
const PREFACE =
  /^(?:(?:the |our )?(?:[\w-]+,? (?:and )?){0,4}?(?:results?|experiments?|evaluations?|simulations?|analys[ei]s|findings?|stud(?:y|ies))\b[^,.;:]{0,90}? (?:show|demonstrate|reveal|indicate|confirm|suggest|find)s? (?:that |(?=(?:our|the proposed|we) ))|we (?:\w+ly |also |further |then |first )?(?:show|find|demonstrate|observe|prove|found) that |we (?:evaluate|test|perform|conduct|performed|conducted) [^.;:]{0,120}?\band (?:the results |we )?(?:show|demonstrate|find) that |(?:interestingly|notably|remarkably|overall|together|importantly|as a result|lastly|finally|moreover|furthermore|additionally|in addition|in particular|specifically|crucially), )/i;

/**
 * The sentence of an abstract that says what was found, or an empty text where none surely does: points for finding, comparing,
 * changing and for figures, some off for background, method and plans. Never the sentence that `told` is, and nothing that leans
 * on a sentence that is not there. Linear in its input.
 */
export function finding(abstract: string, told: string): string {
  const all: string[] = [];
  for (const sentence of eachSentence(abstract)) if (all.push(sentence) === LOOKED_AT) break;
  const own = all.findIndex((sentence) => OWN.test(sentence));
  let best = { sentence: '', points: ENOUGH };
  for (const [place, sentence] of all.entries()) {
    const bare = straight(sentence);
    if (alone(sentence) === told || told.includes(bare) || (leans(bare) && !OF_THIS.test(bare))) continue;
    const points = pointsOf(sentence) + (1.5 * place) / all.length - (place < own ? 6 : 0);
    if (points > best.points) best = { sentence: bare, points };
  }
  return best.sentence;
}

/** What the card has just named. */
const OF_THIS = /^this (?:method|approach|model|framework|algorithm|technique|system|architecture|dataset|benchmark)\b/i;

/** Where an abstract begins to speak of its own work. */
const OWN = /\b(?:we|our|us|this (?:paper|work|article|study|report)|here|is (?:proposed|presented|introduced|described))\b/i;

function pointsOf(sentence: string): number {
  const says = SAYS.reduce((sum, [points, pattern]) => sum + (pattern.test(sentence) ? points : 0), 0);
  const off = OFF.reduce((sum, [points, pattern]) => sum + (pattern.test(sentence) ? points : 0), 0);
  return says - off - Math.max(0, sentence.length - LONG) / 60;
}

/** The sentence without its preface. */
const straight = (sentence: string): string => alone(alone(sentence).replace(PREFACE, '').replace(PREFACE, ''));
