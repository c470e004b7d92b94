/** @jsxImportSource hono/jsx */
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { whyEmpty } from '../../domain/empty-day.ts';
import { REFERENCE_FORMATS, REFERENCES } from '../../domain/references.ts';
import { isListed } from '../../domain/schedule.ts';
import { SUBJECT_IDS, SUBJECTS, type Subject } from '../../domain/subject.ts';
import { frontOf } from '../outline.ts';
import { DatedDay, headingOf, headline, nameInTitle, namesOfFirst, shortHeading } from './edition-names.tsx';
import { EmailField } from './form.tsx';
import { type Element, Hidden, joined, type Markup, notePage, OFFER, type Page, printed } from './layout.tsx';
import { LightFold, PaperCard, PaperFold, Title } from './paper.tsx';
import type { Words } from './words.tsx';

/** Up to this many papers are all shown in full. A longer edition shows its front page and folds the rest under subjects. */
const FEW = 8;

/** An edition with more papers than this shows the first of each subject, and all of them on a page of its own. */
const LONG = 100;
const OF_SUBJECT = 5;

/** How many papers of a subject's page have an abstract. The others only have links. */
const WITH_ABSTRACT = 100;

/** Most bytes of papers in full, and of titles of the rest. Lambda lets 6 MB through. */
const FULL_BYTES = 2_000_000;
const TITLE_BYTES = 1_000_000;

/** The ids of the editions before and after one, if there are any. */
export type Around = { before?: string | undefined; after?: string | undefined };

type EditionProps = { edition: Edition; papers: readonly PrintedPaper[]; words: Words; closeZone: string };

/**
 * The page of an edition: its front page in full, the other papers folded under their subjects, best first. Mails link to the
 * subjects (`#agents`). Search engines may keep all days, and the weeks in the list of past editions.
 */
export function editionPage({ edition, papers, words, closeZone, around }: EditionProps & { around: Around }): Page {
  const { chosen, front, others, subjects, titles } = placesOf(edition, papers, words);
  const [lead] = chosen;
  const day = <DatedDay edition={edition} words={words} />;
  const named = papers.length > 1 ? headline(chosen, papers.length, words) : undefined;
  return {
    title: shortHeading(edition, words),
    lead: lead && (nameInTitle(lead.title) ?? lead.title),
    look: 'edition',
    about: namesOfFirst(chosen, papers.length, words),
    script: GUESS_ZONE,
    subscribe: `#${OFFER}`,
    path: isListed(edition) ? `/editions/${edition.id}` : undefined,
    body: (
      <>
        <h1>{named ?? day}</h1>
        <p class="soft day">
          {named && [day, ' · ']}
          {countsOf(papers, words)}
        </p>
        <Neighbours around={around} label="Editions" words={words} />
        {edition.note && (
          <p class="editor" dir="auto">
            <b>From the editor:</b> {edition.note}
          </p>
        )}
        {subjects.length > 1 && (
          <nav class="chips" aria-label="Subjects">
            {subjects.map(({ id, name, papers }) => (
              <a href={`#${id}`}>
                {name} {papers.length}
              </a>
            ))}
          </nav>
        )}
        <h2 class="subject">{others.length > 0 ? 'Front page' : 'In this edition'}</h2>
        <ol class="papers" role="list">
          {front}
        </ol>
        <Offer edition={edition} closeZone={closeZone} id={OFFER} />
        {subjects.map(({ id, name, papers, folds }) => (
          <section class={isLong(edition) ? 'many' : undefined}>
            <h2 class="subject" id={id}>
              {name}
            </h2>
            {folds}
            {isLong(edition) && (
              <p class="all">
                <a href={`/editions/${edition.id}/${id}`}>
                  All {words.counted(papers.length, 'paper')} in {name} →
                </a>
              </p>
            )}
          </section>
        ))}
        {titles.length > 0 && (
          <>
            <h2 class="subject">And also</h2>
            <ol class="titles" role="list">
              {titles}
            </ol>
          </>
        )}
        <NotListed edition={edition} words={words} />
        {others.length > 0 && <Offer edition={edition} closeZone={closeZone} id="subscribe-below" />}
        <Files edition={edition} />
        <Neighbours around={around} label="More editions" words={words} />
      </>
    ),
  };
}

