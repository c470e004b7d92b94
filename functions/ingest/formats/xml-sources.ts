import { withoutAnnouncement } from './arxiv-words.ts';
import { reader, type Table } from './fields.ts';
import type { Entry } from './format.ts';
import { newsNotPapers, noPaper } from './scholarly.ts';
import { type XmlSource, xml } from './xml.ts';

const ATOM = /^(?:\w+:)?feed$/;
const RSS = /^rss$/i;
const RDF = /^(?:\w+:)?RDF$/;
const OF_ARXIV =
  /<link>\s*https?:\/\/(?:[a-z]+\.)?arxiv\.org|updates on (?:the )?arXiv\.org|rdf:about="https?:\/\/(?:[a-z]+\.)?arxiv\.org/;

/** What a feed of any publisher may hold, whichever of RSS, RDF or Atom it is. */
const syndicated: Table = {
  title: 'title',
  abstract: 'encoded content description summary abstract',
  authors: 'author.name creator author',
  arxiv: 'id guid link link.@href identifier doi',
  doi: 'doi identifier DOI link.@href link guid id @about',
  url: 'link.@href link @about guid id',
  published: 'publicationDate date published issued pubDate updated',
  keywords: 'keyword',
  tidy: (record) => withoutAnnouncement({ ...record, abstract: withoutCitation(record.abstract) }),
};

/** Journals' feeds begin abstracts with the citation: `<p>Nature, Published online: 29 March 2023; <a …>doi:…</a></p>`. */
const withoutCitation = (text: string) =>
  text.replace(/^\s*<p>[^<]{0,200}Published online: [^<]{0,80}<a [^>]{0,300}>doi:[^<]{0,200}<\/a>\s*<\/p>/i, '');

const announced: Table = {
  title: 'title',
  abstract: 'description summary',
  authors: 'creator author.name',
  arxiv: 'id guid link link.@href @about',
  doi: 'DOI doi',
  listed: 'published pubDate updated',
  keywords: 'category category.@term',
  tidy: withoutAnnouncement,
};

const feed = (name: string, root: RegExp, item: string): XmlSource => ({
  name,
  root,
  item,
  table: syndicated,
  judge: noPaper,
  verdict: newsNotPapers,
});

const SOURCES: readonly XmlSource[] = [
  {
    name: 'oai-pmh',
    root: /^(?:\w+:)?OAI-PMH$/,
    item: 'record',
    table: {
      title: 'metadata.arXiv|arXivRaw|dc|pex-dc.title',
      abstract: 'metadata.arXiv|arXivRaw.abstract metadata.dc|pex-dc.description',
      authors: 'metadata.arXiv.authors.author.forenames+keyname+suffix metadata.arXivRaw.authors metadata.dc|pex-dc.creator',
      arxiv: 'metadata.arXiv|arXivRaw.id metadata.dc|pex-dc.identifier header.identifier',
      doi: 'metadata.arXiv|arXivRaw.doi metadata.dc|pex-dc.identifier',
      url: 'metadata.dc|pex-dc.identifier',
      published: 'metadata.arXiv.created metadata.arXivRaw.version.date metadata.dc|pex-dc.date',
      keywords: 'metadata.arXiv|arXivRaw.categories metadata.dc|pex-dc.subject',
    },
    untitled: (record) =>
      reader('header.@status')(record)[0] === 'deleted'
        ? 'a deleted record'
        : 'a record without a title, or in a metadata format that is not read (arXiv, arXivRaw and oai_dc are)',
    fault: { element: 'error', verdict: oaiFault },
  },
  {
    name: 'arxiv-rss-atom',
    root: ATOM,
    has: /\brss\.arxiv\.org\/|Announce Type:/,
    item: 'entry',
    table: announced,
  },
  {
    name: 'arxiv-atom',
    root: ATOM,
    has: /\barxiv\.org\/(?:api|schemas)\/|<id>https?:\/\/arxiv\.org\/abs\//,
    item: 'entry',
    table: {
      title: 'title',
      abstract: 'summary',
      authors: 'author.name',
      arxiv: 'id link.@href',
      doi: 'doi',
      published: 'published',
      keywords: 'category.@term',
    },
    judge: ({ title, abstract, arxiv }) => (arxiv === undefined && title === 'Error' ? abstract.trim() : undefined),
    verdict: (_, first) => `arXiv answers with an error instead of papers: "${first}".`,
  },
  { name: 'arxiv-rss', root: RSS, has: OF_ARXIV, item: 'item', table: announced },
  { name: 'arxiv-rdf', root: RDF, has: OF_ARXIV, item: 'item', table: announced },
  feed('rdf', RDF, 'item'),
  feed('rss', RSS, 'item'),
  feed('atom', ATOM, 'entry'),
  {
    name: 'endnote-xml',
    root: /^(?:xml|records)$/,
    item: 'record',
    table: {
      title: 'titles.title',
      abstract: 'abstract',
      authors: 'contributors.authors.author.style|# contributors.authors.author',
      doi: 'electronic-resource-num.style|# electronic-resource-num',
      url: 'urls.related-urls.url.style|# urls.related-urls.url',
      keywords: 'keywords.keyword.style|# keywords.keyword',
    },
  },
  {
    name: 'acl-xml',
    root: /^(?:collection|volume)$/,
    has: /<paper\b/,
    item: 'paper',
    table: {
      title: 'title',
      abstract: 'abstract',
      authors: 'author.first+last',
      doi: 'doi',
      url: (paper) => reader('url')(paper).map((id) => (/^https?:/.test(id) ? id : `https://aclanthology.org/${id}/`)),
    },
  },
];

/** Every XML source, the most telling first. */
export const xmlFormats = SOURCES.map(xml);

/** An OAI-PMH error: that nothing matches is an answer like any other. */
function oaiFault(node: unknown): Entry {
  const code = reader('@code')(node)[0] ?? 'unknown';
  const words = reader('#')(node)[0]?.trim();
  if (code === 'noRecordsMatch') return { verdict: 'empty', sentence: 'A valid OAI-PMH answer: no records match the request.' };
  return {
    verdict: 'refused',
    sentence: `The archive answers with an OAI-PMH error: ${code}${words ? `, "${words.slice(0, 300)}"` : ''}.`,
  };
}
