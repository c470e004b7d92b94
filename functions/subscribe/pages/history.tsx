/** @jsxImportSource hono/jsx */
import { timeOfDay } from '../../domain/wording.ts';
import type { HistoryEntry } from '../history.ts';
import { DatedDay } from './edition-names.tsx';
import type { Words } from './words.tsx';

/** What a reader reads, by the reason of an entry. */
const SENTENCES: Record<string, string> = {
  'not-due-yet': 'It is not due yet.',
  'not-subscribed': 'Not sent: you had not subscribed yet.',
  pending: 'Not sent: you had not confirmed your subscription.',
  away: 'Not sent: you were away then, with a pause or without a subscription.',
  paused: 'Not sent: you were pausing.',
  unsubscribed: 'Not sent: you had unsubscribed.',
  suppressed: 'Not sent: mail to your address had come back, or was reported as spam, so we had stopped sending.',
  waiting: 'It is on its way. If it is not there in some hours, look into the spam folder.',
  missed: 'Not sent: we were too late, and it was our fault. Its papers come with your next mail, if that is within two weeks.',
  erased: 'Not sent: your data had been deleted.',
  unreadable: 'Not sent: what is stored about you could not be read, and it was our fault. Please write to us.',
  expired:
    'Not sent: we could not send it in time, and it was our fault. Its papers come with your next mail, if that is within two weeks.',
  'nothing-for-you': 'Not sent: nothing in it was for you, and you want only what is.',
  'no-dispatch':
    'Not sent: we were too late, or you wanted your mail at another time then. Its papers come with your next mail, if that is within two weeks.',
  'other-wish': 'Not sent: you wanted your mail at another time then. Its papers come with another mail.',
  moved: 'Not sent: you had changed when you want your mail, or had one that day. Its papers come with another mail.',
  with: 'Its papers came with another mail.',
};

/** What became of a copy, in a sentence for its reader. */
export function sentenceOf(
  { state, reason, whyEmpty }: Pick<HistoryEntry, 'state' | 'reason' | 'whyEmpty'>,
  sentAt: string,
): string {
  if (whyEmpty) return `Not sent: ${whyEmpty}${sentAt && ` A mail told you so ${sentAt}.`}`;
  if (state === 'SENT') return `Sent ${sentAt}.`;
  if (state === 'REJECTED') return 'Not sent: our mail service refused this one copy. Read it here.';
  if (state === 'UNKNOWN')
    return 'Perhaps sent: our mail service broke off while it took this copy, and we never send one twice. Read it here.';
  return SENTENCES[reason] ?? 'Not sent.';
}

/** The last 30 days of a reader, newest first. */
export function HistoryLines({ entries, zone, words }: { entries: readonly HistoryEntry[]; zone: string; words: Words }) {
  if (entries.length === 0) return <p>No edition was due to you in the last 30 days.</p>;
  return (
    <ol class="lines" role="list">
      {entries.map((entry) => (
        <li>
          {entry.title && (
            <a href={`/editions/${entry.edition}`}>
              <bdi>{entry.title}</bdi>
            </a>
          )}{' '}
          <span class="soft">
            <DatedDay edition={entry} words={words} />
          </span>
          <br />
          {sentenceOf(entry, entry.at ? `at ${timeOfDay(new Date(entry.at), zone)}` : '')}
        </li>
      ))}
    </ol>
  );
}
