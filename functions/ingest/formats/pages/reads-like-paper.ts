import type { RawRecord } from '../format.ts';

/** Stems of research words. An abstract has several of them, other prose one or two. */
const RESEARCH =
  /\b(we|our|paper|stud(?:y|ies)|survey|method|approach|propos|introduc|present|demonstrat|show|result|experiment|evaluat|investigat|benchmark|dataset|model|framework|algorithm|learning|train|network|state-of-the-art|outperform|achiev|novel|existing|theor|prov(?:e|ing)\b|estimat|analy[sz]|significan|findings|performance|accuracy|baseline|task|inference|prediction|simulat|measur|observ|sampl|optimi[sz]|comput|classif|represent|architecture|large language|patient|treatment|clinical|cells?\b|gene\b|genes|protein|mice|disease|mechanism|suggest|reveal|identif|here\b|effects?\b|theorem|finite|equation|graph|random|quantum|energy|spectr|galax|stars?\b|phase|dynamic|bound|hypothes|correlat|probabilit|problem)/gi;
/** Marks of documents that abstracts do not have: code, lists, commands, versions and licences. */
const NOT_ABSTRACT =
  /`[^`']+`|^(?:[-*+•] |\d{1,2}[.)] |\||\$ |>)|\(\);?|=>|->|::|--\w|\{\{|<\/?\w+>|\[[^\]]{1,80}\]\(|\b(?:npm|yarn|pip|apt|sudo|git|changelog|license[ds]?|copyright|warrant(?:y|ies)|issue #|pull request|README|bugfix|deprecated|redistribut\w+|v?\d+\.\d+\.\d+)\b/im;

/** The share and the number of cards that must read like papers, at least. */
const SHARE = 0.6;
const FEWEST = 2;
/** The number of papers that are a list, if nearly all cards between the first and the last of them are papers. */
const MANY = 5;
const NEARLY_ALL = 0.8;

/**
 * True if most cards read like papers. It decides about a page without words of a known site. One card is enough on a page with a
 * day or with links to papers.
 */
export function readLikePapers(cards: readonly (RawRecord | undefined)[], dated: boolean): boolean {
  const found = cards.map((card) => card !== undefined && isPaper(card));
  const papers = found.filter(Boolean).length;
  const named = cards.some((card, i) => found[i] && card?.arxiv !== undefined);
  const between = found.lastIndexOf(true) - found.indexOf(true) + 1;
  return (
    papers >= (dated || named ? 1 : FEWEST) &&
    (papers >= SHARE * cards.length || (papers >= MANY && papers >= NEARLY_ALL * between))
  );
}

const isPaper = ({ title, abstract, arxiv }: RawRecord): boolean =>
  !/[:;,]$/.test(title) && !NOT_ABSTRACT.test(title) && readsLikeAbstract(abstract, arxiv ? 100 : 200, arxiv ? 2 : 5);

/** True if a text reads like the abstract of a paper. `least`: its length in characters; `stems`: its different words of research. */
export const readsLikeAbstract = (text: string, least = 200, stems = 5): boolean =>
  text.length >= least &&
  new Set(Array.from(text.slice(0, 3000).matchAll(RESEARCH), ([word]) => word.toLowerCase())).size >= stems &&
  !NOT_ABSTRACT.test(text);
