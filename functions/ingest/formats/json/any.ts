import { standing } from '../../../domain/standing.ts';
import { type FieldTable, foreignIn, linksIn, pubmedPage, textsAt, unstopped } from '../fields.ts';
import { fromIndex, type JsonFormat, member } from './json.ts';
import { parseLiteral } from './literal.ts';
import { pathsOf } from './paths.ts';

/** The fields of papers, by the names that scripts and smaller services use. */
export const anyTable: FieldTable = {
  title:
    'title.value|display|text|#|title title|Title|paper_title|paperTitle|name_title|mainTitle|title_s|title_display titles.title',
  abstract: [
    'abstract.value|text abstract|Abstract|abstractText|abstractNote|paper_abstract|abstract_s abstracts.value|text',
    (item) => fromIndex(member(item, 'abstract_inverted_index')),
  ],
  about:
    'summary.content summary|description content.content descriptions.description descriptions|tldr|TLDR|summary_text|content_text|content_html|text',
  authors: [
    authorsAmong,
    'authorships.author.display_name authors|author|creators|contributors.given+family|firstName+lastName|first_name+last_name|firstname+lastname|firstname+surname|givenName+familyName|first+last|forenames+keyname|fullName|full_name|fullname|name|literal|display_name|text authors.author.text authors.author authors|author|Authors|authorString|creator|author_list|authFullName_s.value authors|author|Authors|authorString|creator|author_list|authors_list|authFullName_s|author_display first_author|firstAuthor authors.authors.full_name creators.creator',
  ],
  arxiv: [
    '@key arxiv_id|arxivId|arxivid|arxiv|eprint|paper_arxiv_id|arxivId_s externalIds.ArXiv|arxiv arxiv_eprints.value identifier ids.arxiv universal_paper_id id|entry_id|_id paper_id|paperId link|url|URL|abs_url|url_abs|paper_url_abs|arxiv_url|abs pdf_url|url_pdf|paper_url_pdf|pdf DOI|doi ee archiveID canonical|alternate.href canonicalUrl links.href|url links',
    linksIn,
  ],
  doi: [
    '@key doi|DOI|doiId_s externalIds.DOI dois.value identifiers.identifier ids.doi identifier.id pids.value DOI.value doi_url|url|link|ee canonical|alternate.href canonicalUrl links.href|url links',
    linksIn,
    // PLOS calls a paper by its DOI.
    (item) => textsAt('id')(item).filter((id) => id.startsWith('10.')),
  ],
  url: [
    '@key url|URL|link|url_abs|paper_url|pub_url|html_url|abs_url|uri_s link.url links.self_html|html|url links url.value canonical|alternate.href canonicalUrl site ee',
    linksIn,
    'entry_id id',
  ],
  page: (item) => [
    ...textsAt('pmid|PMID|pubmed_id externalIds.PubMed ids.pmid')(item).flatMap(pubmedPage),
    ...textsAt('paperId')(item).flatMap((id) =>
      /^[\da-f]{40}$/.test(id) ? [`https://www.semanticscholar.org/paper/${id}`] : [],
    ),
    ...forumOf(item),
  ],
  venue:
    'publicationVenue.name journal|publication.name|title|display_name journal|container-title|containerTitle|booktitle|proceedings|journal_title|journalTitle|journalTitle_s|publicationTitle|publicationName|publication_title|school|institution',
  place: 'venue.value|name|title venue|conference.name|title venue|conference',
  foreign: foreignIn,
  type: 'types.resourceTypeGeneral resource_type.type defined_type_name itemType|item_type|type',
  published:
    'published|publishedAt|published_at|publication_date|publicationDate|publishedDate|date|date_published|pub_date|submitted_date|update_date|submittedDate|publicationDate_s|producedDate_s|coverDate|preprint_date|earliest_date|created year+month+day',
  listed: 'listed|listed_on|submittedOnDailyAt',
  keywords: 'keywords.value keywords|tags',
  categories: 'categories arxiv_categories primary_category',
  organisation: 'organization.fullname|name organisation',
  stars: 'githubStars github_stars stars',
  note: [
    'arxiv_comment|arxivComment',
    (item) =>
      textsAt('comments|comment')(item).filter(
        (text) => OF_AUTHORS.test(text) || standing({ ...NO_OTHER_TEXT, note: text }).withdrawn,
      ),
  ],
  pdf: 'pdf_url|pdfUrl|pdf|url_pdf openAccessPdf.url',
  discussion: ['discussion_url', forumOf],
  announced: 'announce_type|announced',
  said: (item) =>
    ['is_retracted', 'retracted', 'withdrawn', 'is_withdrawn'].some((name) => member(item, name) === true)
      ? ['retracted']
      : textsAt('status')(item).flatMap((status) => (/^withdr[ae]w/i.test(status) ? ['withdrawn'] : [])),
  upvotes: 'upvotes',
  code: 'github|code_url|code|githubRepo|repo_url',
  tidy: unstopped,
};

