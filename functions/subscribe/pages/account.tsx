/** @jsxImportSource hono/jsx */
import type { Reader } from '../../domain/reader.ts';
import { whenOf } from '../../domain/wording.ts';
import type { Faults } from '../forms.ts';
import type { HistoryEntry } from '../history.ts';
import { Advice } from './advice.tsx';
import { EmailField, FaultSummary, SureField, type Values } from './form.tsx';
import { HistoryLines } from './history.tsx';
import { Button, Hidden, notePage, type Page } from './layout.tsx';
import { MeantBy } from './sign-up.tsx';
import { IF_NO_MAIL_CAME, type Words } from './words.tsx';

const STATUS = {
  pending: 'waits for your confirmation',
  active: 'active',
  unsubscribed: 'ended',
  suppressed: 'stopped: mail to this address came back, or was reported as spam',
} as const;

type AccountProps = {
  token: string;
  reader: Reader;
  words: Words;
  now: Date;
  /** What was typed into a form, and what is wrong with it. */
  values?: Values;
  faults?: Faults;
  /** The last 30 days. They are not shown with a form that has faults. */
  entries?: readonly HistoryEntry[];
};

/** A reader's account, behind a link that is mailed to their address and works for one hour. */
export function accountPage({ token, reader, words, now, values = {}, faults = {}, entries }: AccountProps): Page {
  const { address, status, preferences, createdAt } = reader;
  const zone = preferences?.zone ?? 'UTC';
  const active = status === 'active';
  return {
    title: 'Your account',
    look: 'account',
    body: (
      <>
        <h1>Your account</h1>
        <p class="lead">
          <bdi>{address}</bdi>
        </p>
        <p>
          In our records since {words.instant(new Date(createdAt), zone)}. The subscription is {STATUS[status]}
          {active && preferences && `: ${whenOf(preferences)}`}.
        </p>
        <Advice reader={reader} now={now} words={words} />
        <FaultSummary faults={faults} />
        {active ? (
          <section class="more">
            <h2>What you follow</h2>
            <p>
              <a href={`/interests?token=${token}`}>Say what you work on</a>: your mail then begins with it.
            </p>
          </section>
        ) : (
          <p>
            <a href={`/interests?token=${token}`}>What we know about your interests</a>
          </p>
        )}
        {entries && (
          <section class="more">
            <h2>Your editions</h2>
            <p>What became of each in the last 30 days, newest first. Only people with this link see it.</p>
            <HistoryLines entries={entries} zone={zone} words={words} />
          </section>
        )}
        {active && (
          <section class="more">
            <h2>Change the address</h2>
            <p>We mail a link to the new address. Nothing changes until you use that link.</p>
            <form method="post" action="/account/address">
              <Hidden token={token} />
              <EmailField label="New address" values={values} faults={faults} />
              <button>Change address</button>
            </form>
          </section>
        )}
        <section class="more">
          <h2>Send me my data</h2>
          <p>Everything we store about you, as a JSON file. Digests are counted under a random number, not under your address.</p>
          <Button action="/account/export" fields={{ token }} plain>
            Download my data
          </Button>
        </section>
        <section class="more">
          <h2>Erase my data</h2>
          <p>
            Ends the subscription and deletes everything about you, at once and for good. A keyed hash of the address remains, so
            that no import and no backup brings it back.
          </p>
          <form method="post" action="/account/erase">
            <Hidden token={token} />
            <SureField label="Yes, delete everything" faults={faults} />
            <button class="plain">Erase my data</button>
          </form>
        </section>
      </>
    ),
  };
}

/** Says the same whether or not the address has a reader. */
export const addressAskedPage = (address: string) =>
  notePage(
    'Check the new inbox',
    <>
      <p class="lead">
        A mail with a link is on its way to <bdi>{address}</bdi>. Use the link within 24 hours, and your digests go there.
      </p>
      <MeantBy address={address} />
      <p class="soft">{IF_NO_MAIL_CAME}</p>
    </>,
  );

/** Behind the link in the new mailbox. */
export const addressPage = (token: string) =>
  notePage(
    'Read at this address?',
    <>
      <p class="lead">Your digests will go to the address that got this link.</p>
      <Button action="/address" fields={{ token }}>
        Use this address
      </Button>
      <p class="soft">Not what you asked for? Leave this page, and nothing happens.</p>
    </>,
  );

export const movedPage = (already: boolean) =>
  notePage(
    already ? 'Already changed' : 'Your address is changed',
    <p class="lead">Your digests come to this address from now on. The former address gets one last mail that says so.</p>,
  );

export const erasedPage = () =>
  notePage(
    'Your data is erased',
    <>
      <p class="lead">Everything about you is deleted, and no more mail will come.</p>
      <p>
        You are welcome to <a href="/">begin anew</a> at any time.
      </p>
    </>,
  );
