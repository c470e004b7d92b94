import type { FieldTable } from '../fields.ts';
import type { RawRecord } from '../format.ts';
import { names } from '../names.ts';
import { withoutAnnouncement } from './arxiv-announcement.ts';
import { withoutLabels } from './journal-labels.ts';
import type { XmlFormat } from './record-reader.ts';

const ATOM = /^(?:\w+:)?feed$/;
const RSS = /^rss$/i;
const RDF = /^(?:\w+:)?RDF$/;
const ATOM_LIST = /^feed$/;
const RSS_LIST = /^channel$/i;
const RDF_LIST = /^RDF$/;
const OF_ARXIV =
  /<link>\s*https?:\/\/(?:[a-z]+\.)?arxiv\.org|updates on (?:the )?arXiv\.org|rdf:about="https?:\/\/(?:[a-z]+\.)?arxiv\.org/;

/** The fields of any publisher's feed, in RSS, RDF or Atom. */
const syndicated: FieldTable = {
  title: 'title',
  abstract: 'encoded content description summary abstract',
  authors: 'author.name creator author authors',
  arxiv: 'id guid link link.@href identifier doi',
  doi: 'doi identifier DOI link.@href link guid id @about',
  url: 'link.@href link @about guid id',
  // Elements that only articles of journals have.
  venue: 'publicationName startingPage bibliographicCitation citation_title',
  published: 'publicationDate date published issued pubDate updated',
  keywords: 'keyword',
  announced: 'announce_type',
  note: 'comment',
  tidy: (record) => named(withoutAnnouncement(withoutLabels(record))),
};

/** The fields of arXiv's feeds, whose date is the day of the announcement. */
const announced: FieldTable = {
  ...syndicated,
  abstract: 'description summary content encoded abstract',
  authors: 'creator author.name author',
  arxiv: 'id guid link link.@href @about',
  published: 'publicationDate',
  listed: 'published pubDate updated',
  venue: 'journal_reference',
  categories: 'category category.@term',
};

/** Moves the first author out of a title of ADS: `Lee, Ann: A Survey`. */
function named(record: RawRecord): RawRecord {
  const [, author, title] = /^([^:,]{1,60}, [^:]{1,60}): (\S.*)$/s.exec(record.title) ?? [];
  if (!author || !title || !/adsabs\.harvard\.edu/.test(record.url ?? '')) return record;
  return { ...record, title, authors: record.authors?.length ? record.authors : names([author], 'each') };
}

const feed = (name: string, root: RegExp, list: RegExp, item: string): XmlFormat => ({
  name,
  root,
  list,
  item,
  syndicated: true,
  table: syndicated,
});

/** Feeds in RSS, RDF and Atom: first arXiv's, then any publisher's. */
export const feedFormats: readonly XmlFormat[] = [
  {
    name: 'arxiv-rss-atom',
    root: ATOM,
    has: /\brss\.arxiv\.org\/|Announce Type:/,
    list: ATOM_LIST,
    item: 'entry',
    syndicated: true,
    table: announced,
  },
  {
    name: 'arxiv-atom',
    root: ATOM,
    has: /\barxiv\.org\/(?:api|schemas)\/|<id>https?:\/\/arxiv\.org\/abs\//,
    list: ATOM_LIST,
    item: 'entry',
    syndicated: true,
    table: {
      title: 'title',
      abstract: 'summary',
      authors: 'author.name',
      arxiv: 'id link.@href',
      doi: 'doi id link.@href',
      published: 'published',
      categories: 'category.@term',
      note: 'comment',
      venue: 'journal_ref',
    },
    judge: ({ title, abstract, arxiv }) => (arxiv === undefined && title === 'Error' ? abstract.trim() : undefined),
    verdict: (_, first) =>
      `arXiv answers with an error instead of papers: "${first}". Correct the request and upload its new answer.`,
  },
  { name: 'arxiv-rss', root: RSS, has: OF_ARXIV, list: RSS_LIST, item: 'item', syndicated: true, table: announced },
  { name: 'arxiv-rdf', root: RDF, has: OF_ARXIV, list: RDF_LIST, item: 'item', syndicated: true, table: announced },
  feed('rdf', RDF, RDF_LIST, 'item'),
  feed('rss', RSS, RSS_LIST, 'item'),
  feed('atom', ATOM, ATOM_LIST, 'entry'),
];
