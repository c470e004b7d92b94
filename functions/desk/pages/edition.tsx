/** @jsxImportSource hono/jsx */
import { choosable } from '../../digest/compose.ts';
import type { NextEdition } from '../../digest/next-edition.ts';
import type { PrintedPaper } from '../../domain/edition.ts';
import { type CloseTime, closeOf } from '../../domain/schedule.ts';
import { select } from '../../domain/selection.ts';
import { SUBJECTS } from '../../domain/subject.ts';
import { clock } from '../../domain/wording.ts';
import { Button, Hidden, type Markup, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, NoteForm, type Refused, saidBy, tokenField } from './frame.tsx';

const SAID: Record<string, string> = {
  pin: 'Pinned: it stands before all papers that are not pinned.',
  up: 'It stands a place further up.',
  drop: 'Dropped: it is left out.',
  release: 'It stands where the ranking puts it.',
  note: 'The note is saved.',
  close: 'It closes at the next quarter of an hour. What comes from now on is for the edition after it.',
};
/** The most papers listed of those that only the web edition has. */
const LISTED = 300;

type EditionProps = { edition: NextEdition; closeTime: CloseTime; words: Words };

/** The word for the last act, and the title of its paper. */
type Said = { word: string | undefined; paper: string | undefined };

/** The next edition: each paper where the mail shows it, with its buttons. */
export function editionPage(
  session: Session,
  { edition, closeTime, words, said, refused }: EditionProps & { said?: Said; refused?: Refused },
): Page {
  const { day, papers, choices, mayCloseEarly } = edition;
  const done = saidBy(SAID, said?.word);
  return deskPage(session, '/desk', {
    title: words.fullDayText(day),
    said: done && said?.paper ? [done, <br />, <bdi>{said.paper}</bdi>] : done,
    body: (
      <>
        <p class="lead">
          The next edition has {papers.length > 0 ? words.counted(papers.length, 'paper') : 'no papers'} so far. It{' '}
          {closing(edition, closeTime, words)}.
        </p>
        <p>{papers.length > 0 ? <a href="/desk/mail">See the mail</a> : <a href="/desk/papers">Put in papers</a>}</p>
        <p>
          <a href="/desk/running#editions">Editions that have closed</a>
        </p>
        <NoteForm
          action="/desk/note"
          label="A line from you, on top"
          fields={{ ...tokenField(session), day }}
          note={choices.note}
          refused={refused}
        />
        <form method="post" action="/desk/choose" class="every">
          <Hidden {...tokenField(session)} />
          <Places edition={edition} words={words} />
        </form>
        {!choices.closesAt && mayCloseEarly && papers.length > 0 && (
          <section class="more">
            <h2>Close it now?</h2>
            <p>
              <a href="/desk/close">What that means, and how</a>
            </p>
          </section>
        )}
      </>
    ),
  });
}

