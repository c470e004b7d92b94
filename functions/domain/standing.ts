/** How a feed that announces papers day by day marks a record. */
export type Announced = 'new' | 'cross' | 'replace';

/** A paper's standing. `withdrawn`: its authors or publisher took it back. `correction`: it is a notice about another paper. */
export type Standing = { announced?: Announced; withdrawn?: true; correction?: true };

/** The reason of a replaced version. */
export const REVISED = 'no news (replaced version)';

/** Why a record is no news; undefined if it is news. */
export function noNews({
  announced,
  withdrawn,
  correction,
}: { [K in keyof Standing]: Standing[K] | undefined }): string | undefined {
  if (withdrawn) return 'no news (withdrawn or retracted)';
  if (correction) return 'no news (correction or retraction notice of another paper)';
  return announced === 'replace' ? REVISED : undefined;
}

/** Parses a feed's mark: `new`, `cross`, `replace-cross`, `UPDATED`, `*cross-listing*`, `replaced with revised version`. */
export function announcement(words: string | undefined): Announced | undefined {
  if (words === undefined) return undefined;
  if (/\b(?:replace|update)/i.test(words)) return 'replace';
  return /\bcross\b/i.test(words) ? 'cross' : /\bnew\b/i.test(words) ? 'new' : undefined;
}

const GONE = String.raw`(?:withdrawn|retracted)\b(?! (?:from|articles?|papers?|publications?|studies|stud|works?|literature|science)\b)`;
const SELF =
  '(?:this|the|our) (?:current |present )?(?:paper|article|submission|work|manuscript|preprint|note|version|report|letter)';
/** Words in an abstract or a note by which authors take their paper back. */
const TAKEN_BACK = new RegExp(
  String.raw`^\W*(?:${GONE}|(?:${SELF}|paper|article|submission|manuscript|it) (?:has been|is|was|is being|have been|had been)(?: \w+)? ${GONE}|the authors? (?:ha(?:s|ve) )?(?:withdrawn?|withdrew|retract(?:ed)?)\b|withdrawal by )`,
  'i',
);
/** The same, in the middle of a remark: `8 pages. This paper has been withdrawn by the author`. */
const NOTE_WITHDRAWN = new RegExp(`[.;,] ?(?:${SELF} (?:has been|is|was) )?${GONE}`, 'i');
const TITLE_WITHDRAWN = /^\W{0,3}(?:retracted|withdrawn)(?: (?:article|paper|chapter|preprint))?\s?[:\])]|^REMOVED:/i;
/** Titles of journals' notices. Papers on error correction, or on retractions of spheres, have no colon there. */
const TITLE_NOTICE =
  /^\W{0,3}(?:(?:author|publisher|editorial)(?:['’]s|s['’])? (?:correction|corrigendum|erratum)\b|(?:correction|retraction|withdrawal)(?: note| notice)?(?: (?:to|of|for))?\s?[:“"‘]|(?:retraction|withdrawal) (?:note|notice)\b|(?:corrigend(?:um|a)|errat(?:um|a))(?:\s?[:“"‘(]| (?:to|for|on|in)\b|$)|(?:editorial )?expression of concern\b)/i;
const TAG_WITHDRAWN =
  /^(?:retracted|withdrawn|retracted publication|.{0,80}\bwithdrawn submission|.{0,80}\bdesk[- ]reject(?:ed)?(?: submission)?)$/i;
const TAG_NOTICE =
  /^(?:published )?(?:retraction(?: of publication)?|withdrawal|erratum|corrigendum|correction|corrected and republished article|expression of concern)$/i;

/** Tells a paper's standing from its title, abstract and note, and from the tags of its feed, `said`. */
export function standing(paper: { title: string; abstract: string; note: string; said: readonly string[] }): Standing {
  const { title, abstract, note, said } = paper;
  const back = TAKEN_BACK.test(note) || NOTE_WITHDRAWN.test(note) || TAKEN_BACK.test(abstract.slice(0, 300));
  const withdrawn = back || TITLE_WITHDRAWN.test(title) || said.some((words) => TAG_WITHDRAWN.test(words.trim()));
  const correction = TITLE_NOTICE.test(title) || said.some((words) => TAG_NOTICE.test(words.trim()));
  return { ...(withdrawn ? { withdrawn } : {}), ...(correction ? { correction } : {}) };
}
