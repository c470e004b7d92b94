import { html } from 'hono/html';
import { dateOf } from '../../domain/calendar.ts';
import type { Reader } from '../../domain/reader.ts';
import type { Faults } from '../forms.ts';
import { subscription } from './confirm.ts';
import { alarm, emailField, FORM_STYLE, nothingField, pauseField, scheduleFields, type Values } from './form.ts';
import { button, hidden, notePage, type Page } from './layout.ts';
import type { Words } from './words.ts';

/** `values` are what was sent, where it was refused; `earliest` is the first date on which a pause may end. */
type PreferencesProps = {
  token: string;
  reader: Reader;
  unsubscribe: string;
  earliest: string;
  now: Date;
  words: Words;
  values?: Values;
  faults: Faults;
  saved: boolean;
};

/** Behind the link in a digest. It names no address: digests are passed on. */
export function preferencesPage({
  token,
  reader,
  unsubscribe,
  earliest,
  now,
  words,
  values,
  faults,
  saved,
}: PreferencesProps): Page {
  const shown = values ?? stored(reader, now);
  return {
    title: 'Your subscription',
    style: FORM_STYLE,
    body: html`<h1>${saved ? 'Saved' : 'Your subscription'}</h1>
<div${saved ? html` role="status"` : ''}>${subscription(reader, 'The next', now, words)}</div>
${alarm(faults)}
<form method="post" action="/preferences">
${hidden({ token })}
${scheduleFields(shown, faults, reader.preferences?.zone ?? 'UTC')}
${pauseField(shown, faults, earliest)}
${nothingField(shown)}
<button>Save</button>
</form>
<section class="more" id="follow">
<h2>What do you work on?</h2>
<p>Say what you follow, and your mail begins with the papers you would not want to miss. The page for it is personal, so its link is mailed to you. It works for one hour.</p>
${button('/account-link', { token }, 'Choose what I follow', true)}
</section>
<section class="more">
<h2>Your address and your data</h2>
<p>To change the address, get your data or be forgotten, you need a link that works for one hour. It is mailed to the address that this subscription goes to. <a href="/privacy">What is stored, and how long</a></p>
${button('/account-link', { token }, 'Mail me that link', true)}
</section>
<section class="more">
<h2>Enough?</h2>
<p><a href="/unsubscribe?token=${unsubscribe}">Unsubscribe</a></p>
</section>`,
  };
}

function stored({ preferences, pausedUntil }: Reader, now: Date): Values {
  if (!preferences) return {};
  const { frequency, weekday, hour, zone, tellNothing } = preferences;
  const pause = pausedUntil && pausedUntil > now.toISOString() ? dateOf(new Date(pausedUntil), zone) : '';
  return { frequency, weekday: String(weekday), hour: String(hour), zone, pause, ...(tellNothing && { nothing: 'yes' }) };
}

/** For whoever comes without a link: it is mailed. */
export const askPage = (values: Values, faults: Faults): Page => ({
  title: 'Your subscription',
  style: FORM_STYLE,
  body: html`<h1>Your subscription</h1>
<p class="lead">Every digest has a link at its end that changes day, hour and time zone, pauses, or ends the subscription.</p>
<p>To change the address, get your data or be forgotten, have a link mailed to you. It works for one hour.</p>
${alarm(faults)}
<form method="post" action="/account-link">
${emailField('The address you read with', values, faults)}
<button>Mail me a link</button>
</form>`,
});

/** The same whoever asks, and for any address. */
export const linkSentPage = () =>
  notePage(
    'Check your inbox',
    html`<p class="lead">If there is a subscription, a link is on its way to its address. It works for one hour.</p>
<p class="soft">Nothing there after some minutes? Look into the spam folder. Only a few such mails are sent a day.</p>`,
  );
