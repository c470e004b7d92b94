import type { Format, RawRecord } from './formats/format.ts';
import { readsLikeAbstract } from './formats/pages/reads-like-paper.ts';

/** Hosts whose pages are papers. They decide about records with neither a DOI nor an arXiv id. */
const HOSTS = new RegExp(
  String.raw`^https?:\/\/(?:[\w-]+\.)*(?:${[
    String.raw`(?:arxiv|biorxiv|medrxiv|chemrxiv|techrxiv|psyarxiv|eartharxiv|alphaxiv)\.(?:org|com)|preprints\.org|researchsquare\.com\/article|openreview\.net|osf\.io|ssrn\.com|zenodo\.org\/rec|hal\.science|repec\.org|iacr\.org|jmlr\.org|mlr\.press|aclanthology\.org|aclweb\.org\/anthology|distill\.pub|huggingface\.co\/papers|openalex\.org\/W\d|dblp\.org\/rec|inspirehep\.net|adsabs\.harvard\.edu|ceur-ws\.org|core\.ac\.uk|hdl\.handle\.net|paperswithcode\.com\/paper`,
    String.raw`(?:papers\.nips|proceedings\.neurips)\.cc|openaccess\.thecvf\.com|ojs\.aaai\.org|ijcai\.org\/proceedings|isca-archive\.org|usenix\.org\/conference|dl\.acm\.org|ieeexplore\.ieee\.org|pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov\/p|europepmc\.org|semanticscholar\.org|scholar\.google\.[a-z.]{2,6}\/citations\?.*citation_for_view=|nber\.org\/papers|cnki\.net|jstage\.jst\.go\.jp\/article|scielo\.(?:org|br)|jstor\.org\/stable|projecteuclid\.org|ingentaconnect\.com\/content`,
    String.raw`nature\.com\/articles|sciencedirect\.com\/science|cell\.com|thelancet\.com|link\.springer\.com\/article|[\w-]*biomedcentral\.com|science\.org\/doi|pnas\.org|plos(?:one)?\.org|elifesciences\.org|peerj\.com\/articles|f1000research\.com|mdpi\.com\/\d|frontiersin\.org|hindawi\.com|copernicus\.org|pensoft\.net\/article|nejm\.org|bmj\.com|jamanetwork\.com|ahajournals\.org|ascopubs\.org|jneurosci\.org|rupress\.org|journals\.asm\.org`,
    String.raw`academic\.oup\.com|cambridge\.org\/core|onlinelibrary\.wiley\.com|tandfonline\.com|sagepub\.com|degruyter\.com|karger\.com|worldscientific\.com|annualreviews\.org|journals\.aps\.org|pubs\.aip\.org|iopscience\.iop\.org|pubs\.acs\.org|pubs\.rsc\.org|opg\.optica\.org|spiedigitallibrary\.org|epubs\.siam\.org|pubsonline\.informs\.org|royalsocietypublishing\.org|microbiologyresearch\.org`,
  ].join('|')})`,
  'i',
);
/** Article pages of Open Journal Systems, which thousands of journals run, and of its archive software. */
const JOURNAL_SYSTEM = /^https?:\/\/[^\s?#]{1,200}\/article\/view\/[\w-]+(?:\/\w+)?\/?$/i;

/** Pages that are not about a paper: issues, code, videos, talks, news, shops, jobs, events, and the front page of any site. */
const OTHER_SITES = [
  /^https?:\/\/[^/?#]+\/?$/,
  /^https?:\/\/(?:[\w-]+\.)*(?:sourceforge\.net|atlassian\.net|trello\.com|asana\.com|linear\.app|monday\.com|todoist\.com|clickup\.com|youtube\.com|youtu\.be|vimeo\.com|twitch\.tv|tiktok\.com|bilibili\.com|dailymotion\.com|twitter\.com|x\.com|reddit\.com|redd\.it|ycombinator\.com|lobste\.rs|stackoverflow\.com|stackexchange\.com|quora\.com|zhihu\.com|medium\.com|substack\.com|wordpress\.com|blogspot\.com|tumblr\.com|linkedin\.com|facebook\.com|instagram\.com|indeed\.com|glassdoor\.com|greenhouse\.io|lever\.co|monster\.com|amazon(?:\.\w{2,3}){1,2}|ebay\.\w+|etsy\.com|aliexpress\.com|walmart\.com|spotify\.com|soundcloud\.com|apple\.com|netflix\.com|imdb\.com|goodreads\.com|eventbrite\.\w+|meetup\.com|lu\.ma|wikipedia\.org|pypi\.org|npmjs\.com|overleaf\.com|udemy\.com|coursera\.org|notion\.so)(?:[/?#:]|$)/i,
  /^https?:\/\/(?:[\w-]+\.)*(?:bbc|cnn|nytimes|theguardian|guardian|reuters|apnews|bloomberg|washingtonpost|wsj|ft|economist|forbes|cnbc|foxnews|nbcnews|cbsnews|usatoday|latimes|techcrunch|theverge|wired|arstechnica|engadget|zdnet|cnet|venturebeat|mashable|gizmodo|businessinsider|axios|politico|time|newsweek|independent|telegraph|spiegel|zeit|heise|golem|tagesschau|lemonde|lefigaro|elpais|aljazeera|npr)\.(?:com|org|net|de|fr|es|co\.uk|edu)(?:[/?#:]|$)/i,
  /^https?:\/\/(?:[\w-]+\.)*(?:news|newsroom|blogs?|shop|store|jobs?|careers?|events?|tickets?|forums?|recipes?|videos?|podcasts?|issues|bugs?|bugzilla|jira|tracker|tasks|courses?)\.[^/?#]+/i,
  /^https?:\/\/[^/?#]+\/(?:[^/?#]+\/){0,3}(?:issues?|pulls?|merge_requests|tickets?|bugs?|browse|watch|videos?|news|blogs?|shop|store|products?|cart|dp|jobs?|careers?|vacanc(?:y|ies)|events?|talks?|recipes?|threads?|forums?|tasks?|podcasts?|episodes?|courses?)(?:[/?#]|$)/i,
];

/** Code hosts. A paper with an abstract may link to its code. */
const CODE = /^https?:\/\/(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)(?:\/|$)/i;

/** Pages at the hosts of papers that are not papers: lists, people, searches. */
const NOT_A_PAPER =
  /^https?:\/\/[^/]+(?:\/?$|\/(?:list|a|auth\w*|people|venues?|volumes|events|groups?|profile|users?|search|find|login|help|about|me|rss|catchup|archive|year)\b|\/[^?]*[?&](?:term|query|day)=)/i;

/** Pages at the hosts of papers that go with a paper: citations, supplements, volumes and their front matter. */
const SUPPLEMENTS =
  /\.(?:bib|ya?ml|ris|enw|json|xml|zip)$|\/supplemental\/|thecvf\.com\/(?!content[_/])|(?:mlr\.press|jmlr\.org\/papers|n(?:eur)?ips\.cc\/.*paper)\/v?\d+\/?$|aclanthology\.org\/(?!(?:\d{4}\.[\w-]+\.[1-9]\d*|[a-z]\d\d-\d{3,5})(?:v\d+)?(?:\.pdf)?\/?(?:[?#]|$))/i;

/** True if an address is the page of one paper at a host of papers. */
export const isPaperPage = (url: string): boolean =>
  (HOSTS.test(url) &&
    /\d|[?&](?:id|citation_for_view)=\w/.test(url.replace(/^https?:\/\/[^/]+/, '')) &&
    !NOT_A_PAPER.test(url) &&
    !SUPPLEMENTS.test(url)) ||
  JOURNAL_SYSTEM.test(url);

/** Types that reference managers and registries keep beside papers: parts of papers, journals and books, grants. */
const PARTS =
  /^(?:attachment|note|annotation|component|peer[- _]?review|journal(?:[- ](?:issue|volume))?|proceedings(?:[- ]series)?|book[- ](?:set|series)|report[- ]series|standard[- ]series|database|grant|paratext|editorial ?board|libraryitem|instrument|award)$/i;
/** Titles of the other parts of a journal issue. */
const FRONT_MATTER =
  /^(?:.{1,80}\bvolume \d+ issue \d+ )?(?:editorial board|(?:table of )?contents|(?:cover and )?(?:front|back) matter|masthead|(?:(?:front|back|inside) )?cover(?: (?:image|picture|art))?|issue information|(?:author|subject) index|book reviews?|acknowledge?ments? (?:to|of) (?:the )?(?:reviewers|referees))\W*(?:\bvol(?:ume|\.)? ?\d.*)?$/i;
/** Types that have a DOI and are not papers. */
const WITH_DOI =
  /^(?:dataset|software|computational ?notebook|image|audiovisual|sound|interactive ?resource|physical ?object|collection|project|event|service|workflow|model|figure|media|poster|presentation|slides|video(?:\/audio)?|lesson)$/i;
/** Types of web pages and other things with authors. Such a record is a paper only if it has an id or a link of a paper. */
const OTHER_TYPES = new RegExp(
  `^(?:${[
    'web ?(?:page|site)|blog(?: ?post)?|post(?:-weblog)?|forum ?post|elec|icomm|online|www|electronic|bookmark|link|comp|software|computer ?program|dataset|data',
    'mpct|video|(?:video ?recording)|motion_picture|film|movie|podcast(?: ?episode)?|(?:tv |radio |tv|radio)?broadcast|sound|song|music|audio ?recording|slide|advs|artwork|art|graphic|figure|map|multi',
    'e-?mail|instant ?message|message|interview|personal_communication|letter|speech|presentation|talk|event|meeting|news|news ?item|newspaper ?article|article-newspaper|mgzn|magazine ?article|article-magazine|newsletter|press ?release|ency|encyclopedia ?article|dict|dictionary ?entry|entry-(?:dictionary|encyclopedia)',
    'pat|patent|case|legal_case|bill|stat|statute|hear(?:ing)?|legislation|regulation|treaty|pamp|issue|pull ?request|task|todo|ticket|bug|story|job|product|recipe|tweet|status|question|answer|comment|repo(?:sitory)?|course|episode|game',
  ].join('|')})$`,
  'i',
);

/** Words in the names of journals and conferences. A `place` without one may be a room. */
const PUBLICATION =
  /\b(?:journal|j\.|proceedings|proc\.|conf(?:erence|\.)|symposium|workshops?|transactions|trans\.|letters|lett\.|reviews?|rev\.|annals|bulletin|archives?|magazine|nature|science|cell|lancet|plos|ieee|acm|usenix|\w*arxiv|corr|preprint|findings|advances in|international|association|society|neural information|iclr|icml|neurips|nips|acl|emnlp|naacl|eacl|coling|cvpr|iccv|eccv|wacv|aaai|ijcai|aistats|uai|colt|corl|icra|iros|rss|kdd|sigir|sigmod|vldb|www|wsdm|cikm|recsys|chi|uist|cscw|icassp|interspeech|miccai|ccs|ndss|sosp|osdi|nsdi|pldi|popl|icse|fse|tmlr|jmlr|tacl|tpami)\b/i;
const ROOM =
  /\b(?:hall|room|auditorium|theat(?:re|er)|stadium|arena|hotel|street|square|avenue|zoom|teams|webex|meet|café|cafe|pub|bar|church|school gym|floor|lobby|museum|park|campus|garden|office|tba|tbd)\b/i;

/** Members of a line in a program's log. Such a line may name a paper and is none. */
export const LOGGED =
  /^(?:msg|logger|log_?level|pid|trace_?id|span_?id|request_?id|duration_?ms|elapsed_?ms|user_?agent|status_?code)$/i;

const NO_LINK = 'no paper: it has no DOI, no arXiv id and no link to a publisher of papers';
const NO_EVIDENCE = 'no paper: it has no id or link of a paper, and no authors with an abstract or a venue';

/**
 * Why a record is no paper; undefined for a paper. One of these is enough evidence: an id (`known`: arXiv or DOI), a page at a
 * host of papers, authors with an abstract or a venue, or a feed that shows that it is a paper. Authors and abstracts do not count
 * in a news feed, nor in a record with a link or a field that papers do not have. A text in a field that is not called abstract
 * must read like one.
 */
export function noPaper(record: RawRecord, known: boolean, { syndicated }: Pick<Format, 'syndicated'>): string | undefined {
  const { type = '', authors = [], abstract, loose, venue, place, foreign, shown } = record;
  const links = [record.url, record.page].filter((url) => url !== undefined);
  // Mendeley gives an article the type of its venue: `journal`.
  const part = PARTS.test(type) && !(type === 'journal' && authors.length > 0);
  if (part || (WITH_DOI.test(type) && !record.arxiv)) return `no paper: its feed calls it "${type}"`;
  if (FRONT_MATTER.test(record.title.trim())) return 'no paper: it is a part of its journal';
  if (foreign !== undefined && LOGGED.test(foreign) && !/\S/.test(abstract) && authors.length === 0)
    return `no paper: papers have no "${foreign}"`;
  const published = links.some((url) => (HOSTS.test(url) && !NOT_A_PAPER.test(url)) || JOURNAL_SYSTEM.test(url));
  if (known || shown || published) return undefined;
  if (syndicated) return venue ? undefined : NO_LINK;
  if (OTHER_TYPES.test(type)) return `${NO_LINK}, and its feed calls it "${type}"`;
  if (foreign !== undefined) return `${NO_LINK}, and papers have no "${foreign}"`;
  const coded = links.some((url) => CODE.test(url)) && (loose || !/\S/.test(abstract));
  if (coded || links.some((url) => OTHER_SITES.some((host) => host.test(url))))
    return `${NO_LINK}, and its link leads to a site that is not about papers`;
  const printed = venue || (place && PUBLICATION.test(place));
  if (!printed && place && ROOM.test(place)) return `${NO_LINK}, and its venue is neither a journal nor a conference`;
  const signed = authors.some((name) => /\p{L}{2}/u.test(name));
  return signed && (printed || (loose ? readsLikeAbstract(abstract) : /\S/.test(abstract))) ? undefined : NO_EVIDENCE;
}

/** The reason to refuse a feed if all its items were rejected as news; undefined otherwise. `reasons` counts all rejections. */
export const newsNotPapers = (reasons: Readonly<Record<string, number>>): string | undefined =>
  Object.keys(reasons).every((reason) => reason === NO_LINK)
    ? `This is a news feed, not a list of papers: none of its ${reasons[NO_LINK]} items has a DOI, an arXiv id or a link to a publisher of papers. Upload a feed of a journal or an archive.`
    : undefined;
