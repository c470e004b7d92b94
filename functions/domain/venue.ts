const ACCEPTED =
  /\b(?:accepted|to appear|will appear|published|presented|in press|forthcoming|camera[- ]ready(?: version)?)\b(?: (?:for (?:publication|presentation)|as (?:an? )?[\w-]+(?: [\w-]+)?|version|paper|manuscript)){0,2},? (?:at|in|by|to|for|on) (?:the )?((?:[^.;,()\n]|\.(?=\S)|, ?(?=(?:19|20)\d{2})){2,120})/i;
/** A venue between the punctuation of a note: `ICML 2026`, `CVPR 2026 (Oral)`. */
const NAMED =
  /(?:^|[.;,] )((?:[A-Z][A-Za-z]*[A-Z]{2,}[A-Za-z]*|[A-Z]{3,})(?:[- '’][A-Z][A-Za-z]+)?[ '’]{1,2}(?:(?:19|20)?\d{2}))\b/;
/** A venue's short name in brackets: `… Conference on Artificial Intelligence (IJCAI-2019)`. */
const SHORT = /^ ?\(([A-Z][A-Za-z]*[A-Z]{2,}[A-Za-z]*(?:[-– '’]*(?:(?:19|20)?\d{2}))?)\)/;
/** Text in the place of a venue that is no venue. */
const NO_VENUE =
  /https?:|doi:|\b10\.\d{4,9}\/|^\W*(?:submitted|under review|withdrawn|reject|desk)|\bwithdrawn submission|\breject(?:ed)?\b|^arxiv|\barxiv preprint|^corr$|^(?:vol(?:ume)?|no|pp|pages?)\b\.? ?\d/i;

/**
 * Where a paper appeared or will appear: the first of the `stated` texts that is a venue, else a venue in the authors' `note`;
 * undefined if none says so.
 */
export function venueOf(stated: readonly (string | undefined)[], note: string): string | undefined {
  const said = stated.map((words = '') => plain(words)).find((words) => !NO_VENUE.test(words) && /\p{L}{3}/u.test(words));
  if (said) return said;
  const accepted = ACCEPTED.exec(note);
  const short = accepted && SHORT.exec(note.slice(accepted.index + accepted[0].length))?.[1];
  const found = plain(
    (short ?? accepted?.[1] ?? NAMED.exec(note)?.[1] ?? '').replace(
      /\s+(?:with|as|and (?:presented|published|accepted|will|to|available))\s.*$/,
      '',
    ),
  );
  return /\p{Lu}/u.test(found) && !NO_VENUE.test(found) ? found : undefined;
}

const plain = (words: string) =>
  words
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“”{}[\](),;.:]+|[\s"'“”{}[\](,;:]+$/g, '')
    .slice(0, 200)
    .toWellFormed();
