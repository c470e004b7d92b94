import { reader, type Table } from './fields.ts';
import { type JsonSource, json, jsonLines } from './json.ts';
import { noPaper } from './scholarly.ts';

const crossref: Table = {
  title: 'title',
  abstract: 'abstract',
  authors: 'author.given+family|name|family',
  arxiv: 'DOI',
  doi: 'DOI',
  url: 'URL',
  published: datesOf,
  keywords: 'subject',
  tidy: (record) => ({ ...record, title: record.title.replace(/\s+/g, ' ') }),
};

const openalex: Table = {
  title: 'title display_name',
  abstract: (work) => fromIndex(member(work, 'abstract_inverted_index')),
  authors: 'authorships.author.display_name authorships.raw_author_name',
  arxiv: 'ids.arxiv doi primary_location.landing_page_url locations.landing_page_url locations.pdf_url',
  doi: 'doi ids.doi',
  url: 'primary_location.landing_page_url id',
  published: 'publication_date',
  keywords: 'keywords.display_name',
};

const semanticScholar: Table = {
  title: 'title citedPaper|citingPaper.title paper.title',
  abstract: 'abstract citedPaper|citingPaper.abstract paper.abstract',
  authors: 'authors.name citedPaper|citingPaper.authors.name paper.authors.name',
  arxiv: 'externalIds|externalids.ArXiv citedPaper|citingPaper.externalIds.ArXiv arxivId',
  doi: 'externalIds|externalids.DOI citedPaper|citingPaper.externalIds.DOI doi',
  url: 'url citedPaper|citingPaper.url',
  published: 'publicationDate publicationdate',
  keywords: 'fieldsOfStudy',
};

/** What people's own scripts and smaller services call the parts of a paper. */
const anyOther: Table = {
  title:
    'title.value|display|# title|Title|paper_title|name_title|mainTitle|title_s titles.title content.title.value content.title data.title bibjson.title metadata.titles.title metadata.title paper.title bib.title attributes.title attributes.titles.title',
  abstract:
    'abstract.value abstract|Abstract|abstractText|abstractNote|summary|paper_abstract|description|abstract_s|descriptions|tldr abstracts.value content.abstract.value content.abstract data.abstractNote bibjson.abstract metadata.abstracts.value metadata.abstract|description paper.abstract|summary bib.abstract attributes.description attributes.descriptions.description summary_text|content_text|content_html|text',
  authors:
    'authors|author|creators.given+family|firstName+lastName|first+last|forenames+keyname|fullName|full_name|name|literal|display_name authors|author|Authors|authorString|creator|authFullName_s content.authors.value content.authors data.creators.firstName+lastName|name bibjson.author.name metadata.authors.full_name metadata.creators.name paper.authors.name paper.authors bib.author attributes.creators.name',
  arxiv:
    'arxiv_id|arxivId|arxivid|arxiv|eprint|arxivId_s externalIds.ArXiv metadata.arxiv_eprints.value arxiv_eprints.value paper.arxiv_id|id id entry_id link url abs_url|url_abs|arxiv_url|abs pdf_url|url_pdf|pdf DOI|doi data.url data.DOI data.archiveID',
  doi: 'doi|DOI|doiId_s externalIds.DOI dois.value metadata.dois.value metadata.doi data.DOI content.doi.value paper.doi attributes.doi ids.doi bibjson.identifier.id pids.value doi_url|url|link',
  url: 'url|URL|link|url_abs|paper_url|pub_url|html_url|abs_url|uri_s data.url bibjson.link.url links.self_html|html entry_id id',
  published:
    'published|publishedAt|published_at|publication_date|publicationDate|publishedDate|date|date_published|pub_date|submitted_date|update_date|submittedDate|publicationDate_s|created data.date metadata.publication_date metadata.earliest_date attributes.published',
  listed: 'listed|listed_on|submittedOnDailyAt',
  keywords:
    'keywords.value keywords|categories|tags content.keywords.value bibjson.keywords metadata.keywords.value metadata.keywords',
  upvotes: 'upvotes paper.upvotes',
  code: 'github|code_url|code|githubRepo|repo_url',
};

