/** @jsxImportSource hono/jsx */
import type { Filter } from '../../domain/interests/interests.ts';
import { nextDigestAt, type Reader, type Requested } from '../../domain/reader.ts';
import { SUBJECTS } from '../../domain/subject.ts';
import { whenOf } from '../../domain/wording.ts';
import { Button, joined, notePage, type Page } from './layout.tsx';
import type { Words } from './words.tsx';

/** Behind the link in a confirmation mail. Opening it changes nothing, because programs that check mail open it, too. */
export const confirmPage = (token: string, { follow, ...wanted }: Requested) =>
  notePage(
    'One click to go',
    <>
      <p class="lead">Trending papers, {whenOf(wanted)}.</p>
      {follow && (
        <p>
          The link with which you signed up suggests that you follow {quoted(namesOf(follow))}. You can change that at any time.
        </p>
      )}
      <Button action="/confirm" fields={{ token }}>
        Confirm subscription
      </Button>
      <p class="soft">Not what you asked for? Leave this page, and nothing happens.</p>
    </>,
  );

/** The button of the page that says such a link has expired. */
export const askAgain = (token: string) => (
  <Button action="/confirm/again" fields={{ token }}>
    Send me a new link
  </Button>
);

/** Names in quotation marks, for a sentence. */
export const quoted = (names: readonly string[]) =>
  joined(
    names.map((name) => (
      <>
        “<bdi>{name}</bdi>”
      </>
    )),
  );

const namesOf = ({ words, authors, subjects, categories }: Filter) => [
  ...words,
  ...authors,
  ...subjects.map((id) => SUBJECTS[id]),
  ...categories,
];

/** After the button, and again when a reader opens the link later. */
export const confirmedPage = (already: boolean, token: string, reader: Reader, now: Date, words: Words): Page =>
  notePage(
    already ? 'Already confirmed' : 'You are subscribed',
    <>
      <Subscription reader={reader} which={already ? 'The next' : 'Your first'} now={now} words={words} />
      <AskInterests token={token} reader={reader} />
      <p>
        <a href="/editions">Past editions</a>
      </p>
    </>,
  );

type SubscriptionProps = { reader: Reader; which: string; now: Date; words: Words };

/** When mail comes and when the next edition is due. Empty for a reader who is not active. */
export function Subscription({ reader, which, now, words }: SubscriptionProps) {
  const { preferences } = reader;
  const next = nextDigestAt(reader, now);
  return preferences && next ? (
    <>
      <p class="lead">Trending papers, {whenOf(preferences)}.</p>
      <p>
        {which} edition is due on {words.instant(next, preferences.zone)}, if there is news by then.
      </p>
    </>
  ) : (
    ''
  );
}

/** Offers to mail a link to the page of interests. `token` is of the purpose `preferences`. */
export const AskInterests = ({ token, reader: { interests } }: { token: string; reader: Pick<Reader, 'interests'> }) => (
  <>
    <p>
      {interests
        ? 'Your mail begins with what you follow. You can see and change that.'
        : 'Say what you work on, and your mail begins with the papers you would not want to miss.'}{' '}
      The page for it is personal, so we mail you a link to it. It works for one hour.
    </p>
    <Button action="/account-link" fields={{ token, page: 'interests' }} plain>
      Choose what I follow
    </Button>
  </>
);

/** Behind the other link in a confirmation mail. */
export const stopPage = (token: string) =>
  notePage(
    'Stop these requests?',
    <>
      <p class="lead">For a year, nobody can make us ask this address to confirm a subscription.</p>
      <Button action="/stop" fields={{ token }}>
        Stop requests
      </Button>
      <p class="soft">A subscription that you have already confirmed stays as it is.</p>
    </>,
  );

/** What to do after that. */
export const STOPPED = <p>If you want a subscription after all, answer any of our mails.</p>;

export const stoppedPage = () =>
  notePage(
    'No more requests',
    <>
      <p class="lead">For a year, we won’t ask this address to confirm a subscription.</p>
      {STOPPED}
    </>,
  );
