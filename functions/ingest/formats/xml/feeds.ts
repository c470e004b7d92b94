import { type FieldTable, textsAt } from '../fields.ts';
import type { RawRecord } from '../format.ts';
import { names } from '../names.ts';
import { withoutAnnouncement, withoutJournalLabels } from './feed-labels.ts';
import type { XmlFormat } from './record-reader.ts';

/** The first element of a feed, and the element around its items. */
const ATOM = { root: /^feed$/, list: /^feed$/, item: 'entry', syndicated: true } as const;
const RSS = { root: /^rss$/i, list: /^channel$/i, item: 'item', syndicated: true } as const;
const RDF = { root: /^RDF$/, list: /^RDF$/, item: 'item', syndicated: true } as const;
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
  tidy: (record) => withoutAuthorInTitle(withoutAnnouncement(withoutJournalLabels(record))),
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

/** The error that arXiv answers a wrong request with, in place of papers. */
function errorOf(entry: unknown): string | undefined {
  const at = (path: string) => textsAt(path)(entry)[0]?.trim();
  if (at('title') !== 'Error' || !at('id')?.includes('/errors')) return undefined;
  return `arXiv answers with an error instead of papers: "${at('summary')}". Correct the request and upload its new answer`;
}

/** Moves the first author out of a title of ADS: `Lee, Ann: A Survey`. */
function withoutAuthorInTitle(record: RawRecord): RawRecord {
  const [, author, title] = /^([^:,]{1,60}, [^:]{1,60}): (\S.*)$/s.exec(record.title) ?? [];
  if (!author || !title || !/adsabs\.harvard\.edu/.test(record.url ?? '')) return record;
  return { ...record, title, authors: record.authors?.length ? record.authors : names([author], 'each') };
}

/** Feeds in RSS, RDF and Atom: first arXiv's, then any publisher's. */
export const feedFormats: readonly XmlFormat[] = [
  { ...ATOM, name: 'arxiv-rss-atom', has: /\brss\.arxiv\.org\/|Announce Type:/, table: announced },
  {
    ...ATOM,
    name: 'arxiv-atom',
    has: /\barxiv\.org\/(?:api|schemas)\/|<id>https?:\/\/arxiv\.org\/abs\//,
    table: {
      title: (entry) => (errorOf(entry) === undefined ? textsAt('title')(entry) : []),
      abstract: 'summary',
      authors: 'author.name',
      arxiv: 'id link.@href',
      doi: 'doi id link.@href',
      published: 'published',
      categories: 'category.@term',
      note: 'comment',
      venue: 'journal_ref',
    },
    untitled: errorOf,
  },
  { ...RSS, name: 'arxiv-rss', has: OF_ARXIV, table: announced },
  { ...RDF, name: 'arxiv-rdf', has: OF_ARXIV, table: announced },
  { ...RDF, name: 'rdf', table: syndicated },
  { ...RSS, name: 'rss', table: syndicated },
  { ...ATOM, name: 'atom', table: syndicated },
];