const LISTS = [
  'papers',
  'results',
  'data',
  'items',
  'articles',
  'entries',
  'records',
  'works',
  'documents',
  'docs',
  'notes',
  'publications',
];
const NESTED = [
  'hits.hits',
  'response.docs',
  'feed.entry',
  'result.hits.hit',
  'data.papers',
  'result.papers',
  'results.papers',
  'data.results',
  'data.items',
];
/** An object of lists, or of days that hold lists. */
const IN_A_LIST = new RegExp(String.raw`"(?:${LISTS.join('|')}|hits|feed|\d{4}-\d\d-\d\d)"\s*:\s*[[{]`);
const OPENALEX = /"https:\/\/openalex\.org\/W\d+"/;
const S2_ID = /"(?:paperId|corpusid)"\s*:/;
const TITLE = /^(?:\w*title(?:_s)?|Title|mainTitle)$/;
/** A key for a title; or a list with nothing in it. */
const PAPER_LIKE = /"(?:\w*title(?:_s|s)?|Title|mainTitle)"\s*:|"(?:papers|results|data|items|articles)"\s*:\s*\[\s*\]/;
/** A document that is a list, or one object with such a key. */
const one =
  (...names: string[]) =>
  (keys: readonly string[]) =>
    keys.length === 0 || names.some((name) => keys.includes(name));

const SOURCES: readonly JsonSource[] = [
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
      keywords: 'categories',
    },
  },
  {
    name: 'openalex',
    has: [/^\s*\{\s*"(?:meta|results|group_by)"/, OPENALEX],
    at: ['results'],
    table: openalex,
  },
  { name: 'openalex-work', has: [OPENALEX], top: one('display_name', 'title'), at: [''], table: openalex },
  { name: 'crossref', has: [/"message-type"\s*:\s*"work-list"/], at: ['message.items'], table: crossref },
  { name: 'crossref-work', has: [/"message-type"\s*:\s*"work"/], at: ['message'], table: crossref },
  {
    name: 'europe-pmc',
    has: [/"resultList"\s*:/],
    at: ['resultList.result'],
    table: {
      title: 'title',
      abstract: 'abstractText',
      authors: 'authorList.author.fullName|collectiveName authorString',
      arxiv: 'doi',
      doi: 'doi',
      url: (hit) =>
        reader('source')(hit).flatMap((source) => reader('id')(hit).map((id) => `https://europepmc.org/article/${source}/${id}`)),
      published: 'firstPublicationDate journalInfo.printPublicationDate',
      keywords: 'keywordList.keyword',
      tidy: (record) => ({ ...record, title: record.title.replace(/(?<!\.)\.\s*$/, '') }),
    },
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
    judge: noPaper,
  },
  { name: 's2', has: [/^\s*\{\s*"/, /"data"\s*:\s*\[/, S2_ID], at: ['data'], table: semanticScholar },
  { name: 's2-recommendations', has: [/"recommendedPapers"\s*:/], at: ['recommendedPapers'], table: semanticScholar },
  { name: 's2-author', has: [/"papers"\s*:\s*\[\s*\{\s*"paperId"/], at: ['papers'], table: semanticScholar },
  { name: 's2-paper', has: [S2_ID], top: one('paperId', 'corpusid'), at: [''], table: semanticScholar },
  {
    name: 'csl-json',
    has: [/^\s*\[/, /"type"\s*:\s*"(?:article|paper|chapter|book|thesis|report|manuscript|webpage)[\w-]*"/],
    at: [''],
    table: {
      title: 'title',
      abstract: 'abstract',
      authors: 'author.given+family|literal|family',
      arxiv: 'number DOI URL note',
      doi: 'DOI URL',
      url: 'URL',
      published: datesOf,
      keywords: 'keyword',
    },
  },
  {
    name: 'papers-json',
    has: [IN_A_LIST, PAPER_LIKE],
    top: (keys) => keys.length > 0 && !keys.some((key) => TITLE.test(key)),
    at: [...LISTS, ...NESTED, '*'],
    table: anyOther,
  },
  { name: 'papers-json', has: [PAPER_LIKE], at: [''], table: anyOther },
];

/** Every JSON source, the most telling first: as one document, then as JSON Lines. */
export const jsonFormats = [...SOURCES.map(json), ...SOURCES.map(jsonLines)];

/** Dates as Crossref and CSL write them: `{"date-parts": [[2024, 12, 23]]}`, the first that names a day. */
function datesOf(work: unknown): string[] {
  return ['published-online', 'published', 'issued', 'posted', 'created'].flatMap((key) => {
    const [year = '', month, day] = reader(`${key}.date-parts`)(work);
    return month && day ? [`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`] : reader(`${key}.date-time`)(work);
  });
}

/** OpenAlex keeps an abstract as the positions of its words. */
function fromIndex(index: unknown): string[] {
  if (typeof index !== 'object' || index === null) return [];
  const words: string[] = [];
  for (const [word, places] of Object.entries(index))
    if (Array.isArray(places))
      for (const place of places) if (Number.isInteger(place) && place >= 0 && place < 100_000) words[place] = word;
  const text = words.filter((word) => word !== undefined).join(' ');
  return text === '' ? [] : [text];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
