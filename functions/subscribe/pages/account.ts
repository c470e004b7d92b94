import { html } from 'hono/html';
import type { Reader } from '../../domain/reader.ts';
import type { Fate } from '../fates.ts';
import type { Faults } from '../forms.ts';
import { advice } from './advice.ts';
import { FATES_STYLE, fateLines } from './fates.ts';
import { alarm, emailField, FORM_STYLE, sureField, type Values } from './form.ts';
import { button, hidden, notePage, type Page } from './layout.ts';
import { meantBy } from './sign-up.ts';
import { SELDOM, type Words, whenOf } from './words.ts';

const STATUS = {
  pending: 'waits for your confirmation',
  active: 'active',
  unsubscribed: 'ended',
  suppressed: 'stopped: mail to this address came back, or was called spam',
} as const;

/** Behind a link mailed to this very address, for one hour. Without `fates` a form is shown again, whose faults come first. */
export function accountPage(
  token: string,
  reader: Reader,
  values: Values,
  faults: Faults,
  words: Words,
  now: Date,
  fates?: readonly Fate[],
): Page {
  const { address, status, preferences, createdAt } = reader;
  const since = words.date(new Date(createdAt), preferences?.zone ?? 'UTC');
  return {
    title: 'Your account',
    style: FORM_STYLE + FATES_STYLE,
    body: html`<h1>Your account</h1>
<p class="lead"><bdi>${address}</bdi></p>
<p>Known since ${since}. The subscription is ${STATUS[status]}${status === 'active' && preferences ? `: ${whenOf(preferences)}` : ''}.</p>
${advice(reader, now, words)}
${alarm(faults)}
${
  status === 'active'
    ? html`<section class="more">
<h2>What you follow</h2>
<p><a href="/interests?token=${token}">Say what you work on</a>: your mail then begins with it.</p>
</section>`
    : html`<p><a href="/interests?token=${token}">What is known of what you work on</a></p>`
}
${
  fates
    ? html`<section class="more">
<h2>Your editions</h2>
<p>What became of the last 30 days, newest first. Only who has this link sees it.</p>
${fateLines(fates, preferences?.zone ?? 'UTC', words)}
</section>`
    : ''
}
${
  status === 'active'
    ? html`<section class="more">
<h2>Change the address</h2>
<p>The new mailbox is asked first. Until it agrees, everything stays as it is.</p>
<form method="post" action="/account/address">
${hidden({ token })}
${emailField('New address', values, faults)}
<button>Change address</button>
</form>
</section>`
    : ''
}
<section class="more">
<h2>Send me my data</h2>
<p>All that is kept about you, as a file (JSON). Digests are counted under a random number, not under your address.</p>
${button('/account/export', { token }, 'Download my data', true)}
</section>
<section class="more">
<h2>Forget me</h2>
<p>Ends the subscription and deletes all of it, at once and for good. A keyed hash of the address remains, so that no import and no backup brings it back.</p>
<form method="post" action="/account/erase">
${hidden({ token })}
${sureField('Yes, delete everything', faults)}
<button class="plain">Forget me</button>
</form>
</section>`,
  };
}

/** The same whether or not somebody reads at that address. */
export const addressAskedPage = (address: string) =>
  notePage(
    'Check the new inbox',
    html`<p class="lead">A mail with a link is on its way to <bdi>${address}</bdi>.${meantBy(address)} Your digests move there when that link is used, within 24 hours.</p>
<p class="soft">${SELDOM}</p>`,
  );

/** Behind the link in the new mailbox. */
export const addressPage = (token: string) =>
  notePage(
    'Read at this address?',
    html`<p class="lead">From now on the digests would come to the mailbox this link was sent to.</p>${button('/address', { token }, 'Use this address')}
<p class="soft">Not what you asked for? Leave this page: nothing happens.</p>`,
  );

export const movedPage = (already: boolean) =>
  notePage(
    already ? 'Already changed' : 'Your address is changed',
    html`<p class="lead">The digests come to this address from now on. The former one gets a last mail that says so.</p>`,
  );

export const forgottenPage = () =>
  notePage(
    'You are forgotten',
    html`<p class="lead">Everything about you is deleted, and no more mail will come.</p><p>You are welcome to <a href="/">begin anew</a> at any time.</p>`,
  );