/**
 * Places the papers of an edition on its page: those `chosen` for the front page, printed as `front`; the `others`, folded under
 * their `subjects`; and those for which the page has no room, as `titles`.
 */
function placesOf(edition: Edition, papers: readonly PrintedPaper[], words: Words) {
  const end = new Date(edition.end);
  const long = isLong(edition);
  const chosen = papers.length <= FEW ? papers : frontOf(edition, papers);
  const front = fitting(chosen, (paper) => <PaperCard paper={paper} end={end} words={words} />, FULL_BYTES / 2);
  const shown = new Set(chosen.slice(0, front.length));
  const others = papers.filter((paper) => !shown.has(paper));
  const first = long ? firstOfEach(others) : others;
  const folded = fitting(first, (paper) => <PaperFold paper={paper} end={end} words={words} />, FULL_BYTES);
  const subjects = bySubject(long ? papers : others.slice(0, folded.length))
    .map((one) => ({ ...one, folds: folded.filter((_, i) => subjectOf(first[i]) === one.id) }))
    .filter(({ folds }) => folds.length > 0);
  const line = (paper: PrintedPaper) => (
    <li dir="auto">
      <Title paper={paper} />
    </li>
  );
  const titles = long ? [] : fitting(others.slice(folded.length), line, TITLE_BYTES);
  return { chosen, front, others, subjects, titles };
}

/** How many papers of the day the edition does not list, and why. */
const NotListed = ({ edition: { leftOut, revised = 0 }, words }: Pick<EditionProps, 'edition' | 'words'>) => (
  <>
    {leftOut > 0 && (
      <p class="soft">{words.counted(leftOut, 'more paper')} came that day than an edition holds; they are left out.</p>
    )}
    {revised > 0 && (
      <p class="soft">
        {words.counted(revised, 'revised paper')} of earlier days {revised === 1 ? 'is' : 'are'} not listed.
      </p>
    )}
  </>
);

/** Links to the editions before and after. */
function Neighbours({ around: { before, after }, label, words }: { around: Around; label: string; words: Words }) {
  if (!before && !after) return '';
  const day = (id: string) => words.day(id.slice(0, 10));
  return (
    <nav class="around" aria-label={label}>
      <span>{before && <a href={`/editions/${before}`}>← {day(before)}</a>}</span>
      <span>{after && <a href={`/editions/${after}`}>{day(after)} →</a>}</span>
    </nav>
  );
}

/** The page of a day without an edition. Mails that say so link to it. */
export const noEditionPage = (edition: Edition, words: Words): Page =>
  notePage(
    'No edition',
    <>
      <p class="lead">
        <DatedDay edition={edition} words={words} />: {whyEmpty(edition)}
      </p>
      <p>
        <a href="/editions">Past editions</a>
      </p>
    </>,
  );

/** `30 papers from Hugging Face, 17 with code`. */
function countsOf(papers: readonly PrintedPaper[], words: Words): string {
  const [source, ...others] = new Set(papers.map((paper) => paper.source));
  const code = papers.filter(({ links }) => links.some(({ kind }) => kind === 'code')).length;
  const from = source && others.length === 0 ? ` from ${source}` : '';
  return `${words.counted(papers.length, 'paper')}${from}${code > 0 ? ` · ${words.number(code)} with code` : ''}`;
}

/**
 * All papers of one subject of a long edition, best first and folded. The first hundred have their abstracts, the others only
 * links.
 */
