/** @jsxImportSource hono/jsx */
import type { Reader } from '../../domain/reader.ts';
import { softBounces } from '../../domain/reputation.ts';
import type { Words } from './words.tsx';

/** What a reader can do who gets no mail any more, since it came back or was called spam. */
export const SUPPRESSED = (
  <p>
    No more mail goes to that address, and nobody can sign it up again. Sign up with <a href="/">another address</a>; or see to
    the mailbox, and write to us: <a href="/privacy">where to</a>.
  </p>
);

/** What is unusual about a subscription, and what its reader can do about it: a paragraph each. */
export function Advice({ reader, now, words }: { reader: Reader; now: Date; words: Words }) {
  const { status, preferences, pausedUntil = '', pendingAddress, addressChange, bouncedOn = [] } = reader;
  const date = (at: string) => words.date(new Date(at), preferences?.zone ?? 'UTC');
  const since = (at: string) => now.getTime() - Date.parse(at);
  if (status === 'suppressed') return SUPPRESSED;
  if (status === 'unsubscribed')
    return (
      <p>
        No more mail comes. To have it again, <a href="/">sign up</a>.
      </p>
    );
  if (status === 'pending')
    return (
      <p>
        Press the button behind the link in the mail that asked you. If it is gone, <a href="/">sign up</a> once more.
      </p>
    );
  const days = softBounces(bouncedOn, now);
  return (
    <>
      {pausedUntil > now.toISOString() && (
        <p>You pause: mail begins again on {date(pausedUntil)}. “Day, hour or pause” in any digest ends the pause at once.</p>
      )}
      {days.length > 0 && (
        <p>
          Mail to you came back on {words.counted(days.length, 'day')} of the last two weeks, the last time on{' '}
          {words.day(days.at(-1) ?? '')}: is the mailbox full? After five such days nothing more is sent to it. You can change the
          address below.
        </p>
      )}
      {pendingAddress && since(pendingAddress.at) < DAY_MS && (
        <p>
          You asked for <bdi>{pendingAddress.address}</bdi> on {date(pendingAddress.at)}. Use the link mailed there, within 24
          hours; until then mail comes here.
        </p>
      )}
      {addressChange && since(addressChange.at) < 30 * DAY_MS && (
        <p>
          The address was changed on {date(addressChange.at)}. If that was not you, write to us: <a href="/privacy">where to</a>.
        </p>
      )}
    </>
  );
}
const DAY_MS = 86_400_000;
