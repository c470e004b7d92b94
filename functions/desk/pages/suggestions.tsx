/** @jsxImportSource hono/jsx */
import type { StoredPaper } from '../../domain/paper.ts';
import { addressOf, type Suggestion } from '../../domain/suggestion.ts';
import { Button, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, saidBy, tokenField } from './frame.tsx';

const SAID: Record<string, string> = {
  accepted: 'Accepted: it is among the papers of the next edition in a moment, marked as a reader’s suggestion.',
  refused: 'Refused. The same paper cannot be suggested again for a month.',
};

/** A suggestion, and its paper, if the store has it. */
type Row = Suggestion & { known: StoredPaper | undefined };

/** What readers suggested, the oldest first. */
export const suggestionsPage = (session: Session, rows: readonly Row[], words: Words, said = ''): Page =>
  deskPage(session, '/desk/suggestions', {
    title: 'Suggested by readers',
    said: saidBy(SAID, said),
    body:
      rows.length > 0 ? (
        <ol class="rows" role="list">
          {rows.map((row) => (
            <SuggestionRow session={session} row={row} words={words} />
          ))}
        </ol>
      ) : (
        <p>
          Nothing waits. Anybody can <a href="/suggest">suggest a paper</a>.
        </p>
      ),
  });

function SuggestionRow({ session, row, words }: { session: Session; row: Row; words: Words }) {
  const { paper, why, at, known } = row;
  const fields = { ...tokenField(session), paper };
  return (
    <li>
      <a href={addressOf(paper)} rel="noreferrer">
        <bdi>{known?.title ?? paper}</bdi>
      </a>
      <br />
      <span class="soft">
        {words.instant(new Date(at), 'UTC')} · <NewsState known={known} words={words} />
      </span>
      {why && (
        <>
          <br />
          <bdi>{why}</bdi>
        </>
      )}
      <div class="buttons">
        {known && (
          <Button action="/desk/suggestions/accept" fields={fields} plain>
            {known.newsAt ? 'Mark it as suggested' : 'Accept'}
          </Button>
        )}
        <Button action="/desk/suggestions/refuse" fields={fields} plain>
          Refuse
        </Button>
      </div>
    </li>
  );
}

const NewsState = ({ known, words }: Pick<Row, 'known'> & { words: Words }) =>
  known ? (
    known.newsAt ? (
      ['news since ', words.day(known.newsAt.slice(0, 10))]
    ) : (
      'known, not news yet'
    )
  ) : (
    <>
      not known yet: put its page in under <a href="/desk/papers">Papers</a> first
    </>
  );
