import type { Format, RawRecord } from './formats/format.ts';

/** Hosts whose pages are papers, for records with neither a DOI nor an arXiv id. */
const HOSTS = new RegExp(
  String.raw`^https?:\/\/(?:[\w-]+\.)*(?:${[
    String.raw`(?:arxiv|biorxiv|medrxiv|chemrxiv|techrxiv|psyarxiv|eartharxiv|alphaxiv)\.(?:org|com)|preprints\.org|researchsquare\.com\/article|openreview\.net|osf\.io|ssrn\.com|zenodo\.org\/rec|hal\.science|repec\.org|iacr\.org|jmlr\.org|mlr\.press|aclanthology\.org|distill\.pub|huggingface\.co\/papers|openalex\.org\/W\d|dblp\.org\/rec|inspirehep\.net|adsabs\.harvard\.edu|ceur-ws\.org|core\.ac\.uk|hdl\.handle\.net|paperswithcode\.com\/paper`,
    String.raw`(?:papers\.nips|proceedings\.neurips)\.cc|openaccess\.thecvf\.com|ojs\.aaai\.org|ijcai\.org\/proceedings|isca-archive\.org|usenix\.org\/conference|dl\.acm\.org|ieeexplore\.ieee\.org|pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov\/p|europepmc\.org|semanticscholar\.org|nber\.org\/papers|cnki\.net|jstage\.jst\.go\.jp\/article|scielo\.(?:org|br)|jstor\.org\/stable|projecteuclid\.org|ingentaconnect\.com\/content`,
    String.raw`nature\.com\/articles|sciencedirect\.com\/science|cell\.com|thelancet\.com|link\.springer\.com\/article|[\w-]*biomedcentral\.com|science\.org\/doi|pnas\.org|plos(?:one)?\.org|elifesciences\.org|peerj\.com\/articles|f1000research\.com|mdpi\.com\/\d|frontiersin\.org|hindawi\.com|copernicus\.org|pensoft\.net\/article|nejm\.org|bmj\.com|jamanetwork\.com|ahajournals\.org|ascopubs\.org|jneurosci\.org|rupress\.org|journals\.asm\.org`,
    String.raw`academic\.oup\.com|cambridge\.org\/core|onlinelibrary\.wiley\.com|tandfonline\.com|sagepub\.com|degruyter\.com|karger\.com|worldscientific\.com|annualreviews\.org|journals\.aps\.org|pubs\.aip\.org|iopscience\.iop\.org|pubs\.acs\.org|pubs\.rsc\.org|opg\.optica\.org|spiedigitallibrary\.org|epubs\.siam\.org|pubsonline\.informs\.org|royalsocietypublishing\.org|microbiologyresearch\.org`,
  ].join('|')})`,
  'i',
);
/** Open Journal Systems, which thousands of journals run, and the archive software that goes with it. */
const JOURNAL_SYSTEM = /^https?:\/\/[^\s?#]{1,200}\/article\/view\/[\w-]+(?:\/\w+)?\/?$/i;

/** What a reference manager keeps beside papers. */
const PARTS = /^(?:attachment|note|annotation)$/i;
/** What it keeps of the web, and other things with authors: of these only an id or a link makes a paper. */
const OTHERS =
  /^(?:web ?(?:page|site)|blog(?: ?post)?|post(?:-weblog)?|forum ?post|elec|icomm|online|www|electronic|bookmark|link|comp|software|computer ?program|dataset|mpct|video(?: ?recording)?|motion_picture|film|podcast|(?:tv |radio |tv|radio)?broadcast|sound|song|audio ?recording|artwork|graphic|e-?mail|instant ?message|interview|personal_communication)$/i;

const NO_LINK = 'no paper: it has no DOI, no arXiv id and no link to a publisher of papers';
const NOTHING = 'no paper: it has no id or link of a paper, and no authors with an abstract or a venue';

/**
 * Why a record is no paper; undefined for a paper. A paper has an id (`known`: arXiv or DOI) or a page at a host of papers, or
 * authors with an abstract or a venue, or its feed shows that it is one. In a feed of news, authors and abstracts show nothing.
 */
export function noPaper(record: RawRecord, known: boolean, { syndicated }: Pick<Format, 'syndicated'>): string | undefined {
  const { type = '', authors = [], abstract, venue, shown } = record;
  if (PARTS.test(type)) return `no paper: its feed calls it "${type}"`;
  const linked = [record.url, record.page].some((url) => url && (HOSTS.test(url) || JOURNAL_SYSTEM.test(url)));
  if (known || linked || shown) return undefined;
  if (syndicated) return venue ? undefined : NO_LINK;
  if (OTHERS.test(type)) return `${NO_LINK}, and its feed calls it "${type}"`;
  const named = authors.some((name) => /\p{L}{2}/u.test(name));
  return named && (venue || /\S/.test(abstract)) ? undefined : NOTHING;
}

/** What a feed is of which each item was no paper, for these reasons; undefined unless it is one of news. */
export const newsNotPapers = (reasons: Readonly<Record<string, number>>): string | undefined =>
  Object.keys(reasons).every((reason) => reason === NO_LINK)
    ? `This is a news feed, not a list of papers: none of its ${reasons[NO_LINK]} items has a DOI, an arXiv id or a link to a publisher of papers.`
    : undefined;
