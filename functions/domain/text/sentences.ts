// What ends in a dot and is followed by more of the same sentence.
const ABBREVIATION =
  /(?:^|[\s([])(?:e\.g|i\.e|cf|vs|viz|et al|al|etc|resp|approx|ca|w\.r\.t|a\.k\.a|s\.t|fig|figs|eq|eqs|sec|tab|thm|ref|refs|no|vol|ch|dr|prof|mr|mrs|ms|st|\p{L})\.$/iu;
const END = /[.!?…]["'”’)\]]*(?=\s)/gu;

/** The sentences of a text, one by one and in linear time. "e.g.", "et al.", "Fig. 2", initials and "3.5" end none. */
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