export function subjectPage({ edition, subject, papers, words, closeZone }: EditionProps & { subject: Subject }): Page {
  const end = new Date(edition.end);
  const count = words.counted(papers.length, 'paper');
  const whole = papers.slice(0, WITH_ABSTRACT);
  const folded = fitting(whole, (paper) => <PaperFold paper={paper} end={end} words={words} />, FULL_BYTES);
  const light = fitting(papers.slice(folded.length), (paper) => <LightFold paper={paper} />, TITLE_BYTES);
  const missing = papers.length - folded.length - light.length;
  return {
    title: `${SUBJECTS[subject]}, ${shortHeading(edition, words)}`,
    look: 'edition',
    subscribe: `#${OFFER}`,
    about: `${count}, first of all: ${papers[0]?.title ?? ''}`,
    script: GUESS_ZONE,
    path: isListed(edition) ? `/editions/${edition.id}/${subject}` : undefined,
    body: (
      <>
        <h1>{SUBJECTS[subject]}</h1>
        <p class="soft">
          <a href={`/editions/${edition.id}#${subject}`}>← {headingOf(edition, words)}</a> · {count}, best first
        </p>
        <section class={papers.length > WITH_ABSTRACT ? 'many' : undefined}>
          {folded}
          {light}
        </section>
        {missing > 0 && (
          <p class="soft">
            {words.counted(missing, 'more paper')} would make this page too long. The files below have all of them.
          </p>
        )}
        <Offer edition={edition} closeZone={closeZone} id={OFFER} />
        <Files edition={edition} />
      </>
    ),
  };
}

/** True if an edition's subjects have pages of their own. */
export const isLong = ({ papers }: Edition): boolean => papers > LONG;

const subjectOf = (paper: PrintedPaper | undefined): Subject => paper?.subject ?? 'other';

/** Papers by subject, the largest subject first, papers without one last. */
export function bySubject(papers: readonly PrintedPaper[]): { id: Subject; name: string; papers: PrintedPaper[] }[] {
  return SUBJECT_IDS.map((id) => ({ id, name: SUBJECTS[id], papers: papers.filter((paper) => subjectOf(paper) === id) }))
    .filter((one) => one.papers.length > 0)
    .sort((a, b) => Number(a.id === 'other') - Number(b.id === 'other') || b.papers.length - a.papers.length);
}

const firstOfEach = (papers: readonly PrintedPaper[]): PrintedPaper[] =>
  bySubject(papers).flatMap((one) => one.papers.slice(0, OF_SUBJECT));

/** Links to files of the same papers, for reference managers and programs. */
const Files = ({ edition: { id } }: { edition: Edition }) => (
  <p class="soft">
    Download as{' '}
    {joined(
      REFERENCE_FORMATS.map((format) => <a href={`/editions/${id}.${REFERENCES[format].ending}`}>{REFERENCES[format].name}</a>),
      ' · ',
    )}
  </p>
);

/**
 * A sign-up form with one field, for mail as often as the edition: at eight in the browser's zone, or in the close zone without
 * scripts.
 */
const Offer = ({ edition: { frequency }, closeZone, id }: Pick<EditionProps, 'edition' | 'closeZone'> & { id: string }) => {
  const [often, when] = frequency === 'weekly' ? ['every week', 'Every Monday'] : ['every morning', 'Every day'];
  return (
    <section class="offer" id={id}>
      <h2>Get this {often}</h2>
      <form method="post" action="/subscribe">
        <Hidden frequency={frequency} weekday="1" hour="8" zone={closeZone} />
        <EmailField label="E-mail address" id={`email-${id}`} />
        <button>Subscribe</button>
        <p class="soft">
          {when} at 08:00, <span class="zone">{closeZone.replaceAll('_', ' ')}</span> time. <a href="/">Another day or hour</a>
        </p>
      </form>
    </section>
  );
};

const GUESS_ZONE = `{let z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z){for(let e of document.querySelectorAll('[name=zone]'))e.value=z;for(let e of document.querySelectorAll('.zone'))e.textContent=z.replaceAll('_',' ')}}`;

/** Prints papers until the bytes are used up. */
function fitting(papers: readonly PrintedPaper[], print: (paper: PrintedPaper) => Element, bytes: number): Markup[] {
  const fit: Markup[] = [];
  let room = bytes;
  for (const paper of papers) {
    const markup = printed(print(paper));
    room -= Buffer.byteLength(`${markup}`);
    if (room < 0) break;
    fit.push(markup);
  }
  return fit;
}