/** The page of a paper at OpenReview. */
function forumOf(item: unknown): string[] {
  return textsAt('forum')(item).flatMap((id) => (/^[\w-]{8,14}$/.test(id) ? [`https://openreview.net/forum?id=${id}`] : []));
}

/** The creators whom Zotero's API calls authors; or the names in a list that a script wrote as one text. */
function authorsAmong(item: unknown): string[] {
  const creators = member(item, 'creators');
  if (Array.isArray(creators))
    return textsAt('firstName+lastName|name')(creators.filter((one) => member(one, 'creatorType') === 'author'));
  const written = member(item, 'authors') ?? member(item, 'author');
  // Each name as a list of its parts.
  if (
    Array.isArray(written) &&
    written.every((name) => Array.isArray(name) && name.length > 1 && name.every((part) => typeof part === 'string'))
  )
    return written.map((name) => name.join(' '));
  return typeof written === 'string' ? textsAt('authors.name authors')({ authors: parseLiteral(written) }) : [];
}

/** An authors' remark as arXiv has it. Any other comment may be a private one. */
const OF_AUTHORS =
  /\b\d+ (?:pages?|pp|figures?|tables?)\b|\b(?:accepted|to appear|camera[- ]ready|published) (?:at|in|by|to|for|as)\b/i;
const NO_OTHER_TEXT = { title: '', abstract: '', said: [] };

/** Members in which services put a paper or a part of it. */
const WRAPPERS =
  'paper|article|document|item|record|node|row|_source|fields|attributes|content|metadata|data|bib|bibjson|info|entry|citingPaper|citedPaper|details|detail|extra|properties|publication|work|meta|ids|identifiers|externalIds|links|urls'.split(
    '|',
  );
const TITLE = /"(?:(?:dc:)?\w*title(?:_s|s|_display)?|Title|mainTitle)"\s*:/;
const EMPTY = /"\w+"\s*:\s*\[\s*\]/;

/** Any other JSON with objects that have titles, at any place in it. */
export const anyJson: JsonFormat = {
  name: 'papers-json',
  has: [new RegExp(`${TITLE.source}|${EMPTY.source}`)],
  at: pathsOf,
  table: anyTable,
  open: flattened,
};

/** A record with the members of its wrappers, two levels deep. Its own members win. */
function flattened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const whole: Record<string, unknown> = {};
  const inner = WRAPPERS.map((name) => member(value, name)).filter((layer) => typeof layer === 'object');
  for (const layer of [value, ...inner, ...inner.flatMap((layer) => WRAPPERS.map((name) => member(layer, name)))])
    if (typeof layer === 'object' && layer !== null && !Array.isArray(layer))
      for (const [written, held] of Object.entries(layer)) {
        const name = written.replace(/^(?:dc|dcterms|prism):/, '');
        if (name !== '__proto__' && (whole[name] ?? '') === '') whole[name] = held;
      }
  return whole;
}
