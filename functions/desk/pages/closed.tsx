/** @jsxImportSource hono/jsx */
import type { Printed, PrintedPaper } from '../../domain/edition.ts';
import { dated } from '../../domain/wording.ts';
import { Hidden, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, NoteForm, type Refused, saidBy, tokenField } from './frame.tsx';

const SAID: Record<string, string> = {
  note: 'The note on the web is saved.',
  drop: 'Dropped: it is off the web, and copies still to be sent leave it out.',
  release: 'It stands where it stood.',
};

/** The most papers listed. */
const LISTED = 300;

type ClosedProps = { edition: Printed; papers: readonly PrintedPaper[]; words: Words; refused?: Refused };

/** A closed edition: what can still be changed of it, and what cannot. */
export function closedPage(session: Session, { edition, papers, words, refused }: ClosedProps, said = ''): Page {
  const { id, note, dropped = [] } = edition;
  return deskPage(session, '/desk/running', {
    title: dated(edition.frequency, words.fullDayText(edition.day)),
    said: saidBy(SAID, said),
    body: (
      <>
        <p class="lead">
          This edition has closed with {words.counted(papers.length, 'paper')}
          {dropped.length > 0 && `, of which ${words.number(dropped.length)} dropped since`}.{' '}
          <a href={`/editions/${id}`}>Its page on the web</a>
        </p>
        <h2>What can change</h2>
        <p>
          The note on the web. And papers can be dropped: from the web, from copies still to be sent, and from the week’s edition
          if that has not closed. Pages show a change within five minutes, files for reference managers within an hour.
        </p>
        <h2>What cannot</h2>
        <p>
          Mails that were sent. The note in mails still to be sent. The order of the papers, their sentences and subjects. If a
          paper of the front page is dropped, the next one moves up.
        </p>
        <NoteForm
          action="/desk/closed/note"
          label="The note on the web"
          fields={{ ...tokenField(session), id }}
          note={note}
          refused={refused}
        />
        <form method="post" action="/desk/closed/paper" class="every">
          <Hidden {...tokenField(session)} id={id} />
          <section class="more">
            <h2>Papers</h2>
            <ol class="places" role="list">
              {papers.slice(0, LISTED).map((paper, i) => {
                const gone = dropped.includes(paper.id);
                return (
                  <li id={`place-${i + 1}`}>
                    <b>
                      <bdi>{paper.title}</bdi>
                    </b>
                    {gone && [<br />, <span class="soft">dropped</span>]}
                    <div class="buttons">
                      <button
                        class="plain"
                        name={gone ? 'release' : 'drop'}
                        value={paper.id}
                        formaction={`/desk/closed/paper#place-${i + 1}`}
                        aria-label={`${gone ? 'Put back' : 'Drop'}: ${paper.title}`}
                      >
                        {gone ? 'Put back' : 'Drop'}
                      </button>
                    </div>
                  </li>
                );
              })}
            </ol>
            {papers.length > LISTED && (
              <p>
                And {words.counted(papers.length - LISTED, 'more paper')}: npx broadsheet edition drop … --closed {id}
              </p>
            )}
          </section>
        </form>
      </>
    ),
  });
}
