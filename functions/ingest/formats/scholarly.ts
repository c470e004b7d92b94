import type { RawRecord } from './format.ts';

/** Hosts whose pages are papers, for feeds that name neither a DOI nor an arXiv id. */
const PUBLISHERS =
  /^https?:\/\/(?:[\w-]+\.)*(?:arxiv\.org|biorxiv\.org|medrxiv\.org|nature\.com\/articles|sciencedirect\.com\/science|ieeexplore\.ieee\.org|dl\.acm\.org|link\.springer\.com\/article|openreview\.net|jmlr\.org|mlr\.press|aclanthology\.org|pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov\/p|europepmc\.org|nber\.org\/papers|ssrn\.com|semanticscholar\.org|huggingface\.co\/papers|distill\.pub|mdpi\.com\/\d|frontiersin\.org|elifesciences\.org|plos\.org|plosone\.org|pnas\.org|science\.org\/doi|cell\.com|thelancet\.com|nejm\.org|bmj\.com|academic\.oup\.com|onlinelibrary\.wiley\.com|tandfonline\.com|journals\.aps\.org|iopscience\.iop\.org|pubs\.acs\.org|pubs\.rsc\.org|royalsocietypublishing\.org|iacr\.org|hal\.science|ojs\.aaai\.org|papers\.nips\.cc|proceedings\.neurips\.cc|openaccess\.thecvf\.com)/i;

/** Why an item of a feed that may hold anything is no paper; undefined for a paper. */
export const noPaper = ({ arxiv, doi, url }: RawRecord): string | undefined =>
  arxiv || doi || (url && PUBLISHERS.test(url))
    ? undefined
    : 'no paper: it has no DOI, no arXiv id and no link to a publisher of papers';

/** What a feed of nothing but such items is. */
export const newsNotPapers = (items: number): string =>
  `This is a news feed, not a list of papers: none of its ${items} items has a DOI, an arXiv id or a link to a publisher of papers.`;
