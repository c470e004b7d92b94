import { withoutAnnouncement } from './arxiv-words.ts';
import { reader, type Table } from './fields.ts';
import { withoutLabels } from './journal-words.ts';
import { newsNotPapers, noPaper } from './scholarly.ts';
import type { XmlSource } from './xml-reading.ts';

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
  tidy: (record) => withoutAnnouncement(withoutLabels(record)),
};

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
  judge: (record, item) => (OF_A_JOURNAL.some((name) => reader(name)(item).length > 0) ? undefined : noPaper(record)),
  verdict: newsNotPapers,
});

/** Elements that only articles of journals have. */
const OF_A_JOURNAL = ['publicationName', 'startingPage', 'bibliographicCitation', 'citation_title'];

/** Feeds in RSS, RDF and Atom: arXiv's own, then those of any publisher. */
export const feedSources: readonly XmlSource[] = [
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
];
