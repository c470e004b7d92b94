import type { Format } from './format.ts';
import { jsonFormats } from './json/formats.ts';
import { hfApi, hfPage } from './json/hf-api.ts';
import { topKeys } from './json/paths.ts';
import { idList } from './links/id-list.ts';
import { titledLinks } from './links/titled-links.ts';
import { mail } from './mail.ts';
import { arxivListing } from './pages/arxiv-listing.ts';
import { arxivPage } from './pages/arxiv-page.ts';
import { htmlPage } from './pages/html-page.ts';
import { pageText } from './pages/text.ts';
import { bibtex } from './references/bibtex.ts';
import { csv } from './references/csv.ts';
import { pubmedSummary } from './references/pubmed-summary.ts';
import { taggedFormats } from './references/tagged.ts';
import { xmlFormats } from './xml/formats.ts';
import { rootOf } from './xml/root.ts';
import { zoteroRdf } from './xml/zotero-rdf.ts';

/** All formats that ingest reads. The first that matches wins, so the most specific come first. */
const FORMATS: readonly Format[] = [
  zoteroRdf,
  ...xmlFormats,
  arxivPage,
  hfPage,
  hfApi,
  ...jsonFormats,
  ...taggedFormats,
  pubmedSummary,
  mail,
  arxivListing,
  bibtex,
  idList,
  titledLinks,
  csv,
  pageText,
  htmlPage,
];

/** The format of a file, by its first characters. */
export const detect = (head: string): Format | undefined => FORMATS.find((format) => format.detects(head));

/** The format with this name. Throws if there is none. */
export function formatNamed(name: string): Format {
  const found = FORMATS.find((format) => format.name === name);
  if (!found) throw new Error(`there is no format ${name}`);
  return found;
}

const ACCEPTED =
  'Broadsheet takes lists of papers: pages and mails with titles (as text, HTML or .eml), feeds (RSS, Atom, OAI-PMH), JSON, BibTeX, RIS, CSV and arXiv listings.';

/** Files that are not text, by their first bytes in hexadecimal. */
const MAGIC: readonly [string, string][] = [
  ['gzip data inside another archive: unpack it first', '1f8b'],
  ['a zip archive inside another archive: unpack it first', '504b0304'],
  ['an empty zip archive', '504b0506'],
  ['zstd data inside another archive: unpack it first', '28b52ffd'],
  ['bzip2 data: unpack it first', '425a68'],
  ['xz data: unpack it first', 'fd377a585a00'],
  ['a 7-Zip archive: unpack it first', '377abcaf271c'],
  ['a RAR archive: unpack it first', '526172211a07'],
  ['a PDF', '25504446'],
  ['an old Office document', 'd0cf11e0a1b11ae1'],
  ['a SQLite database', '53514c69746520666f726d'],
  ['a Parquet file', '50415231'],
  ['a picture', '89504e47'],
  ['a picture', 'ffd8ff'],
  ['a picture', '47494638'],
];

const LINES = 'JSON Lines without titles of papers';
const DOCUMENT = 'JSON without titles of papers';
const TABLE = 'a table without a column of titles';

