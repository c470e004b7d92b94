// Abbreviations, whose dot does not end a sentence.
const ABBREVIATION =
  /(?:^|[\s([])(?:e\.g|i\.e|cf|vs|viz|et al|al|etc|resp|approx|ca|w\.r\.t|a\.k\.a|s\.t|figs?|eqs?|secs?|tabs?|thm|refs?|nos?|pp?|vols?|chs?|dr|prof|mr|mrs|ms|st|\p{L})\.$/iu;
const END = /[.!?…]["'”’)\]]*(?=\s)|[。！？]["'”’）」』]*|(?<=\p{Ll}{3})\.(?=\p{Lu}\p{Ll}+,? \p{Ll})/gu;

/**
 * The sentences of a text, one by one and in linear time. "e.g.", "et al.", "Fig. 2", "pp. 3", initials and "3.5" do not end one.
 * No white space is needed after `。`, nor after a full stop between a word and a capitalised one.
 */
export function* eachSentence(text: string): Generator<string> {
  let start = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    const next = text.slice(end, end + 3).trimStart();
    if (/^\p{Ll}/u.test(next) && !/^\p{Ll}\p{Lu}/u.test(next)) continue;
    if (match[0] === '.' && ABBREVIATION.test(text.slice(Math.max(0, end - 12), end))) continue;
    yield text.slice(start, end).trim();
    start = end;
  }
  const rest = text.slice(start).trim();
  if (rest) yield rest;
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  for (const sentence of eachSentence(text)) return sentence;
  return '';
}
