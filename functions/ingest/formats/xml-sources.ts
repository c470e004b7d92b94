import { pubmedPage, reader } from './fields.ts';
import type { Entry } from './format.ts';
import { xml } from './xml.ts';
import { feedSources } from './xml-feeds.ts';
import type { XmlSource } from './xml-reading.ts';

const SOURCES: readonly XmlSource[] = [
  {
    name: 'oai-pmh',
    root: /^(?:\w+:)?OAI-PMH$/,
    list: /^ListRecords$/,
    item: 'record',
    table: {
      title: 'metadata.arXiv|arXivRaw|dc|pex-dc.title',
      abstract: 'metadata.arXiv|arXivRaw.abstract metadata.dc|pex-dc.description',
      authors: 'metadata.arXiv.authors.author.forenames+keyname+suffix metadata.arXivRaw.authors metadata.dc|pex-dc.creator',
      arxiv: 'metadata.arXiv|arXivRaw.id metadata.dc|pex-dc.identifier header.identifier',
      doi: 'metadata.arXiv|arXivRaw.doi metadata.dc|pex-dc.identifier',
      url: 'metadata.dc|pex-dc.identifier',
      venue: 'metadata.dc|pex-dc.source metadata.dc|pex-dc.publisher',
      published: 'metadata.arXiv.created metadata.arXivRaw.version.date metadata.dc|pex-dc.date',
      keywords: 'metadata.arXiv|arXivRaw.categories metadata.dc|pex-dc.subject',
    },
    untitled: (record) =>
      reader('header.@status')(record)[0] === 'deleted'
        ? 'a deleted record'
        : 'a record without a title, or in a metadata format that is not read (arXiv, arXivRaw and oai_dc are)',
    faults: { error: oaiFault, request: oaiRequest },
  },
  ...feedSources,
  {
    name: 'endnote-xml',
    root: /^(?:xml|records)$/,
    has: /<titles\b/,
    item: 'record',
    table: {
      title: 'titles.title',
      abstract: 'abstract',
      authors: 'contributors.authors.author.style|# contributors.authors.author',
      doi: 'electronic-resource-num.style|# electronic-resource-num',
      url: 'urls.related-urls.url.style|# urls.related-urls.url',
      venue: 'titles.secondary-title.style|# titles.secondary-title periodical.full-title.style|# periodical.full-title',
      type: 'ref-type.@name',
      keywords: 'keywords.keyword.style|# keywords.keyword',
    },
  },
  {
    name: 'pubmed-xml',
    root: /^PubmedArticleSet$/,
    list: /^PubmedArticleSet$/,
    item: 'PubmedArticle',
    table: {
      title: 'MedlineCitation.Article.ArticleTitle',
      abstract: (article) => [reader('MedlineCitation.Article.Abstract.AbstractText')(article).join(' ')],
      authors: 'MedlineCitation.Article.AuthorList.Author.ForeName+LastName|CollectiveName|LastName',
      doi: 'PubmedData.ArticleIdList.ArticleId MedlineCitation.Article.ELocationID',
      page: (article) => reader('MedlineCitation.PMID')(article).flatMap(pubmedPage),
      keywords: 'MedlineCitation.KeywordList.Keyword',
      tidy: (record) => ({ ...record, title: record.title.replace(/(?<!\.)\.$/, '') }),
    },
  },
  {
    name: 'jats',
    root: /^(?:pmc-articleset|articles?|records)$/,
    has: /<article-meta\b/,
    item: 'article-meta',
    table: {
      title: 'title-group.article-title',
      abstract: 'abstract',
      authors: 'contrib-group.contrib.name.given-names+surname|surname contrib-group.contrib.collab',
      doi: 'article-id',
      keywords: 'kwd-group.kwd',
      tidy: (record) => ({ ...record, shown: true }),
    },
  },
  {
    name: 'europe-pmc-xml',
    root: /^responseWrapper$/,
    list: /^resultList$/,
    item: 'result',
    table: {
      title: 'title',
      abstract: 'abstractText',
      authors: 'authorList.author.fullName authorString',
      doi: 'doi',
      url: (hit) => reader('pmid')(hit).map((id) => `https://europepmc.org/article/MED/${id}`),
      published: 'firstPublicationDate',
      keywords: 'keywordList.keyword',
      tidy: (record) => ({ ...record, title: record.title.replace(/(?<!\.)\.\s*$/, '') }),
    },
  },
  {
    name: 'dblp-xml',
    root: /^result$/,
    has: /<hits\b/,
    list: /^hits$/,
    item: 'info',
    table: {
      title: 'title',
      authors: 'authors.author',
      arxiv: 'ee doi',
      doi: 'doi ee',
      url: 'ee',
      page: 'url',
      tidy: (record) => ({ ...record, title: record.title.replace(/(?<!\.)\.$/, '') }),
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

/** OAI-PMH answers to other questions than for records. */
function oaiRequest(node: unknown): Entry | undefined {
  const verb = reader('@verb')(node)[0] ?? '';
  if (!/^(?:Identify|ListSets|ListMetadataFormats|ListIdentifiers)$/.test(verb)) return undefined;
  return {
    verdict: 'refused',
    sentence: `This is an archive's answer to ${verb}, which names no papers: ask it for ListRecords.`,
  };
}

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