/** A sentence that lists the names of columns or keys that the file has, and names that would be read. */
function namesFound(look: string | undefined, head: string): string {
  const [line = ''] = head.replace(/^\ufeff/, '').split('\n', 1);
  const found =
    look === TABLE ? line.split(/[,;\t|]/) : look === DOCUMENT || look === LINES ? topKeys(look === LINES ? line : head) : [];
  const shown = new Set(found.map((name) => name.replace(/["\s]+/g, ' ').trim()).filter(Boolean));
  return shown.size > 0
    ? ` It has ${[...shown]
        .slice(0, 12)
        .map((name) => name.slice(0, 40))
        .join(', ')}; name what belongs to a paper title, abstract, authors, doi, arxiv_id, url and the like.`
    : '';
}

/** XML and HTML without a format here, by the name of the first element. */
const ROOTS: readonly [string, RegExp][] = [
  ['an OPML list of feeds, not a feed', /^opml$/i],
  ['a sitemap, not a feed', /^(?:urlset|sitemapindex)$/i],
  ['an HTML page', /^(?:html|head|body|meta|title|div|script|table|p|h\d)$/i],
];
const NO_LINKS = 'copied as text, where titles have lost their links: save the page as HTML (Ctrl+S) instead';
const LOOKS: readonly [string, RegExp][] = [
  [
    'a page of arXiv that has lost the ids or the line ends of its papers: copy the whole page in a browser (Ctrl+A), or save it as HTML (Ctrl+S)',
    /Showing (?:new listings for|[\d,]+.[\d,]+ of [\d,]+ results for)|Authors and titles for |\[Submitted on \d{1,2} [A-Z]|Title:.{1,400}Authors:.{1,2000}Abstract:/,
  ],
  [
    `a page of OpenReview ${NO_LINKS}`,
    /^.{0,20}OpenReview(?:\.net)?(?: .{0,9}Login.{0,9})?\s*$|^\W*Readers: Everyone\s*$|^\W*Published: .{6,20}, Last Modified: /m,
  ],
  [
    `a page of proceedings ${NO_LINKS}`,
    /\bPMLR \d+:\d|^\W*(?:\d+\W{1,3})?(?:NeurIPS Proceedings|JMLR Papers)\b|Main Conference Track\s*$|^\s*\[?(?:\[?\d*\]?abs\]\s?\[(?:\[?\d*\]?)?(?:pdf|Download PDF))/m,
  ],
  [`a page of Google Scholar ${NO_LINKS}`, /\bCited by \d+.{0,40}Related articles|^(?:Google Scholar|Get my own profile)\s*$/im],
  [`a page of Semantic Scholar ${NO_LINKS}`, /^.{0,10}Semantic Scholar\s*$|^TLDR\n.{20,600}\n(?:Expand|Collapse)\s*$/m],
  [`a page of the ACL Anthology ${NO_LINKS}`, /^\W*(?:\d+\W)?pdf\W+(?:\d+\W)?bib\b|^\W*(?:\d+\W)?ACL Anthology\b/m],
  [`a page of alphaXiv ${NO_LINKS}`, /^.{0,10}alphaXiv\s*$|^View blog\n(?:Bookmark|Resources|[\d,]+)\s*$/m],
  ['a Git LFS pointer, not the file itself', /^version https:\/\/git-lfs/],
  ['an HTML page', /^\s*<!doctype html/i],
  ['XML with a document type (DOCTYPE), which is not read because a document type can hide an attack', /<!DOCTYPE|<!ENTITY/i],
  [LINES, /^\s*\{[^\n]*\}\s*\n\s*\{/],
  [DOCUMENT, /^\s*(?:\{|\[\s*(?:[[\]{"'tfn]|-?\d[\d.]*\s*,))/],
  [TABLE, /^[^\n,]*,[^\n,]*,[^\n]*\n[^\n,]*,/],
];

/** Tells the publisher what the file seems to be and what is accepted instead. */
export function unknownFormat(head: string, bytes: Uint8Array): string {
  const start = head.slice(0, 4096);
  const hex = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  const tar = Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar' ? 'a tar archive: unpack it first' : undefined;
  const binary = start.replace(/[^\p{Cc}\ufffd]|\s/gu, '').length > 40 ? 'binary data' : undefined;
  const root = rootOf(head);
  const look =
    MAGIC.find(([, magic]) => hex.startsWith(magic))?.[0] ??
    tar ??
    binary ??
    ROOTS.find(([, name]) => root !== undefined && name.test(root))?.[0] ??
    LOOKS.find(([, signature]) => signature.test(start))?.[0] ??
    (root === undefined ? undefined : `XML that is no feed of papers (it begins with <${root.slice(0, 40)}>)`);
  return `This looks like ${look ?? 'text without titles and abstracts: if it is copied from a page, save that page as HTML (Ctrl+S), which keeps its links'}.${namesFound(look, start)} ${ACCEPTED}`;
}
