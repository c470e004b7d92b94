import { byline, counted as count, dated, grouped } from '../functions/domain/wording.ts';
import { clip, clipped } from './clean.ts';
import type { PrintableCard } from './printable.ts';
import type { EditionProps, Selection } from './props.ts';

/** What both parts of a digest say, so that the text part says the same as the HTML. */

/** UTF-16 units of the longest subject, and of the name of one paper in it: before its title's colon, or the title cut. */
const MAX_SUBJECT = 60;
const MAX_NAME = 26;
const MAX_CUT = 38;

/** What the inbox shows after the subject. */
const PREVIEW = 140;

/** Subjects that are summed up. */
const SUBJECTS = 6;

type Named = { title: string; said?: string | undefined };
type Said = Omit<Selection<Named>, 'facts'> & Pick<EditionProps, 'frequency'> & { publication: { listName: string } };

/** What a digest says around its papers. */
export const digestWords = (said: Said) => ({
  subject: digestSubject(said),
  preview: digestPreview(said),
  line: `${dated(said.frequency, said.date)} · ${countOf(said)}`,
});

/** What a mail says that tells of no edition, or of none for its reader (`mine`). No digest has such a subject. */
export function noticeWords(
  { frequency }: Pick<EditionProps, 'frequency'>,
  { date, mine, why }: { date: string; mine: boolean; why: string },
) {
  const when = frequency === 'daily' ? 'today' : 'this week';
  return {
    subject: mine ? `Nothing for you ${when}` : `No papers ${when}`,
    line: dated(frequency, date),
    sentence: `There is ${mine ? 'nothing for you' : 'no edition'} ${when}: ${why}`,
  };
}

const countOf = ({ total, source }: Said) => `${count(total, 'paper')}${source ? ` from ${source}` : ''}`;

export type DigestWords = ReturnType<typeof digestWords>;

export const BRIEF = 'In brief';
export const TEN = 'The week’s ten';
export const RISING = 'Rising';

/** Over what is chosen for one reader, and over what is then for everybody. */
export const FOR_YOU = 'For you';
export const FRONT_PAGE = 'Front page';

/** `EvoArena · MiniMax Sparse Attention · Robust-U1`, as many as fit; `The week: …`. Of one paper its title. */
function digestSubject({ publication, frequency, front, next, lists, total }: Said): string {
  const papers = [...front, ...next, ...(front.length < 5 ? lists.flatMap((list) => list.papers) : [])];
  const before = frequency === 'daily' ? '' : 'The week: ';
  const [first, ...others] = papers;
  if (!first) return `${before}${clip(publication.listName, MAX_SUBJECT - before.length)}`;
  if (total === 1) return `${before}${clip(first.title, MAX_SUBJECT - before.length)}`;
  const names = [shortName(first.title), ...others.slice(0, 4).map(({ title }) => shortName(title, MAX_NAME))];
  const isCut = (name: string) => name.endsWith('…');
  let shown = names.slice(0, 1);
  // A whole name says more than one that is cut; all stand in the order of the papers.
  for (const name of [...names.slice(1).filter((name) => !isCut(name)), ...names.slice(1).filter(isCut)]) {
    const more = names.filter((one) => one === name || shown.includes(one));
    if (before.length + more.join(' · ').length <= MAX_SUBJECT) shown = more;
  }
  return before + shown.join(' · ');
}

/** `From the archive: …`, `Audio long read: …`: what a journal calls a column, and no paper. */
const COLUMN = /^\p{Lu}\p{Ll}+(?: \p{Ll}+)+$/u;

/** What stands before a title's colon names the paper; else as many of its words as an inbox shows. */
export function shortName(title: string, max = MAX_CUT): string {
  const name = /^([^:]{2,26}): /.exec(title)?.[1];
  return name && !COLUMN.test(name) ? name : clipped(title, max);
}

/** What the first papers found. */
function digestPreview({ front, lists }: Said): string {
  const told = front.flatMap(({ said }) => said || []);
  return clip(
    (told.length > 0 ? told : lists.flatMap(({ papers }) => papers.map(({ title }) => title))).slice(0, 3).join(' '),
    PREVIEW,
  );
}

/** The subjects that have most papers, and how many papers come with code; empty where that is nothing to tell. */
export function inBrief({ total, subjects, withCode }: Pick<Said, 'total' | 'subjects' | 'withCode'>) {
  if (total === 1) return { subjects: [], code: '' };
  const named = subjects.length > 1 || subjects[0]?.id !== 'other' ? subjects.slice(0, SUBJECTS) : [];
  return {
    subjects: named.map(({ id, name, papers }) => ({ id, name, papers: grouped(papers) })),
    code: withCode > 0 ? `${grouped(withCode)} with code` : '',
  };
}

/**
 * Where the papers are that the mail does not show: on the page of its edition, and on those of other days it draws on. Nothing where
 * it shows all there is.
 */
export function restOf({ total, pages }: Pick<Said, 'total' | 'pages'>, shown: number, webUrl: string) {
  const rest = total - shown;
  if (rest <= 0) return undefined;
  const words = `${count(rest, 'more paper')} on the web`;
  const before = webUrl.slice(0, webUrl.lastIndexOf('/') + 1);
  const links = pages.map(({ id, day }) => ({ label: day, url: before + id }));
  return links.length > 1 ? { words: `${words}:`, links } : { words: '', links: [{ label: words, url: webUrl }] };
}

/** What came and is not news. */
export const revisedLine = (revised = 0) =>
  revised > 0 ? `${count(revised, 'revised paper')} ${revised === 1 ? 'is' : 'are'} not listed` : '';

export const NOTE = 'From the editor';

/** Before what a paper found, in the text part: the HTML marks it by a rule. */
export const FOUND = 'Found';

/** What leads to the page where a reader says that a paper is. */
export const VOTE = 'Good pick';

/** Before the link to all of them in the text part. */
export const VOTES = 'A good pick? Vote';

/** How the mail treats its reader, in the footer. */
export const PRIVACY = 'nothing in this mail reports what you open.';

/** Names of the links in the footer. */
export const FOOTER = {
  preferences: 'Day, hour or pause',
  follow: 'Say what you work on',
  change: 'Change what you follow',
  share: 'Page to pass on',
  privacy: 'Privacy',
  unsubscribe: 'Unsubscribe',
};

/** Why such a mail came. */
export const ASKED = `You asked to be told. “${FOOTER.preferences}” below ends that.`;

/** `MIT · Jundong Xu + 13 · ACL 2026 · ▲ 118`: whose work it is, where it appeared, who likes it. */
export const facts = (paper: PrintableCard): string[] =>
  [
    paper.organisation,
    byline(paper.authors, paper.authorsInAll),
    paper.venue,
    paper.dated,
    paper.upvotes > 0 ? `▲\u00a0${grouped(paper.upvotes)}` : '',
    paper.readers > 0 ? count(paper.readers, 'reader') : '',
    paper.suggested ? 'Suggested by a reader' : '',
  ].filter(Boolean);

/** Why a copy holds what it does, where that is not what everybody gets: after the link to what its reader follows. */
export const WHY_MINE = 'this copy was chosen by it.';

/** Why this mail came, as the footer says it. */
export const whyDigest = (frequency: EditionProps['frequency']) => `Sent because you confirmed the ${frequency} edition.`;
