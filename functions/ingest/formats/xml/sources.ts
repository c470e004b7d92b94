import { pubmedPage, pubmedTitle, reader, unstopped } from '../fields.ts';
import type { Entry } from '../format.ts';
import { member } from '../json/json.ts';
import { feedSources } from './feeds.ts';
import type { XmlSource } from './reading.ts';
import { xml } from './xml.ts';

/** What DBLP keeps of a person. */
const DBLP = 'article|inproceedings|incollection|phdthesis|mastersthesis|book|data';

const SOURCES: readonly XmlSource[] = [
  {
    name: 'oai-pmh',
    root: /^(?:\w+:)?OAI-PMH$/,
    list: /^ListRecords$/,
    item: 'record',
    table: {
      title: 'metadata.arXiv|arXivRaw|arXivOld|dc|pex-dc.title',
      abstract: 'metadata.arXiv|arXivRaw|arXivOld.abstract metadata.dc|pex-dc.description',
      authors:
        'metadata.arXiv.authors.author.forenames+keyname+suffix metadata.arXivRaw|arXivOld.authors metadata.dc|pex-dc.creator',
      arxiv: 'metadata.arXiv|arXivRaw|arXivOld.id metadata.dc|pex-dc.identifier header.identifier',
      doi: 'metadata.arXiv|arXivRaw|arXivOld.doi metadata.dc|pex-dc.identifier',
      url: 'metadata.dc|pex-dc.identifier',
      venue: 'metadata.arXiv|arXivRaw|arXivOld.journal-ref metadata.dc|pex-dc.source metadata.dc|pex-dc.publisher',
      published: 'metadata.arXiv.created metadata.arXivRaw.version.date metadata.dc|pex-dc.date',
      keywords: 'metadata.dc|pex-dc.subject',
      categories: 'metadata.arXiv|arXivRaw|arXivOld.categories',
      note: 'metadata.arXiv|arXivRaw|arXivOld.comments',
    },
    untitled: (record) =>
      reader('header.@status')(record)[0] === 'deleted'
        ? 'a deleted record'
        : 'a record without a title, or in a metadata format that is not read (arXiv, arXivRaw, arXivOld and oai_dc are)',
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
      published: 'dates.pub-dates.date.style|# dates.pub-dates.date',
      keywords: 'keywords.keyword.style|# keywords.keyword',
    },
  },
  {
    name: 'pubmed-xml',
    root: /^PubmedArticle(?:Set)?$/,
    has: /<PubmedArticle[\s>]|<PubmedArticleSet[^>]*>\s*(?:<\/|$)/,
    list: /^PubmedArticleSet$/,
    item: 'PubmedArticle',
    table: {
      title: 'MedlineCitation.Article.ArticleTitle|VernacularTitle',
      abstract: (article) => labelled(article, 'MedlineCitation', 'Article', 'Abstract'),
      authors: (article) => valid(article, 'MedlineCitation', 'Article', 'AuthorList'),
      doi: 'PubmedData.ArticleIdList.ArticleId MedlineCitation.Article.ELocationID',
      page: (article) => reader('MedlineCitation.PMID')(article).flatMap(pubmedPage),
      published: (article) =>
        [
          ...inside(article, 'MedlineCitation', 'Article', 'ArticleDate'),
          ...inside(article, 'MedlineCitation', 'Article', 'Journal', 'JournalIssue', 'PubDate'),
        ].flatMap(dayOf),
      keywords: 'MedlineCitation.KeywordList.Keyword',
      venue: 'MedlineCitation.Article.Journal.Title',
      said: 'MedlineCitation.Article.PublicationTypeList.PublicationType',
      tidy: pubmedTitle,
    },
  },
  {
    name: 'pubmed-books',
    root: /^PubmedArticleSet$/,
    list: /^PubmedArticleSet$/,
    has: /<PubmedBookArticle[\s>]/,
    item: 'PubmedBookArticle',
    table: {
      title: 'BookDocument.ArticleTitle BookDocument.Book.BookTitle',
      abstract: (book) => labelled(book, 'BookDocument', 'Abstract'),
      authors: (book) => [...valid(book, 'BookDocument', 'AuthorList'), ...valid(book, 'BookDocument', 'Book', 'AuthorList')],
      page: (book) => reader('BookDocument.PMID')(book).flatMap(pubmedPage),
      tidy: pubmedTitle,
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
      authors: (meta) =>
        inside(meta, 'contrib-group', 'contrib').flatMap((one) =>
          /^(?:author)?$/.test(reader('@contrib-type')(one)[0] ?? '')
            ? reader('name.given-names+surname|surname collab')(one)
            : [],
        ),
      doi: 'article-id',
      published: (meta) => inside(meta, 'pub-date').flatMap(dayOf),
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
      venue: 'journalInfo.journal.title',
      said: 'pubTypeList.pubType',
      tidy: unstopped,
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
      venue: 'venue',
      tidy: unstopped,
    },
  },
  {
    name: 'dblp-person',
    root: /^dblpperson$/,
    list: /^dblpperson$/,
    item: 'r',
    table: {
      title: `${DBLP}.title`,
      authors: `${DBLP}.author`,
      arxiv: `${DBLP}.ee`,
      doi: `${DBLP}.ee`,
      url: `${DBLP}.ee`,
      venue: `${DBLP}.journal|booktitle|school`,
      tidy: unstopped,
    },
  },
  {
    name: 'mods',
    root: /^(?:\w+:)?mods(?:Collection)?$/,
    item: 'mods',
    table: {
      title: (record) => {
        const [title, below] = ['title', 'subTitle'].map((part) => reader(`titleInfo.${part}`)(record)[0]);
        return title === undefined ? [] : [[title, below].filter(Boolean).join(': ')];
      },
      abstract: 'abstract',
      authors: (record) =>
        inside(record, 'name')
          .filter((one) => !/editor|publisher|edt/i.test(reader('role.roleTerm')(one).join(' ')))
          .map((one) =>
            inside(one, 'namePart')
              .sort((a, b) => Number(isFamily(a)) - Number(isFamily(b)))
              .flatMap(reader('#'))
              .join(' '),
          ),
      arxiv: 'identifier location.url',
      doi: 'identifier location.url',
      url: 'location.url',
      venue: 'relatedItem.titleInfo.title',
      published: 'originInfo.dateIssued part.date',
      keywords: 'subject.topic',
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

/** What stands at the end of a path of elements, of which there may be several at each step. */
const inside = (node: unknown, ...path: string[]): unknown[] =>
  path.reduce<unknown[]>((nodes, name) => nodes.flatMap((one) => [member(one, name) ?? []].flat()), [node]);

/** PubMed's abstract with the labels of its parts. */
const labelled = (node: unknown, ...path: string[]): string[] => {
  const texts = inside(node, ...path, 'AbstractText').flatMap((part) => {
    const text = typeof part === 'string' ? part : (reader('#')(part)[0] ?? '');
    const label = reader('@Label')(part)[0];
    return text.trim() === '' ? [] : [label ? `${label}: ${text}` : text];
  });
  return texts.length > 0 ? [texts.join(' ')] : [];
};

/** Authors and groups; a misspelling that PubMed keeps beside its correction is left out. */
const valid = (node: unknown, ...path: string[]): string[] =>
  inside(node, ...path, 'Author').flatMap((author) =>
    reader('@ValidYN')(author)[0] === 'N' ? [] : reader('ForeName+LastName+Suffix|CollectiveName|LastName')(author),
  );

const isFamily = (part: unknown) => reader('@type')(part)[0] === 'family';

/** The day of year, month and day as elements. */
function dayOf(date: unknown): string[] {
  const [year, month, day] = ['Year|year', 'Month|month', 'Day|day'].map((path) => reader(path)(date)[0]?.trim());
  if (!year || !month || !day) return [];
  return [/^\d+$/.test(month) ? `${year}-${month}-${day}` : `${day} ${month} ${year}`];
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
