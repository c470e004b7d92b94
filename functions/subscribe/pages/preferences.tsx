/** @jsxImportSource hono/jsx */
import type { Reader } from '../../domain/reader.ts';
import { localDay } from '../../domain/schedule.ts';
import type { Faults } from '../forms.ts';
import { AskInterests, Subscription } from './confirm.tsx';
import { EmailField, FaultSummary, NothingField, PauseField, ScheduleFields, type Values } from './form.tsx';
import { Button, Hidden, notePage, type Page } from './layout.tsx';
import type { Words } from './words.tsx';

type PreferencesProps = {
  token: string;
  reader: Reader;
  unsubscribe: string;
  /** The first date on which a pause may end. */
  earliest: string;
  now: Date;
  words: Words;
  /** The texts of a form that was refused. */
  values?: Values;
  faults: Faults;
  saved: boolean;
};

/** Behind the link in a digest. It shows no address, because readers pass digests on. */
export function preferencesPage(props: PreferencesProps): Page {
  const { token, reader, unsubscribe, earliest, now, words, faults, saved } = props;
  const values = props.values ?? stored(reader, now);
  return {
    title: 'Your subscription',
    look: 'form',
    body: (
      <>
        <h1>{saved ? 'Saved' : 'Your subscription'}</h1>
        <div role={saved ? 'status' : undefined}>
          <Subscription reader={reader} which="The next" now={now} words={words} />
        </div>
        <FaultSummary faults={faults} />
        <form method="post" action="/preferences">
          <Hidden token={token} />
          <ScheduleFields values={values} faults={faults} closeZone={reader.preferences?.zone ?? 'UTC'} />
          <PauseField values={values} faults={faults} earliest={earliest} />
          <NothingField values={values} />
          <button>Save</button>
        </form>
        <section class="more" id="follow">
          <h2>{reader.interests ? 'What you follow' : 'What do you work on?'}</h2>
          <AskInterests token={token} reader={reader} />
        </section>
        <section class="more">
          <h2>Your address and your data</h2>
          <p>
            To change the address, get your data or have it erased, you need a link that works for one hour. We mail it to the
            address that your digests go to. <a href="/privacy">What is stored, and how long</a>
          </p>
          <Button action="/account-link" fields={{ token }} plain>
            Mail me that link
          </Button>
        </section>
        <section class="more">
          <h2>Enough?</h2>
          <p>
            <a href={`/unsubscribe?token=${unsubscribe}`}>Unsubscribe</a>
          </p>
        </section>
      </>
    ),
  };
}

function stored({ preferences, pausedUntil }: Reader, now: Date): Values {
  if (!preferences) return {};
  const { frequency, weekday, hour, zone, tellEmptyDays } = preferences;
  const pause = pausedUntil && pausedUntil > now.toISOString() ? localDay(new Date(pausedUntil), zone) : '';
  return { frequency, weekday: String(weekday), hour: String(hour), zone, pause, ...(tellEmptyDays && { nothing: 'yes' }) };
}

/** For readers without a link. It mails them one. */
export const askPage = (values: Values, faults: Faults): Page => ({
  title: 'Your subscription',
  look: 'form',
  body: (
    <>
      <h1>Your subscription</h1>
      <p class="lead">
        Every digest has a link at its end that changes day, hour and time zone, pauses, or ends the subscription.
      </p>
      <p>To change the address, get your data or have it erased, ask for a link by mail. It works for one hour.</p>
      <FaultSummary faults={faults} />
      <form method="post" action="/account-link">
        <EmailField label="The address you read with" values={values} faults={faults} />
        <button>Mail me a link</button>
      </form>
    </>
  ),
});

/** Says the same for every address. */
export const linkSentPage = () =>
  notePage(
    'Check your inbox',
    <>
      <p class="lead">If there is a subscription, a link is on its way to its address. It works for one hour.</p>
      <p class="soft">Nothing there after some minutes? Look into the spam folder. We send only a few such mails a day.</p>
    </>,
  );
