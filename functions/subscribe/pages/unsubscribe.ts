import { html } from 'hono/html';
import type { Reader } from '../../domain/reader.ts';
import { subscription } from './confirm.ts';
import { button, notePage } from './layout.ts';
import type { Words } from './words.ts';

/** Behind the link in a digest. */
export const unsubscribePage = (token: string) =>
  notePage(
    'Unsubscribe?',
    html`<p class="lead">No more digests will be sent to the address this link was mailed to.</p>${button('/unsubscribe', { token }, 'Unsubscribe')}
<p class="soft">Changed your mind? Leave this page: nothing happens.</p>`,
  );

/** After the button; with a way back for the next hour, and a rarer mail for whoever had too many. */
export const unsubscribedPage = (undo: string | undefined, daily: boolean) =>
  notePage(
    'You are unsubscribed',
    html`<p class="lead">No more digests will be sent to this address.</p>${
      undo
        ? html`<p>Too often, or a slip of the finger? For the next hour:</p>
<div class="buttons">${daily ? button('/undo', { token: undo, weekly: 'yes' }, 'Weekly instead', true) : ''}${button('/undo', { token: undo }, 'Undo', true)}</div>`
        : ''
    }<p class="soft">It is easy to <a href="/">come back</a> later, too.</p>`,
  );

/** After undoing it. */
export const backPage = (reader: Reader, now: Date, words: Words) =>
  notePage('Welcome back', html`${subscription(reader, 'The next', now, words)}<p><a href="/editions">Past editions</a></p>`);

/** For a link from before the reader left and came back: it ended that subscription, and must not touch this one. */
export const olderLinkPage = () =>
  notePage(
    'This link is an older one',
    html`<p class="lead">It belongs to an earlier subscription, which has ended already. Use the link in a recent digest for the present one.</p>`,
  );
