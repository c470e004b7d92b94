/** What a feed says a record is, when it announces papers day by day. */
export type Announced = 'new' | 'cross' | 'replace';

/** What is known of a paper's standing: `withdrawn` by who wrote or printed it; a `correction` is a notice about another paper. */
export type Standing = { announced?: Announced; withdrawn?: true; correction?: true };

/** Why a replaced version is no news. */
export const REVISED = 'no news (replaced version)';

/** Why a record is no news; undefined for news. A replaced version is of an earlier paper. */
export function noNews({
  announced,
  withdrawn,
  correction,
}: { [K in keyof Standing]: Standing[K] | undefined }): string | undefined {
  if (withdrawn) return 'no news (withdrawn or retracted)';
  if (correction) return 'no news (correction or retraction notice of another paper)';
  return announced === 'replace' ? REVISED : undefined;
}

/** `new`, `cross`, `replace-cross`, `UPDATED`, `*cross-listing*`, `replaced with revised version`. */
export function announcement(words: string | undefined): Announced | undefined {
  if (words === undefined) return undefined;
  if (/\b(?:replace|update)/i.test(words)) return 'replace';
  return /\bcross\b/i.test(words) ? 'cross' : /\bnew\b/i.test(words) ? 'new' : undefined;
}

const GONE = String.raw`(?:withdrawn|retracted)\b(?! (?:from|articles?|papers?|publications?|studies|stud|works?|literature|science)\b)`;
const SELF =
  '(?:this|the|our) (?:current |present )?(?:paper|article|submission|work|manuscript|preprint|note|version|report|letter)';
/** How authors take a paper back where its abstract or its remark stood. */
const TAKEN_BACK = new RegExp(
  String.raw`^\W*(?:${GONE}|(?:${SELF}|paper|article|submission|manuscript|it) (?:has been|is|was|is being|have been|had been)(?: \w+)? ${GONE}|the authors? (?:ha(?:s|ve) )?(?:withdrawn?|withdrew|retract(?:ed)?)\b|withdrawal by )`,
  'i',
);
/** The same, in the middle of a remark: `8 pages. This paper has been withdrawn by the author`. */
const REMARKED = new RegExp(`[.;,] ?(?:${SELF} (?:has been|is|was) )?${GONE}`, 'i');
const TITLED_GONE = /^\W{0,3}(?:retracted|withdrawn)(?: (?:article|paper|chapter|preprint))?\s?[:\])]|^REMOVED:/i;
/** Notices of journals. Papers on error correction, or on retractions of spheres, have no colon there. */
const NOTICE =
  /^\W{0,3}(?:(?:author|publisher|editorial)(?:['’]s|s['’])? (?:correction|corrigendum|erratum)\b|(?:correction|retraction|withdrawal)(?: note| notice)?(?: (?:to|of|for))?\s?[:“"‘]|(?:retraction|withdrawal) (?:note|notice)\b|(?:corrigend(?:um|a)|errat(?:um|a))(?:\s?[:“"‘(]| (?:to|for|on|in)\b|$)|(?:editorial )?expression of concern\b)/i;
const SAID_GONE =
  /^(?:retracted|withdrawn|retracted publication|.{0,80}\bwithdrawn submission|.{0,80}\bdesk[- ]reject(?:ed)?(?: submission)?)$/i;
const SAID_NOTICE =
  /^(?:published )?(?:retraction(?: of publication)?|withdrawal|erratum|corrigendum|correction|corrected and republished article|expression of concern)$/i;

/** The standing of a paper by its title, its abstract, what its authors remark, and the `said` words of its feed. */
export function standing(paper: { title: string; abstract: string; note: string; said: readonly string[] }): Standing {
  const { title, abstract, note, said } = paper;
  const back = TAKEN_BACK.test(note) || REMARKED.test(note) || TAKEN_BACK.test(abstract.slice(0, 300));
  const withdrawn = back || TITLED_GONE.test(title) || said.some((words) => SAID_GONE.test(words.trim()));
  const correction = NOTICE.test(title) || said.some((words) => SAID_NOTICE.test(words.trim()));
  return { ...(withdrawn ? { withdrawn } : {}), ...(correction ? { correction } : {}) };
}
