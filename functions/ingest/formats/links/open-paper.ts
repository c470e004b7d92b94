import { normaliseArxivId } from '../../../domain/paper.ts';
import type { Entry, RawRecord } from '../format.ts';
import { names } from '../names.ts';
import { BYLINE, ended, isOneName, isPeople, isScholarByline, peopleIn } from './line-titles.ts';
import { arxivOf, bare, doiOf } from './paper-links.ts';

/** The shortest abstract, in characters. */
export const ABSTRACT = 80;
export const VOTES = /\((\d{1,6}) ?[▲△]\)/;

/** A paper whose lines are being read. */
export type OpenPaper = {
  at: string;
  title: string;
  urls: string[];
  body: string[];
  /** How many lines are part of it. */
  lines: number;
  /** Its title is certain, or it is a citation. */
  sure: boolean;
  authors?: string;
  /** The field that the next lines continue. */
  field?: 'title' | 'abstract' | undefined;
  published?: string;
  /** It is a citation of PubMed, whose first paragraph names the authors. */
  cited?: boolean;
  upvotes?: string;
  /** The excerpt below a byline of Google Scholar while it is read; empty before its first line. */
  quoted?: string | undefined;
  excerpt?: string;
};

/** A private remark of the list's author. It is no abstract and is never shown. */
const REMARK =
  /^\W*(?:(?:my|private|personal|own|reading|meeting|review) )?(?:notes?|thoughts?|remarks?|todo|to do|opinion|memo|reminder|feedback)\b.{0,20}?:|\bI (?:am|do|don['’]t|did|have|had|will|would|think|believe|want|was|like|know|guess|find|found|should|can|can['’]t|cannot|could|need|hate|love|wonder|hope|read|saw|met|feel|suspect|doubt|suggest|recommend)\b|\bI['’](?:m|ll|ve|d)\b|\bmy\b|\b(?:to|tell|asked?|told|for|with|let|gave|sent) me\b/i;

/** An address without fragment and query, unless that names the paper. */
export const pageOf = (url: string) => bare(url).replace(/\?(?!id=|.*\bcitation_for_view=).*$/, '');

/** True if the open paper already has all these addresses. */
export const areOfPaper = ({ urls }: OpenPaper, papers: readonly string[]) =>
  papers.every((url) =>
    urls.some((known) => pageOf(known) === pageOf(url) || (arxivOf(url) !== undefined && arxivOf(known) === arxivOf(url))),
  );

/** True if one of these addresses is of another paper than the open one. */
export const areOfAnother = ({ urls }: OpenPaper, papers: readonly string[]) =>
  [arxivOf, doiOf].some((id) => {
    const [known] = urls.flatMap((url) => id(url) ?? []);
    return known !== undefined && papers.some((url) => (id(url) ?? known) !== known);
  });

/** The entry of a paper whose lines were read: a record, or why it is none. */
export function toEntry({ at, title, urls, body, authors, published, cited, upvotes, excerpt }: OpenPaper): Entry {
  if (title === '') return { at, reason: 'a record without a title' };
  const signed = body.find(isScholarByline);
  if (urls.length === 0 && signed === undefined) return { at, reason: `a title without a link: "${title.slice(0, 80)}"` };
  const [page] = urls.filter((url) => arxivOf(url) === undefined);
  const [byline] = body.flatMap((text) => BYLINE.exec(text)?.[1] ?? []);
  const [signature] = body.flatMap((text) => peopleIn(text) ?? []);
  const people = authors ?? byline ?? signature ?? body.find(isPeople) ?? (cited ? body[0] : undefined);
  const texts = body.filter(
    (text) =>
      isProse(text) &&
      !BYLINE.test(text) &&
      text !== people &&
      !REMARK.test(text) &&
      !/^(?:Author information|Copyright|©|Comment in|@\w+\{)/.test(text),
  );
  const votes = upvotes ?? VOTES.exec(title)?.[1];
  const record: RawRecord = {
    title: ended(title.replace(VOTES, '')),
    abstract: excerpt ?? texts[0]?.replace(BEFORE_TEXT, '') ?? '',
    authors: people && people.length < 2000 ? names([people.replace(/(?:\(\d+\))+/g, '').replace(/[….]+$/, '')]) : undefined,
    arxiv: urls.map(arxivOf).find((id) => id !== undefined),
    doi: urls.map(doiOf).find((doi) => doi !== undefined && !normaliseArxivId(doi)),
    url: page?.replace(/#scholar$/, ''),
    shown: urls.some((url) => url.endsWith('#scholar')),
    venue: signed
      ?.split(/(?:^|[ …]) ?- /)[1]
      ?.replace(/,? ?\b(?:19|20)\d{2}$|^Available at .*/g, '')
      .replace(/ ?[…,]+$/, ''),
    published,
    upvotes: votes ? Number(votes) : undefined,
  };
  return { at, record };
}

/** Venue and names before the sentences: `(NeurIPS 2026) — *Ann Lee, Bo Xu* — `. */
const BEFORE_TEXT = /^(?:\([^()]{2,60}\)|\*[^*]{3,2000}\*|[\s—–:,.-]+(?=[\p{L}(*]))+/u;

/** True for a text of sentences. Names, venues and titles have more words with a capital. */
function isProse(text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? [];
  return text.length >= ABSTRACT && 2 * words.filter((word) => /^\p{Lu}/u.test(word)).length < words.length;
}

/**
 * Corrects the papers of a text by comparing them. A name below a title is its author if most titles have authors. If only the last
 * paper has an abstract, that text belongs to the page.
 */
export function fillFromOthers(papers: readonly { record: RawRecord; first: string }[]): void {
  const signed = papers.filter(({ record }) => record.authors?.length).length;
  for (const { record, first } of papers)
    if (!record.authors?.length && 2 * signed >= papers.length && isOneName(first)) record.authors = [first];
  const last = papers.at(-1)?.record;
  if (last && papers.length > 2 && papers.every(({ record }) => record === last || record.abstract === '')) last.abstract = '';
}
