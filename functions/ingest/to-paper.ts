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
  let shortened = false;
  const cut = (text: string, limit: number) => {
    const plain = text.toWellFormed();
    if (plain.length <= limit) return plain;
    shortened = true;
    return plain.slice(0, limit).toWellFormed() + CUT;
  };
  const original = { title: cut(record.title, LIMITS.title), abstract: cut(record.abstract, LIMITS.abstract) };
  const plain = (text: string) => undoubled(format.markup ? untagged(text) : text);
  const readable = (text: string) => clean(plain(text));
  const title = withoutSiteName(readable(original.title));
  if (/^(?:[\s|:*_=~-]*|<[\w:]{1,20} ?\/?>)$/.test(title)) return { reason: 'a title without any readable character' };
  const told = clean(withoutLabels(plain(original.abstract)));
  const abstract = titleHash(told) === titleHash(title) ? '' : told;
  const brief = (text: string | undefined) => readable(cut(text ?? '', LIMITS.words));
  const note = brief(record.note);
  const written = (record.authors ?? []).filter((name) => name.trim() !== '');
  const authors = written.flatMap((name) => person(clean(undoubled(cut(name, 200)))) ?? []);
  const named = withinBudget(authors, LIMITS.names);
  if (named.length < authors.length) shortened = true;
  const ids = aliases({ arxiv: record.arxiv, doi: record.doi, title });
  const links = [
    ...(record.links ?? []).flatMap(({ kind, url }) => stated(kind, url)),
    ...findLinks(abstract),
    ...findLinks(note),
  ];
  const reason = noPaper({ ...record, authors, abstract }, ids.length > 1, format);
  if (reason !== undefined) return { reason };
  const words = (texts: string[] | undefined) =>
    texts?.length ? texts.slice(0, LIMITS.keywords).map((word) => clean(undoubled(word.slice(0, LIMITS.keyword)))) : undefined;
  const stands = standing({ title, abstract, note, said: [...(record.said ?? []), record.venue ?? '', record.place ?? ''] });
  const announced = announcement(record.announced);
  const stale = noNews({ announced, ...stands });
  const remarks = [
    ...(record.remarks ?? []),
    ...(authors.length < written.length ? ['an author whose name cannot be read'] : []),
    ...(stale === undefined ? [] : [stale]),
  ];
  const published = record.published && listingDay(record.published, uploadedAt);
  const listed = listedOn ?? (record.listed && listingDay(record.listed, uploadedAt));
  const venue = venueOf([record.venue, record.place].map(brief), note);
  const made: Every<Paper> = {
    id: ids[0] ?? '',
    ids,
    title,
    abstract,
    authors: named,
    url: pageOf(ids) ?? linkOf(record.url) ?? linkOf(record.page) ?? (format.search ?? scholarSearch)(title.slice(0, 300)),
    links: [...new Map(links.map((link) => [link.url, link])).values()].slice(0, MAX_LINKS),
    upvotes: record.upvotes,
    comments: record.comments,
    keywords: words(record.keywords),
    categories: words(record.categories),
    organisation: brief(record.organisation) || undefined,
    stars: record.stars,
    note: note || undefined,
    venue,
    pdf: linkOf(record.pdf),
    discussion: linkOf(record.discussion),
    announced,
    withdrawn: stands.withdrawn,
    correction: stands.correction,
    summary: record.summary ? readable(cut(record.summary, LIMITS.summary)) : undefined,
    listedOn: listed || undefined,
    publishedOn: published || undefined,
    position,
    source: format.name,
    original,
  };
  return { shortened, remarks, paper: compact<Paper>(made) };
}

/** A safe address, or undefined. A last character that mail programs take for the end of a sentence is percent-encoded. */
const linkOf = (address: string | undefined) =>
  address &&
  webLink(address.trim())?.url.replace(/[.,;:!?'’*]$/, (sign) => `%${Buffer.from(sign).toString('hex').toUpperCase()}`);

/** A link that a feed states, with the feed's kind; none if its address is not safe. */
function stated(kind: 'code' | 'project' | 'other', address: string) {
  const link = webLink(address.trim());
  return link ? [{ kind, url: link.url }] : [];
}

/** The first names that fit into the budget, then `and N more` for the others. */
function withinBudget(names: string[], budget: number): string[] {
  let left = budget;
  const fitting = names.findIndex((name) => {
    left -= name.length + 4;
    return left < 0;
  });
  return fitting === -1 ? names : [...names.slice(0, fitting), `and ${names.length - fitting} more`];
}
