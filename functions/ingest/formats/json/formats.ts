import { type FieldTable, pubmedPage, pubmedTitle, textsAt, unstopped } from '../fields.ts';
import { anyJson, anyTable } from './any.ts';
import { COLUMNS, rowsOf } from './columns.ts';
import { fromIndex, type JsonFormat, json, jsonLines, member } from './json.ts';
import { markdownRows } from './markdown-rows.ts';
import { pathsOf } from './paths.ts';

/** Crossref's works, and CSL JSON, which is made of them. */
const crossref: FieldTable = {
  title: 'title short-title',
  abstract: 'abstract',
  authors: 'author.given+dropping-particle+non-dropping-particle+family|literal|name|family',
  type: 'type',
  arxiv: 'number DOI URL note relation.has-preprint.id',
  doi: 'DOI URL',
  url: 'URL',
  published: datesOf,
  keywords: 'subject keyword',
  venue: 'container-title',
  // A work that updates another one is a notice; a work updated by a retraction is retracted.
  said: [
    'update-to.type',
    (work) => textsAt('updated-by.type')(work).flatMap((type) => (/retract|withdraw/i.test(type) ? ['retracted'] : [])),
  ],
  tidy: (record) => ({ ...record, title: record.title.replace(/\s+/g, ' ') }),
};

const openalex: FieldTable = {
  title: 'title display_name',
  abstract: (work) => fromIndex(member(work, 'abstract_inverted_index')),
  authors: 'authorships.author.display_name authorships.raw_author_name',
  arxiv: 'ids.arxiv doi primary_location.landing_page_url locations.landing_page_url locations.pdf_url',
  doi: 'doi ids.doi',
  url: 'primary_location.landing_page_url',
  page: 'id',
  type: 'type',
  published: 'publication_date',
  keywords: 'keywords.display_name',
  venue: 'primary_location.source.display_name',
  pdf: 'primary_location.pdf_url best_oa_location.pdf_url open_access.oa_url',
  said: (work) => [...(member(work, 'is_retracted') === true ? ['retracted'] : []), ...textsAt('type')(work)],
};

/** Europe PMC, in JSON and in XML. */
export const europePmc: FieldTable = {
  title: 'title',
  abstract: 'abstractText',
  authors: 'authorList.author.firstName+lastName|fullName|collectiveName authorString',
  arxiv: 'doi',
  doi: 'doi',
  url: (hit) =>
    textsAt('source')(hit).flatMap((source) => textsAt('id')(hit).map((id) => `https://europepmc.org/article/${source}/${id}`)),
  published: 'firstPublicationDate journalInfo.printPublicationDate',
  keywords: 'keywordList.keyword',
  venue: 'journalInfo.journal.title journalTitle',
  said: 'pubTypeList.pubType pubType',
  tidy: unstopped,
};