/** All papers: those of the mail where it shows them, then those that only the web has, then those that are dropped. */
function Places({ edition: { papers, news, choices, end }, words }: Omit<EditionProps, 'closeTime'>) {
  const { front, lists } = select(papers.map(choosable), 'daily', new Date(end));
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  const shown = new Set([...front, ...lists.flatMap((list) => list.papers)].map(({ id }) => id));
  const below = papers.filter(({ id }) => !shown.has(id));
  const dropped = news.filter(({ ids }) => ids.some((id) => choices.drops.includes(id)));
  let place = 0;
  const rows = (of: readonly { id: string }[]) => (
    <ol class="places" role="list">
      {of
        .flatMap(({ id }) => byId.get(id) ?? [])
        .map((paper) => (
          <PaperRow paper={paper} place={++place} isFirst={paper.id === papers[0]?.id} />
        ))}
    </ol>
  );
  return (
    <>
      {front.length > 0 && (
        <section class="more">
          <h2>Front page</h2>
          {rows(front)}
        </section>
      )}
      {lists.length > 0 && (
        <section class="more">
          <h2>Below it, by subject</h2>
          {lists.map((list) => (
            <>
              <h3>{SUBJECTS[list.subject]}</h3>
              {rows(list.papers)}
            </>
          ))}
        </section>
      )}
      {below.length > 0 && (
        <section class="more">
          <h2>On the web alone</h2>
          <p>The mail leaves these out: they rank too low, or no sentence says what they are.</p>
          <details>
            <summary>{words.counted(below.length, 'paper')}</summary>
            {rows(below.slice(0, LISTED))}
          </details>
        </section>
      )}
      {dropped.length > 0 && (
        <section class="more">
          <h2>Dropped</h2>
          <ol class="places" role="list">
            {dropped.map((paper) => (
              <li>
                <TitleLink paper={paper} />
                <div class="buttons">
                  <ActButton act="release" paper={paper}>
                    Take it back in
                  </ActButton>
                </div>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

/** When the edition closes, in words. */
function closing({ day, choices }: NextEdition, closeTime: CloseTime, words: Words): Markup {
  if (choices.closesAt) return 'closes at the next quarter of an hour';
  const { zone, hour } = closeTime;
  return ['closes on ', words.instant(closeOf(day, closeTime), zone), ` at ${clock(hour)}, ${zone.replaceAll('_', ' ')} time`];
}

function PaperRow({ paper, place, isFirst }: { paper: PrintedPaper; place: number; isFirst: boolean }) {
  const { tldr, pin, upvotes = 0, edited } = paper;
  const marks = [pin === undefined ? '' : 'pinned', edited ? 'edited' : '', upvotes > 0 ? `${upvotes} votes` : ''].filter(
    Boolean,
  );
  return (
    <li id={`place-${place}`}>
      <TitleLink paper={paper} />
      {marks.length > 0 && [<br />, <span class="soft">{marks.join(' · ')}</span>]}
      {tldr && [<br />, <span dir="auto">{tldr}</span>]}
      <div class="buttons">
        {pin === undefined ? (
          <ActButton act="pin" paper={paper} place={place}>
            Pin
          </ActButton>
        ) : (
          <ActButton act="release" paper={paper} place={place}>
            Unpin
          </ActButton>
        )}
        {pin !== undefined && !isFirst && (
          <ActButton act="up" paper={paper} place={place}>
            Up
          </ActButton>
        )}
        <ActButton act="drop" paper={paper} place={place}>
          Drop
        </ActButton>
      </div>
    </li>
  );
}

type Titled = { id: string; title: string };

const TitleLink = ({ paper: { id, title } }: { paper: Titled }) => (
  <a class="title" id={id} href={`/desk/paper?id=${encodeURIComponent(id)}`}>
    <bdi>{title}</bdi>
  </a>
);

/** What an editor can do with a paper. */
export type Act = 'pin' | 'up' | 'drop' | 'release';

type ActButtonProps = { act: Act; paper: Titled; place?: number; children: string };

/**
 * A button of the one form around all papers. Its name is the act, its value the paper. The redirect keeps the fragment, so the browser
 * stays at that place of the list.
 */
const ActButton = ({ act, paper: { id, title }, place, children }: ActButtonProps) => (
  <button
    class="plain"
    name={act}
    value={id}
    formaction={place && `/desk/choose#place-${place}`}
    aria-label={`${children}: ${title}`}
  >
    {children}
  </button>
);

/** Asks whether to close early, and says what that means. */
export const closePage = (session: Session, { edition, closeTime, words }: EditionProps): Page =>
  deskPage(session, '/desk', {
    title: 'Close it now?',
    body: (
      <>
        <p class="lead">
          The edition of {words.fullDay(edition.day)} closes as it stands, with {words.counted(edition.papers.length, 'paper')},
          at the next quarter of an hour.
        </p>
        <p>
          What comes afterwards is for the edition after it. The edition’s page appears sooner, mails do not. It cannot be undone.
          If you leave it open, it {closing(edition, closeTime, words)}.
        </p>
        <div class="buttons">
          <Button action="/desk/close" fields={{ ...tokenField(session), day: edition.day }}>
            Yes, close it
          </Button>
        </div>
        <p>
          <a href="/desk">No, leave it open</a>
        </p>
      </>
    ),
  });
