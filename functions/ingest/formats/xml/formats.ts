import { pubmedPage, pubmedTitle, textsAt, unstopped } from '../fields.ts';
import { type Entry, refused } from '../format.ts';
import { europePmc } from '../json/formats.ts';
import { member } from '../json/json.ts';
import { feedFormats } from './feeds.ts';
import type { XmlFormat } from './record-reader.ts';
import { xml } from './xml.ts';

/** The elements of papers on a DBLP page of a person. */
const DBLP = 'article|inproceedings|incollection|phdthesis|mastersthesis|book|data';

const FORMATS: readonly XmlFormat[] = [
  {
    name: 'oai-pmh',
    root: /^OAI-PMH$/,
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
      textsAt('header.@status')(record)[0] === 'deleted'
        ? 'a deleted record'
        : 'a record without a title, or in a metadata format that is not read (arXiv, arXivRaw, arXivOld and oai_dc are)',
    faults: { error: oaiFault, request: oaiRequest },
  },
  ...feedFormats,
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
      authors: 'MedlineCitation.Article.AuthorList.Author.ForeName+LastName+Suffix|CollectiveName|LastName',
      doi: 'PubmedData.ArticleIdList.ArticleId MedlineCitation.Article.ELocationID',
      page: (article) => textsAt('MedlineCitation.PMID')(article).flatMap(pubmedPage),
      published:
        'MedlineCitation.Article.ArticleDate.Year+Month+Day MedlineCitation.Article.Journal.JournalIssue.PubDate.Year+Month+Day',
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
      authors: (book) =>
        ['BookDocument.AuthorList', 'BookDocument.Book.AuthorList'].flatMap((list) =>
          textsAt(`${list}.Author.ForeName+LastName+Suffix|CollectiveName|LastName`)(book),
        ),
      page: (book) => textsAt('BookDocument.PMID')(book).flatMap(pubmedPage),
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
          /^(?:author)?$/.test(textsAt('@contrib-type')(one)[0] ?? '')
            ? textsAt('name.given-names+surname|surname collab')(one)
            : [],
        ),
      doi: 'article-id',
      published: 'pub-date.year+month+day',
      keywords: 'kwd-group.kwd',
      tidy: (record) => ({ ...record, shown: true }),
    },
  },
  {
    name: 'europe-pmc-xml',
    root: /^responseWrapper$/,
    list: /^resultList$/,
    item: 'result',
    table: europePmc,
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
    root: /^mods(?:Collection)?$/,
    item: 'mods',
    table: {
      title: (record) => {
        const [title, below] = ['title', 'subTitle'].map((part) => textsAt(`titleInfo.${part}`)(record)[0]);
        return title === undefined ? [] : [[title, below].filter(Boolean).join(': ')];
      },
      abstract: 'abstract',
      authors: (record) =>
        inside(record, 'name')
          .filter((one) => !/editor|publisher|edt/i.test(textsAt('role.roleTerm')(one).join(' ')))
          .map((one) =>
            inside(one, 'namePart')
              .sort((a, b) => Number(isFamily(a)) - Number(isFamily(b)))
              .flatMap(textsAt('#'))
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
      url: (paper) => textsAt('url')(paper).map((id) => (/^https?:/.test(id) ? id : `https://aclanthology.org/${id}/`)),
    },
  },
];

/** The formats written in XML, the most specific first. */
export const xmlFormats = FORMATS.map(xml);

/** Refuses an OAI-PMH answer to a request for anything but records. */
function oaiRequest(node: unknown): Entry | undefined {
  const verb = textsAt('@verb')(node)[0] ?? '';
  if (!/^(?:Identify|ListSets|ListMetadataFormats|ListIdentifiers)$/.test(verb)) return undefined;
  return refused(`This is an archive's answer to ${verb}, which has no papers. Request ListRecords and upload that answer.`);
}

/** All nodes at the end of a path of elements. There may be several at each step. */
const inside = (node: unknown, ...path: string[]): unknown[] =>
  path.reduce<unknown[]>((nodes, name) => nodes.flatMap((one) => [member(one, name) ?? []].flat()), [node]);

/** PubMed's abstract, with the label before each of its parts. */
const labelled = (node: unknown, ...path: string[]): string[] => {
  const texts = inside(node, ...path, 'AbstractText').flatMap((part) => {
    const text = typeof part === 'string' ? part : (textsAt('#')(part)[0] ?? '');
    const label = textsAt('@Label')(part)[0];
    return text.trim() === '' ? [] : [label ? `${label}: ${text}` : text];
  });
  return texts.length > 0 ? [texts.join(' ')] : [];
};

const isFamily = (part: unknown) => textsAt('@type')(part)[0] === 'family';

/** The verdict of an OAI-PMH error. `noRecordsMatch` means an empty list. */
function oaiFault(node: unknown): Entry {
  const code = textsAt('@code')(node)[0] ?? 'unknown';
  const words = textsAt('#')(node)[0]?.trim();
  if (code === 'noRecordsMatch') return { verdict: 'empty', sentence: 'A valid OAI-PMH answer: no records match the request.' };
  return refused(
    `The archive answers with an OAI-PMH error: ${code}${words ? `, "${words.slice(0, 300)}"` : ''}. Correct the request and upload its new answer.`,
  );
}