const OPENALEX = /"https:\/\/openalex\.org\/W\d+"/;
/** A work of OpenAlex itself. Other services keep OpenAlex's id beside their own. */
const OPENALEX_WORK = /"id"\s*:\s*"https:\/\/openalex\.org\/W\d+"/;
const FORMATS: readonly JsonFormat[] = [
  {
    name: 'kaggle-arxiv',
    has: [/"(?:submitter|authors_parsed|report-no|journal-ref)"\s*:/],
    at: [''],
    table: {
      title: 'title',
      abstract: 'abstract',
      authors: 'authors',
      arxiv: 'id',
      doi: 'doi',
      published: 'versions.created update_date',
      categories: 'categories',
      note: 'comments',
      venue: 'journal-ref',
    },
  },
  { name: 'openalex', has: [/^\s*\{\s*"(?:meta|results|group_by)"/, OPENALEX], at: ['results'], table: openalex },
  {
    name: 'openalex-work',
    has: [OPENALEX_WORK],
    top: (keys) => keys.length === 0 || keys.includes('display_name') || keys.includes('title'),
    at: [''],
    table: openalex,
  },
  { name: 'crossref', has: [/"message-type"\s*:\s*"work-list"/], at: ['message.items'], table: crossref },
  { name: 'crossref-work', has: [/"message-type"\s*:\s*"work"/], at: ['message'], table: crossref },
  {
    name: 'europe-pmc',
    has: [/"resultList"\s*:/],
    at: ['resultList.result'],
    table: europePmc,
  },
  {
    name: 'biorxiv-api',
    has: [/^\s*\{\s*"(?:messages|collection)"/, /"collection"\s*:/],
    at: ['collection'],
    table: {
      title: 'title|rel_title|preprint_title',
      abstract: 'abstract|rel_abs|preprint_abstract',
      authors: 'rel_authors.author_name authors|preprint_authors',
      arxiv: 'rel_link',
      doi: 'doi|rel_doi|preprint_doi|biorxiv_doi',
      published: 'date|rel_date|preprint_date',
      keywords: 'category|preprint_category',
    },
  },
  {
    name: 'json-feed',
    has: [/"https?:(?:\\?\/){2}(?:www\.)?jsonfeed\.org\\?\/version/],
    at: ['items'],
    table: {
      title: 'title',
      abstract: 'content_html|content_text|summary',
      authors: 'authors.name author.name',
      arxiv: 'id url external_url',
      doi: '_doi|doi id url external_url',
      url: 'url external_url id',
      published: 'date_published date_modified',
      keywords: 'tags',
    },
    syndicated: true,
  },
  {
    // Both versions of OpenReview's API. The second wraps each field and says who may read it.
    name: 'openreview',
    has: [/"invitations?"\s*:/, /"forum"\s*:/],
    at: ['notes'],
    table: {
      title: 'content.title.value content.title',
      abstract: 'content.abstract.value content.abstract',
      about: 'content.TLDR.value content.TLDR content.TL;DR',
      authors: (note) => {
        const authors = member(member(note, 'content'), 'authors');
        const readers = textsAt('readers')(authors);
        const hidden = readers.length > 0 && !readers.includes('everyone');
        return hidden ? [] : textsAt('content.authors.value content.authors')(note).filter((name) => !/^anonymous\b/i.test(name));
      },
      arxiv: 'content.html.value content.html content.pdf.value content.pdf',
      doi: 'content.doi.value content.doi content.html.value content.html',
      page: (note) => textsAt('forum')(note).map((id) => `https://openreview.net/forum?id=${id}`),
      pdf: (note) =>
        member(member(note, 'content'), 'pdf') ? textsAt('id')(note).map((id) => `https://openreview.net/pdf?id=${id}`) : [],
      venue: 'content.venue.value content.venue',
      // A note that replies to another: a review, a decision, a comment.
      type: (note) => (textsAt('replyto')(note).some((to) => to !== textsAt('id')(note)[0]) ? ['peer review'] : []),
      said: (note) =>
        textsAt('content.venueid.value content.venueid content.venue.value content.venue')(note)
          .filter((venue) => /withdrawn/i.test(venue))
          .map(() => 'withdrawn'),
      published: (note) =>
        ['pdate', 'odate', 'cdate', 'tcdate']
          .flatMap((name) => textsAt(name)(note))
          .filter((ms) => /^\d{12,13}$/.test(ms))
          .slice(0, 1)
          .map((ms) => new Date(Number(ms)).toISOString()),
      keywords: 'content.keywords.value content.keywords',
    },
  },
  {
    name: 'csl-json',
    has: [/^\s*\[/, /"type"\s*:\s*"(?:article|paper|chapter|book|thesis|report|manuscript|webpage)[\w-]*"/],
    at: [''],
    table: { ...crossref, venue: 'container-title publisher' },
  },
  {
    // Inoreader, Feedly, FreshRSS: saved items of feeds. Their tags are private, so they are not read.
    name: 'reader-json',
    has: [/"(?:crawlTimeMsec|streamId|canonicalUrl|originId|crawled)"\s*:/, /"(?:alternate|canonical|canonicalUrl)"\s*:/],
    at: pathsOf,
    table: {
      title: 'title',
      abstract: 'summary.content content.content summary content',
      authors: 'author',
      arxiv: 'canonicalUrl canonical.href alternate.href originId',
      doi: 'canonicalUrl canonical.href alternate.href originId',
      url: 'canonicalUrl canonical.href alternate.href',
      published: 'published',
    },
    syndicated: true,
  },
  markdownRows,
  {
    name: 'pubmed-esummary',
    has: [/"uids"\s*:\s*\[/],
    at: ['result.*'],
    // `result` also has a member `uids`, a list of the ids.
    each: (value) => (typeof value === 'object' ? [value] : []),
    table: {
      title: 'title',
      authors: 'authors.name',
      arxiv: 'articleids.value',
      doi: 'articleids.value elocationid',
      page: (item) => textsAt('uid')(item).flatMap(pubmedPage),
      venue: 'fulljournalname source',
      published: 'epubdate pubdate sortpubdate',
      said: 'pubtype',
      tidy: pubmedTitle,
    },
  },
  {
    // The sites of NeurIPS, ICML, ICLR and others that one company runs.
    name: 'conference-json',
    has: [/"(?:eventtype|virtualsite_url)"\s*:/, /"name"\s*:/],
    at: (head) => (/^\s*\[/.test(head) ? [''] : ['results']),
    table: {
      title: 'name',
      abstract: 'abstract',
      authors: 'authors.fullname',
      arxiv: 'paper_url url',
      url: 'paper_url url sourceurl',
      keywords: 'keywords',
    },
  },
  { name: 'columns-json', has: COLUMNS, at: [''], each: rowsOf, table: anyTable },
  anyJson,
];

/** The formats written in JSON, the most specific first: as one document, then as JSON Lines. */
export const jsonFormats = [...FORMATS.map(json), ...FORMATS.map(jsonLines)];

/** The dates of a work in Crossref and CSL that name a day: `{"date-parts": [[2024, 12, 23]]}`. */
function datesOf(work: unknown): string[] {
  return ['published-online', 'published', 'issued', 'posted', 'created'].flatMap((key) => {
    const [year = '', month, day] = textsAt(`${key}.date-parts`)(work);
    return month && day ? [`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`] : textsAt(`${key}.date-time`)(work);
  });
}
