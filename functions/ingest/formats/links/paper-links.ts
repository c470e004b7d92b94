import { doiIn, normaliseArxivId } from '../../../domain/paper.ts';
import { isPaperPage } from '../../evidence.ts';

/** A link in Markdown, an address, an arXiv id or a DOI. */
export const LINK = new RegExp(
  [
    String.raw`(?<!!)\[((?:[^[\]\n]|\[[^[\]\n]{0,80}\]){1,500})\]\(<?(https?:\/\/[^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)>?(?: "[^"\n]{0,200}")?\)`,
    String.raw`<?((?:https?:\/\/|(?<![\w./@-])(?:www\.)?(?:arxiv\.org|huggingface\.co|hf\.co|alphaxiv\.org|doi\.org)\/)[^\s<>"')\]|*]{4,2000})>?`,
    String.raw`\b(arxiv: ?(?:\d{4}\.\d{4,5}|[a-z-]{2,9}\/\d{7})(?:v\d+)?)(?!\d|…|\.\.\.)(?: ?\[[\w.-]{2,12}\])?`,
    String.raw`\bdoi: ?(10\.\d{4,9}\/[^\s"<>)\]]{1,200})`,
  ].join('|'),
  'gi',
);
/** Words of a line, or a link with its words. */
export type Piece = { words: string; url?: string };

/** A line as its words and its links. */
export function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of line.matchAll(LINK)) {
    const [all, words, address, bare, arxiv, doi] = match;
    if (match.index > from) found.push({ words: line.slice(from, match.index) });
    const url = target(
      address ??
        bare?.replace(/[.,;:]+$/, '').replace(/^(?!https?:)/i, 'https://') ??
        (arxiv ? arxiv.replace(/: /, ':') : `https://doi.org/${doi?.replace(/[.,;]+$/, '')}`),
    );
    found.push({ words: words ?? '', url });
    from = match.index + all.length;
  }
  if (from < line.length) found.push({ words: line.slice(from) });
  return found;
}

/** The target of an address that goes through a click counter. */
function target(url: string): string {
  const [, inner] = /[?&](?:url|u|q|target|dest|to|redirect|link)=(https?(?::|%3A)[^&\s]{4,2000})/i.exec(url) ?? [];
  if (inner === undefined) return url;
  try {
    return `${decodeURIComponent(inner)}${SCHOLAR.test(url) ? '#scholar' : ''}`;
  } catch (error) {
    if (error instanceof URIError) return url;
    throw error;
  }
}

/** A link of Google Scholar, which leads to a paper at any host. */
const SCHOLAR = /^https?:\/\/scholar\.google\.[a-z.]{2,6}\/scholar_url\?/i;
/** An address without its fragment. */
export const bare = (url: string) => url.replace(/#.*$/, '');
export const arxivOf = (url: string) => normaliseArxivId(bare(url));
/** The DOI in an address, or the DOI that the publisher derives from it. */
export function doiOf(url: string): string | undefined {
  for (const [where, prefix] of DOI_FROM_ADDRESS) {
    const [, id, version] = where.exec(bare(url)) ?? [];
    if (id !== undefined) return `${prefix}${id.toLowerCase()}${version ? `.${version}` : ''}`;
  }
  return doiIn(bare(url));
}
/** Addresses from which a publisher derives its DOIs, with the prefix of the DOI. */
const DOI_FROM_ADDRESS: readonly [RegExp, string][] = [
  [/^https?:\/\/www\.nature\.com\/articles\/([\w.-]+?)(?:\.pdf)?\/?(?:\?.*)?$/i, '10.1038/'],
  [/^https?:\/\/(?:www\.)?(?:bio|med)rxiv\.org\/(?!.*\/10\.)[^?#]{0,80}?(\d{4}\.\d{2}\.\d{2}\.\d{6,8})/i, '10.1101/'],
  [/^https?:\/\/elifesciences\.org\/(?:articles|reviewed-preprints)\/(\d+)/i, '10.7554/elife.'],
  [/^https?:\/\/peerj\.com\/articles\/(\d+)\/?$/i, '10.7717/peerj.'],
  [/^https?:\/\/(?:papers\.|www\.)?ssrn\.com\/.*\babstract(?:_id)?=(\d+)/i, '10.2139/ssrn.'],
  [/^https?:\/\/zenodo\.org\/records?\/(\d+)/i, '10.5281/zenodo.'],
  [/^https?:\/\/www\.researchsquare\.com\/article\/(rs-\d+\/v\d+)/i, '10.21203/rs.3.'],
  [/^https?:\/\/www\.preprints\.org\/manuscript\/(\d{6}\.\d{4})\/(v\d+)/i, '10.20944/preprints'],
];

/** The alias of the paper that an address or an id names; undefined if it has neither an arXiv id nor a DOI. */
export function aliasOf(url: string): string | undefined {
  const arxiv = arxivOf(url);
  // If a paper of the ACL Anthology has a DOI, it is this one.
  const [, anthology] = /^https?:\/\/(?:www\.)?aclanthology\.org\/([\w.-]+?)(?:\.pdf)?\/?(?:\?.*)?$/i.exec(bare(url)) ?? [];
  const doi = anthology ? `10.18653/v1/${anthology.toLowerCase()}` : doiOf(url);
  return arxiv ? `arxiv:${arxiv}` : doi && `doi:${doi}`;
}
/** True if a line links to pages of people. */
export const isPersonLink = (line: string): boolean =>
  /\]\(https?:[^\s()]*(?:\/people\/|\/profile\?id=|searchtype=author|\/authors?\/)/.test(line);

/** True if an address is that of a paper. */
export const isPaper = (url: string) =>
  url.endsWith('#scholar') || arxivOf(url) !== undefined || doiOf(url) !== undefined || isPaperPage(url);

/** A text without the markup of Markdown and HTML. */
export const plain = (text: string) =>
  text
    .replace(LINK, (_, words: string | undefined) => words ?? '')
    .replace(/<\/?[a-z]{1,6} ?\/?>/g, ' ')
    .replace(/\*\*|__|`/g, '')
    .trim();
