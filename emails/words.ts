import { byline, counted as count, dated, grouped } from '../functions/domain/wording.ts';
import { cut, cutWhole } from './clean.ts';
import type { PrintableCard } from './printable.ts';
import type { EditionProps, Selection } from './props.ts';

/** The words of a digest, used by both parts, so that the text part says the same as the HTML. */

/**
 * The most UTF-16 units of a subject line, and in it of a paper's name (before its title's colon, or the title cut); `MAX_CUT` of
 * the first paper's.
 */
const MAX_SUBJECT = 60;
const MAX_NAME = 26;
const MAX_CUT = 38;

/** What the inbox shows after the subject. */
const PREVIEW = 140;

/** The most subjects in the line that sums up the day. */
const SUBJECTS = 6;

type Named = { title: string; said?: string | undefined };
type Said = Omit<Selection<Named>, 'facts'> & Pick<EditionProps, 'frequency'> & { publication: { listName: string } };

/**
 * The subject, preview and date line of a digest. `plainSubject` names no paper: it is for copies that do not show all the papers
 * which the subject names.
 */
export const digestWords = (said: Said) => ({
  subject: digestSubject(said),
  plainSubject: cut(`${beforeSubject(said)}${said.publication.listName} · ${said.date}`, MAX_SUBJECT),
  preview: digestPreview(said),
  line: `${dated(said.frequency, said.date)} · ${countOf(said)}`,
});

const beforeSubject = ({ frequency }: Pick<Said, 'frequency'>) => (frequency === 'daily' ? '' : 'The week: ');

/** The papers that a subject names. */
export const namedBy = <Paper extends Named>(subject: string, said: Pick<Selection<Paper>, 'front' | 'next' | 'lists'>) =>
  subjectPapers(said).filter(({ title }, i) => i === 0 || subject.includes(shortName(title, MAX_NAME)));

/** The papers that the subject may name. */
const subjectPapers = <Paper>({ front, next, lists }: Pick<Selection<Paper>, 'front' | 'next' | 'lists'>): readonly Paper[] =>
  [...front, ...next, ...(front.length < 5 ? lists.flatMap((list) => list.papers) : [])].slice(0, 5);

/** The words of a mail that says why there is no edition, or nothing for its reader (`personal`). No digest has such a subject. */
export function noticeWords(
  { frequency }: Pick<EditionProps, 'frequency'>,
  { date, personal, why }: { date: string; personal: boolean; why: string },
) {
  const when = frequency === 'daily' ? 'today' : 'this week';
  return {
    subject: personal ? `Nothing for you ${when}` : `No papers ${when}`,
    line: dated(frequency, date),
    sentence: `There is ${personal ? 'nothing for you' : 'no edition'} ${when}: ${why}`,
  };
}

const countOf = ({ total, source }: Said) => `${count(total, 'paper')}${source ? ` from ${source}` : ''}`;

export type DigestWords = ReturnType<typeof digestWords>;

export const BRIEF = 'In brief';
export const TEN = 'The week’s ten';
export const RISING = 'Rising';

/** The headings of the papers chosen for one reader, and of the papers for all below them. */
export const FOR_YOU = 'For you';
export const FRONT_PAGE = 'Front page';

/** `EvoArena · MiniMax Sparse Attention · Robust-U1`, as many names as fit; `The week: …`. For a single paper its title. */
function digestSubject(said: Said): string {
  const before = beforeSubject(said);
  const [first, ...others] = subjectPapers(said);
  if (!first) return `${before}${cut(said.publication.listName, MAX_SUBJECT - before.length)}`;
  if (said.total === 1) return `${before}${cut(first.title, MAX_SUBJECT - before.length)}`;
  const names = [shortName(first.title), ...others.map(({ title }) => shortName(title, MAX_NAME))];
  const isCutOff = (name: string) => name.endsWith('…');
  let shown = names.slice(0, 1);
  // Whole names are preferred to names that are cut. All are in the order of the papers.
  for (const name of [...names.slice(1).filter((name) => !isCutOff(name)), ...names.slice(1).filter(isCutOff)]) {
    const more = names.filter((one) => one === name || shown.includes(one));
    if (before.length + more.join(' · ').length <= MAX_SUBJECT) shown = more;
  }
  return before + shown.join(' · ');
}

