import { html } from 'hono/html';
import { longDate, nextDue, type Preferences, slotOf } from '../../domain/schedule.ts';
import type { Markup, Page } from './layout.ts';
import { clock, spelt, WEEKDAYS } from './words.ts';

const STYLE = `
main{text-align:center;max-width:34rem;margin:0 auto;padding-top:3.5rem}
form{margin:1.75rem 0}
`.replaceAll('\n', '');

/** A page that says one thing. */
export function notePage(title: string, body: Markup): Page {
  return { title, style: STYLE, body: html`<h1>${title}</h1>${body}` };
}

/** The same after every sign-up, whatever the address. */
export const sentPage = () =>
  notePage(
    'Check your inbox',
    html`<p class="lead">Unless this address already gets the digest this way, a mail with a link is on its way to it. The subscription begins when that link is used.</p>
<p class="soft">Nothing there after a few minutes? Look among the spam. To keep strangers from filling mailboxes, an address is sent one such mail a day.</p>`,
  );

/** Behind the link in a confirmation mail. Looking at it changes nothing: programs that check mail look too. */
export const confirmPage = (token: string, wanted: Preferences) =>
  notePage(
    'One click to go',
    html`<p class="lead">Trending papers, ${whenOf(wanted)}.</p>${button('/confirm', token, 'Confirm subscription')}
<p class="soft">Not what you asked for? Leave this page: nothing happens.</p>`,
  );

/** After the button, and for whoever comes back to the link later. */
export function confirmedPage(already: boolean, preferences: Preferences, now: Date): Page {
  const first = nextDue(slotOf(preferences), now);
  return notePage(
    already ? 'Already confirmed' : 'You are subscribed',
    html`<p class="lead">Trending papers, ${whenOf(preferences)}.</p>
<p>${already ? 'The next' : 'Your first'} edition is due on ${longDate(first, preferences.zone)}, if there is news by then. Until then there are <a href="/editions">past editions</a>.</p>`,
  );
}

/** Behind the link in a digest. */
export const unsubscribePage = (token: string) =>
  notePage(
    'Unsubscribe?',
    html`<p class="lead">No more digests will be sent to the address this link was mailed to.</p>${button('/unsubscribe', token, 'Unsubscribe')}
<p class="soft">Changed your mind? Leave this page: nothing happens.</p>`,
  );

export const unsubscribedPage = () =>
  notePage(
    'You are unsubscribed',
    html`<p class="lead">No more digests will be sent to this address.</p><p>It is easy to <a href="/">come back</a>.</p>`,
  );

/** For a link from before the reader left and came back: it ended that subscription, and must not end this one. */
export const olderLinkPage = () =>
  notePage(
    'This link is an older one',
    html`<p class="lead">It belongs to an earlier subscription, which has ended already. To end the present one, use the link in a recent digest.</p>`,
  );

/** One page for every link that does not work, whatever the reason: a forger learns nothing. */
export const badLinkPage = () =>
  notePage(
    'This link does not work',
    html`<p class="lead">It may have been cut off by a mail program, used before, or have passed its time: a confirmation link works for 72 hours.</p>
<p><a href="/">Sign up again</a> to get a new one. Every recent digest has a working link to unsubscribe.</p>`,
  );

const button = (action: string, token: string, label: string) =>
  html`<form method="post" action="${action}"><input type="hidden" name="token" value="${token}"><button>${label}</button></form>`;

function whenOf({ frequency, weekday, hour, zone }: Preferences): string {
  const days = frequency === 'daily' ? 'every day' : `every ${WEEKDAYS[weekday - 1]}`;
  return `${days} at ${clock(hour)}, ${spelt(zone)} time`;
}
