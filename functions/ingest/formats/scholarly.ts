import type { RawRecord } from './format.ts';

/** Hosts whose pages are papers, for feeds that name neither a DOI nor an arXiv id. */
const PUBLISHERS = new RegExp(
  String.raw`^https?:\/\/(?:[\w-]+\.)*(?:${[
    String.raw`(?:arxiv|biorxiv|medrxiv|chemrxiv|techrxiv|psyarxiv|eartharxiv|alphaxiv)\.(?:org|com)|preprints\.org|researchsquare\.com\/article|openreview\.net|osf\.io|ssrn\.com|zenodo\.org\/rec|hal\.science|repec\.org|iacr\.org|jmlr\.org|mlr\.press|aclanthology\.org|distill\.pub|huggingface\.co\/papers`,
    String.raw`(?:papers\.nips|proceedings\.neurips)\.cc|openaccess\.thecvf\.com|ojs\.aaai\.org|ijcai\.org\/proceedings|isca-archive\.org|usenix\.org\/conference|dl\.acm\.org|ieeexplore\.ieee\.org|pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov\/p|europepmc\.org|semanticscholar\.org|nber\.org\/papers|cnki\.net|jstage\.jst\.go\.jp\/article|scielo\.(?:org|br)|jstor\.org\/stable|projecteuclid\.org|ingentaconnect\.com\/content`,
    String.raw`nature\.com\/articles|sciencedirect\.com\/science|cell\.com|thelancet\.com|link\.springer\.com\/article|[\w-]*biomedcentral\.com|science\.org\/doi|pnas\.org|plos(?:one)?\.org|elifesciences\.org|peerj\.com\/articles|f1000research\.com|mdpi\.com\/\d|frontiersin\.org|hindawi\.com|copernicus\.org|pensoft\.net\/article|nejm\.org|bmj\.com|jamanetwork\.com|ahajournals\.org|ascopubs\.org|jneurosci\.org|rupress\.org|journals\.asm\.org`,
    String.raw`academic\.oup\.com|cambridge\.org\/core|onlinelibrary\.wiley\.com|tandfonline\.com|sagepub\.com|degruyter\.com|karger\.com|worldscientific\.com|annualreviews\.org|journals\.aps\.org|pubs\.aip\.org|iopscience\.iop\.org|pubs\.acs\.org|pubs\.rsc\.org|opg\.optica\.org|spiedigitallibrary\.org|epubs\.siam\.org|pubsonline\.informs\.org|royalsocietypublishing\.org|microbiologyresearch\.org`,
  ].join('|')})`,
  'i',
);
/** Open Journal Systems, which thousands of journals run, and the archive software that goes with it. */
const JOURNAL_SYSTEM = /^https?:\/\/[^\s?#]{1,200}\/article\/view\/[\w-]+(?:\/\w+)?\/?$/i;

/** Why an item of a feed that may hold anything is no paper; undefined for a paper. */
export const noPaper = ({ arxiv, doi, url }: RawRecord): string | undefined =>
  arxiv || doi || (url && (PUBLISHERS.test(url) || JOURNAL_SYSTEM.test(url)))
    ? undefined
    : 'no paper: it has no DOI, no arXiv id and no link to a publisher of papers';

/** What a feed of nothing but such items is. */
export const newsNotPapers = (items: number): string =>
  `This is a news feed, not a list of papers: none of its ${items} items has a DOI, an arXiv id or a link to a publisher of papers.`;
