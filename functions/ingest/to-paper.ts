import { listingDay } from '../domain/listing-day.ts';
import { aliases, compact, type Every, MAX_LINKS, type Paper, pageOf, titleHash } from '../domain/paper.ts';
import { announcement, noNews, standing } from '../domain/standing.ts';
import { clean } from '../domain/text/clean.ts';
import { findLinks, webLink } from '../domain/text/links.ts';
import { venueOf } from '../domain/venue.ts';
import { withoutLabels } from './clean-abstract.ts';
import { withoutSiteName } from './clean-title.ts';
import { noPaper } from './evidence.ts';
import { type Format, type RawRecord, scholarSearch } from './formats/format.ts';
import { person } from './formats/names.ts';
import { untagged } from './markup.ts';
import { undoubled } from './undoubled.ts';

/**
 * The most that is stored of one paper, in characters or entries. In total they stay below DynamoDB's 400 KB an item even if every
 * character takes 3 bytes: 2 × 66 KB of text, 150 KB of names, 30 KB of the rest.
 */
const LIMITS = { title: 1_000, abstract: 20_000, summary: 2_000, names: 50_000, keywords: 50, keyword: 100, words: 1_000 };

/** Marks where a text was cut. */
const CUT = ' […]';

/** The paper of a record, whether a part of it was cut, and remarks on what it lacks; or why it is no paper. */
type Outcome = { paper: Paper; shortened: boolean; remarks: string[] } | { reason: string };

/** Makes a paper of one record: cleans it and gives it its aliases. `listedOn`, if given, wins over the record's own day. */
export function toPaper(
  record: RawRecord,
  {
    format,
    uploadedAt,
    listedOn,
    position,
  }: { format: Format; uploadedAt: Date; listedOn?: string | undefined; position: number },
): Outcome {
  const cutter = new Cutter();
  const { original, title, abstract, note, venue, organisation, summary } = textsOf(record, format, cutter);
  if (/^(?:[\s|:*_=~-]*|<[\w:]{1,20} ?\/?>)$/.test(title)) return { reason: 'a title without any readable character' };
  const written = (record.authors ?? []).filter((name) => name.trim() !== '');
  const authors = written.flatMap((name) => person(clean(undoubled(cutter.text(name, 200)))) ?? []);
  const ids = aliases({ arxiv: record.arxiv, doi: record.doi, title });
  const reason = noPaper({ ...record, authors, abstract }, ids.length > 1, format);
  if (reason !== undefined) return { reason };
  const status = standing({ title, abstract, note, said: [...(record.said ?? []), record.venue ?? '', record.place ?? ''] });
  const announced = announcement(record.announced);
  const whyNoNews = noNews({ announced, ...status });
  const remarks = [
    ...(record.remarks ?? []),
    ...(authors.length < written.length ? ['an author whose name cannot be read'] : []),
    ...(whyNoNews === undefined ? [] : [whyNoNews]),
  ];
  const published = record.published && listingDay(record.published, uploadedAt);
  const listed = listedOn ?? (record.listed && listingDay(record.listed, uploadedAt));
  const made: Every<Paper> = {
    id: ids[0] ?? '',
    ids,
    title,
    abstract,
    authors: cutter.names(authors, LIMITS.names),
    url: pageOf(ids) ?? linkOf(record.url) ?? linkOf(record.page) ?? (format.search ?? scholarSearch)(title.slice(0, 300)),
    links: linksOf(record, abstract, note),
    upvotes: record.upvotes,
    comments: record.comments,
    keywords: keywordsOf(record.keywords),
    categories: keywordsOf(record.categories),
    organisation: organisation || undefined,
    stars: record.stars,
    note: note || undefined,
    venue,
    pdf: linkOf(record.pdf),
    discussion: linkOf(record.discussion),
    announced,
    withdrawn: status.withdrawn,
    correction: status.correction,
    summary,
    listedOn: listed || undefined,
    publishedOn: published || undefined,
    position,
    source: format.name,
    original,
  };
  return { shortened: cutter.shortened, remarks, paper: compact<Paper>(made) };
}

/** The texts of a record as they are read; `original`: its title and abstract as they were written. */
function textsOf(record: RawRecord, { markup }: Format, cutter: Cutter) {
  const unmarked = (text: string) => undoubled(markup ? untagged(text) : text);
  const readable = (text: string) => clean(unmarked(text));
  const brief = (text: string | undefined) => readable(cutter.text(text ?? '', LIMITS.words));
  const original = { title: cutter.text(record.title, LIMITS.title), abstract: cutter.text(record.abstract, LIMITS.abstract) };
  const title = withoutSiteName(readable(original.title));
  const cleanedAbstract = clean(withoutLabels(unmarked(original.abstract)));
  const note = brief(record.note);
  return {
    original,
    title,
    abstract: titleHash(cleanedAbstract) === titleHash(title) ? '' : cleanedAbstract,
    note,
    venue: venueOf([record.venue, record.place].map(brief), note),
    organisation: brief(record.organisation),
    summary: record.summary ? readable(cutter.text(record.summary, LIMITS.summary)) : undefined,
  };
}

/** The links that a feed states, then those in the texts, each address once. */
function linksOf(record: RawRecord, abstract: string, note: string): Paper['links'] {
  const links = [
    ...(record.links ?? []).flatMap(({ kind, url }) => stated(kind, url)),
    ...findLinks(abstract),
    ...findLinks(note),
  ];
  return [...new Map(links.map((link) => [link.url, link])).values()].slice(0, MAX_LINKS);
}

const keywordsOf = (texts: string[] | undefined) =>
  texts?.length ? texts.slice(0, LIMITS.keywords).map((word) => clean(undoubled(word.slice(0, LIMITS.keyword)))) : undefined;

/** A safe address, or undefined. A last character that mail programs take for the end of a sentence is percent-encoded. */
const linkOf = (address: string | undefined) =>
  address &&
  webLink(address.trim())?.url.replace(/[.,;:!?'’*]$/, (sign) => `%${Buffer.from(sign).toString('hex').toUpperCase()}`);

/** A link that a feed states, with the feed's kind; none if its address is not safe. */
function stated(kind: 'code' | 'project' | 'other', address: string) {
  const link = webLink(address.trim());
  return link ? [{ kind, url: link.url }] : [];
}

/** Cuts what is longer than its limit, and notes if it cut anything. */
class Cutter {
  shortened = false;

  text(text: string, limit: number): string {
    const wellFormed = text.toWellFormed();
    if (wellFormed.length <= limit) return wellFormed;
    this.shortened = true;
    return wellFormed.slice(0, limit).toWellFormed() + CUT;
  }

  /** The first names that fit into the budget, then `and N more` for the others. */
  names(names: string[], budget: number): string[] {
    let left = budget;
    const fitting = names.findIndex((name) => {
      left -= name.length + 4;
      return left < 0;
    });
    if (fitting === -1) return names;
    this.shortened = true;
    return [...names.slice(0, fitting), `and ${names.length - fitting} more`];
  }
}