/** The name of a journal's column, which names no paper: `From the archive: …`, `Audio long read: …`. */
const JOURNAL_COLUMN = /^\p{Lu}\p{Ll}+(?: \p{Ll}+)+$/u;

/** A short name of a paper: what is before its title's colon, else the title, cut between words. */
export function shortName(title: string, max = MAX_CUT): string {
  const name = /^([^:]{2,26}): /.exec(title)?.[1];
  return name && !JOURNAL_COLUMN.test(name) ? name : cutWhole(title, max);
}

/** What the first papers found. */
export function digestPreview({ front, lists }: Pick<Said, 'front' | 'lists'>): string {
  const told = front.flatMap(({ said }) => said || []);
  return cut(
    (told.length > 0 ? told : lists.flatMap(({ papers }) => papers.map(({ title }) => title))).slice(0, 3).join(' '),
    PREVIEW,
  );
}

/** The subjects with most papers, and how many papers have code. Empty if there is nothing to tell. */
export function inBrief({ total, subjects, withCode }: Pick<Said, 'total' | 'subjects' | 'withCode'>) {
  if (total === 1) return { subjects: [], code: '' };
  const named = subjects.length > 1 || subjects[0]?.id !== 'other' ? subjects.slice(0, SUBJECTS) : [];
  return {
    subjects: named.map(({ id, name, papers }) => ({ id, name, papers: grouped(papers) })),
    code: withCode > 0 ? `${grouped(withCode)} with code` : '',
  };
}

/**
 * Links to the papers that the mail does not show: to the page of its edition, and to those of other days that it draws on.
 * Undefined if it shows all papers.
 */
export function restOf({ total, pages }: Pick<Said, 'total' | 'pages'>, shown: number, webUrl: string) {
  const rest = total - shown;
  if (rest <= 0) return undefined;
  const words = `${count(rest, 'more paper')} on the web`;
  const before = webUrl.slice(0, webUrl.lastIndexOf('/') + 1);
  const links = pages.map(({ id, day }) => ({ label: day, url: before + id }));
  return links.length > 1 ? { words: `${words}:`, links } : { words: '', links: [{ label: words, url: webUrl }] };
}

/** How many papers came as replaced versions, and so are not shown. */
export const revisedLine = (revised = 0) =>
  revised > 0 ? `${count(revised, 'revised paper')} ${revised === 1 ? 'is' : 'are'} not listed` : '';

export const NOTE = 'From the editor';

/** Stands before what a paper found, in the text part. The HTML marks it by a line at its side. */
export const FOUND = 'Found';

/** The label of the link to vote for a paper. */
export const VOTE = 'Good pick';

/** The label of the link to vote for several papers, in the text part. */
export const VOTES = 'A good pick? Vote';

/** What the footer says about privacy. */
export const PRIVACY = 'nothing in this mail reports what you open.';

/** Labels of the links in the footer. */
export const FOOTER = {
  preferences: 'Day, hour or pause',
  follow: 'Say what you work on',
  change: 'Change what you follow',
  share: 'Page to pass on',
  privacy: 'Privacy',
  unsubscribe: 'Unsubscribe',
};

/** Why a mail without an edition came. */
export const ASKED = `You asked to be told. “${FOOTER.preferences}” below ends that.`;

/** The facts of a card: `MIT · Jundong Xu + 13 · ACL 2026 · ▲ 118`. */
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

/** Why a personal copy differs from the common one; it follows the link to what its reader follows. */
export const WHY_PERSONAL = 'this copy was chosen by it.';

/** Why this mail came, for the footer. */
export const whyDigest = (frequency: EditionProps['frequency']) => `Sent because you confirmed the ${frequency} edition.`;
