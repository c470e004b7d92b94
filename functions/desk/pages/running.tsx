/** @jsxImportSource hono/jsx */

import type { ReaderCounts, ReadersOfWeek } from '../../digest/reader-counts.ts';
import type { Overview, Voted } from '../../digest/recent-editions.ts';
import type { Ringing } from '../../domain/alarm.ts';
import type { SourceRow } from '../../domain/source-state.ts';
import { Button, Hidden, type Page } from '../../subscribe/pages/layout.tsx';
import type { Words } from '../../subscribe/pages/words.tsx';
import type { Session } from '../sessions.ts';
import { deskPage, saidBy, tokenField } from './frame.tsx';
import { Alarms, Sources } from './health.tsx';
import { Readers, Weeks } from './readers.tsx';
import { LastEditions, Votes } from './recent.tsx';

const SAID: Record<string, string> = {
  paused: 'Sending is paused. No copy begins later than two seconds from now.',
  resumed: 'Sending is on again. The copies that waited are on their way.',
};

type RunningProps = {
  /** Why sending is stopped, if it is. */
  paused: string | undefined;
  /** Undefined if it is not known. */
  ringing: readonly Ringing[] | undefined;
  readers: ReaderCounts | undefined;
  weeks: readonly ReadersOfWeek[];
  recent: readonly Overview[];
  voted: readonly Voted[];
  sources: readonly SourceRow[];
  words: Words;
};

/** How it runs: the switch, alarms, readers, the last editions, votes and sources. It names no reader. */
export const runningPage = (
  session: Session,
  { paused, ringing, readers, weeks, recent, voted, sources, words }: RunningProps,
  said = '',
): Page =>
  deskPage(session, '/desk/running', {
    title: 'Does it run?',
    said: saidBy(SAID, said),
    body: (
      <>
        {paused === undefined ? (
          <>
            <p class="lead">Sending is on.</p>
            <PauseForm session={session} />
          </>
        ) : (
          <>
            <p class="lead">
              Sending is paused: <bdi>{paused}</bdi>.
            </p>
            <Button action="/desk/running/resume" fields={tokenField(session)}>
              Resume sending
            </Button>
          </>
        )}
        <Alarms ringing={ringing} />
        <Readers readers={readers} words={words} />
        {weeks.length > 0 && <Weeks weeks={weeks} words={words} />}
        <LastEditions recent={recent} words={words} />
        <Votes voted={voted} words={words} />
        <Sources sources={sources} />
      </>
    ),
  });

const PauseForm = ({ session }: { session: Session }) => (
  <details>
    <summary>Pause all sending</summary>
    <form method="post" action="/desk/running/pause">
      <Hidden {...tokenField(session)} />
      <p>Copies that are not sent yet wait, for 12 hours at most (a week’s edition: 36). Confirmation mails still go out.</p>
      <div>
        <label for="reason">Why? Other editors and operators see it</label>
        <textarea id="reason" name="reason" rows={1} maxlength={200} />
      </div>
      <button>Pause</button>
    </form>
  </details>
);
