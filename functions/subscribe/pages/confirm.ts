import { html } from 'hono/html';
import type { Named } from '../../domain/interests/interests.ts';
import { nextEdition, type Reader, type Requested } from '../../domain/reader.ts';
import { SUBJECTS } from '../../domain/subject.ts';
import { button, commas, type Markup, notePage, type Page } from './layout.ts';
import { type Words, whenOf } from './words.ts';

/** Behind the link in a confirmation mail. Looking at it changes nothing: programs that check mail look too. */
export const confirmPage = (token: string, { follow, ...wanted }: Requested) =>
  notePage(
    'One click to go',
    html`<p class="lead">Trending papers, ${whenOf(wanted)}.</p>
${
  follow
    ? html`<p>The link you came by suggests to follow ${commas(namesOf(follow).map((name) => html`“<bdi>${name}</bdi>”`))}. You can change that at any time.</p>`
    : ''
}${button('/confirm', { token }, 'Confirm subscription')}
<p class="soft">Not what you asked for? Leave this page: nothing happens.</p>`,
  );

const namesOf = ({ words, authors, subjects, categories }: Named) => [
  ...words,
  ...authors,
  ...subjects.map((id) => SUBJECTS[id]),
  ...categories,
];

/** After the button, and for whoever comes back to the link later. */
export const confirmedPage = (already: boolean, reader: Reader, now: Date, words: Words): Page =>
  notePage(
    already ? 'Already confirmed' : 'You are subscribed',
    html`${subscription(reader, already ? 'The next' : 'Your first', now, words)}<p><a href="/editions">Past editions</a></p>`,
  );

/** When mail comes, and when the next time, for an active reader. */
export function subscription(reader: Reader, which: string, now: Date, words: Words): Markup | '' {
  const { preferences } = reader;
  const next = nextEdition(reader, now);
  return preferences && next
    ? html`<p class="lead">Trending papers, ${whenOf(preferences)}.</p>
<p>${which} edition is due on ${words.date(next, preferences.zone)}, if there is news by then.</p>`
    : '';
}

/** Behind the other link in that mail. */
export const stopPage = (token: string) =>
  notePage(
    'Stop these requests?',
    html`<p class="lead">For a year, nobody can make us ask this address to confirm a subscription.</p>${button('/stop', { token }, 'Stop requests')}
<p class="soft">A subscription that you have already confirmed stays as it is.</p>`,
  );

export const stoppedPage = () =>
  notePage(
    'No more requests',
    html`<p class="lead">For a year, we won’t ask this address to confirm a subscription.</p>
<p>If you want one after all, answer any of our mails.</p>`,
  );
