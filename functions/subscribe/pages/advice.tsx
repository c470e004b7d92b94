/** @jsxImportSource hono/jsx */
import type { Reader } from '../../domain/reader.ts';
import { softBounces } from '../../domain/reputation.ts';
import type { Words } from './words.tsx';

/** What somebody can do whose link to confirm does not work. A mailbox gets one such mail in 24 hours. */
export const NO_DIGEST_YET = (
  <p>
    No digest has come yet? Look for the mail that asks you to confirm, also in the spam folder. Or <a href="/">sign up again</a>:
    the next such mail can come 24 hours after the last.
  </p>
);

/** What a reader can do whose mail came back or was reported as spam. */
export const SUPPRESSED = (
  <p>
    No more mail goes to that address, and nobody can sign it up again. Sign up with <a href="/">another address</a>, or repair
    the mailbox and <a href="/privacy">write to us</a>.
  </p>
);

/** A paragraph for each unusual thing about a subscription, with what its reader can do. */
export function Advice({ reader, now, words }: { reader: Reader; now: Date; words: Words }) {
  const { status, preferences, pausedUntil = '', pendingAddress, addressChange, bouncedOn = [] } = reader;
  const date = (at: string) => words.instant(new Date(at), preferences?.zone ?? 'UTC');
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
        Open the link in the mail that asked you to confirm, and press its button. If the mail is gone, <a href="/">sign up</a>{' '}
        once more.
      </p>
    );
  const days = softBounces(bouncedOn, now);
  return (
    <>
      {pausedUntil > now.toISOString() && (
        <p>Your mail pauses until {date(pausedUntil)}. To end the pause now, use “Day, hour or pause” in any digest.</p>
      )}
      {days.length > 0 && (
        <p>
          Mail to you came back on {words.counted(days.length, 'day')} of the last two weeks, most recently on{' '}
          {words.day(days.at(-1) ?? '')}. Is the mailbox full? After five such days we stop sending. You can change the address
          below.
        </p>
      )}
      {pendingAddress && since(pendingAddress.at) < DAY_MS && (
        <p>
          On {date(pendingAddress.at)} you asked to move to <bdi>{pendingAddress.address}</bdi>. Use the link that we mailed there
          within 24 hours. Until then, mail comes here.
        </p>
      )}
      {addressChange && since(addressChange.at) < 30 * DAY_MS && (
        <p>
          The address was changed on {date(addressChange.at)}. If that was not you, <a href="/privacy">write to us</a>.
        </p>
      )}
    </>
  );
}
const DAY_MS = 86_400_000;
