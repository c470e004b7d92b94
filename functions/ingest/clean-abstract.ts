/** Labels that pages and feeds put before an abstract. Several may follow one another. */
const BEFORE = [
  /^View a PDF of the paper titled [^\n]{1,600}?(?=\s(?:View PDF|Abstract:))/,
  /^(?:View PDF|HTML \(experimental\)|TeX Source|Full-text links:)/,
  /^arXiv:\S{5,20} Announce Type: [\w-]{2,20}/,
  /^(?:\p{Lu}[\p{L} &:-]{2,80}, )?Published online: \d{1,2} \p{L}{3,9} \d{4}[;,.]?(?: ?doi: ?\S{5,100})?/iu,
  /^Comments?: (?=[^\n]{0,150}\b\d+ (?:pages?|figures?|tables?)\b)[^\n]{1,200}\n/,
  /^(?:©|\(c\)|Copyright(?: ?(?:©|\(c\)))?),? ?(?:19|20)\d{2}\b[^.\n]{0,100}\.(?: ?All rights reserved\.)?/i,
  /^(?:Abstract|Summary|Zusammenfassung|Résumé|Resumen|Riassunto|Resumo)(?: ?[:.—–]|\s*\n)/i,
  // Without its colon the word may be one of the abstract: `Abstract Meaning Representation`.
  /^Abstract\s+(?=(?:We|In|This|The|Our|To|Despite|Although|While|Recent|Recently|Existing|However|With|As|Here|It|These|There)\b)/i,
];
/** Feeds of journals may have only a citation in place of an abstract. */
const CITATION =
  /^(?:\p{Lu}[^.\n]{2,100}, )?(?:Volume \d{1,4}(?:, (?:Issue|Number)\b)?|EarlyView|Ahead of Print|Accepted Article)[^.\n]{0,120}[.\s]*$/u;
/** Text after an abstract: copyright notices, and arXiv's comments about the paper. */
const BEHIND = [
  /(?:\n|(?<=[.!?)]) )\s*Comments?: (?=[^\n]{0,150}\b\d+ (?:pages?|figures?|tables?)\b)[^\n]{1,300}$/,
  /\s*(?:This article is protected by copyright\.)? ?All rights reserved\.?$/i,
  /(?<=[.!?)\n]) ?(?:©|\(c\)|Copyright(?: ?(?:©|\(c\)))?),? ?(?:19|20)\d{2}\b[^\n]{0,200}$/i,
];

/** The abstract without the labels and notices around it; empty if it is only a citation. */
export function withoutLabels(text: string): string {
  let left = text.trim();
  for (let length = -1; length !== left.length; ) {
    length = left.length;
    for (const words of BEFORE) left = left.replace(words, '').trimStart();
  }
  for (const words of BEHIND) left = left.replace(words, '').trimEnd();
  return CITATION.test(left) ? '' : left;
}
