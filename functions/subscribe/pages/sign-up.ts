import { html } from 'hono/html';
import { likelyAddress } from '../../domain/address.ts';
import type { Edition } from '../../domain/edition.ts';
import type { Faults } from '../forms.ts';
import { editionLines, LINES_STYLE } from './editions.ts';
import { alarm, emailField, FORM_STYLE, scheduleFields, type Values } from './form.ts';
import { hidden, type Markup, notePage, type Page } from './layout.ts';
import { SELDOM, type Words } from './words.ts';

/** The latest edition with its first titles, and how many papers the last seven days brought. */
export type Preview = { latest: Edition; titles: readonly string[]; week: number };

/** What the page shows: the house's zone on a first visit, afterwards what was sent, with what is wrong about it. */
export type SignUpProps = { values: Values; faults: Faults; houseZone: string; preview: Preview | undefined; words: Words };

const STYLE = `${LINES_STYLE}${FORM_STYLE}
.front{display:grid;gap:3rem}
@media(min-width:56rem){.front{grid-template-columns:minmax(0,1fr) 20rem}.latest{border-left:1px solid var(--rule);padding-left:2.5rem}}
.latest ul li{padding:.5rem 0;border-top:1px solid var(--rule);line-height:1.4}
`.replaceAll('\n', '');

/** Chooses the browser's zone, and adds it when it goes by a name that the list lacks. Without script the house's zone stands. */
const GUESS_ZONE = `{let s=document.getElementById('zone'),z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z){let p=z.slice(z.indexOf('/')+1).replaceAll('_',' ');[...s.options].some(o=>o.text==p)||s.add(new Option(p=z));s.value=p}}`;

/** The front page: the form, and what one gets. */
export function signUpPage({ values, faults, houseZone, preview, words }: SignUpProps): Page {
  const again = Object.keys(faults).length > 0;
  return {
    title: 'Trending papers in your inbox',
    about: 'One good e-mail, at the hour you choose: the papers people are talking about, best first.',
    style: STYLE,
    ...(again ? {} : { script: GUESS_ZONE }),
    wide: true,
    path: '/',
    body: html`<div class="front">
<section>
<h1>Get trending papers in your e-mail inbox</h1>
<p class="lead">One good e-mail, at the hour you choose: the papers people are talking about, best first, with what they say and where to find them.</p>
${alarm(faults)}
<form method="post" action="/subscribe">
${values.follow ? hidden({ follow: values.follow }) : ''}${emailField('E-mail address', values, faults)}
${scheduleFields(values, faults, houseZone)}
<button>Subscribe</button>
<p class="soft">One mail asks you to confirm; no more come unless you do. Every digest can end it at once. <a href="/privacy">Privacy</a></p>
</form>
</section>
<section class="latest">
${preview ? latestOf(preview, words) : WHAT_ARRIVES}
</section>
</div>`,
  };
}

const latestOf = ({ latest, titles, week }: Preview, words: Words): Markup => html`<h2>Latest edition</h2>
${editionLines([latest], words)}
<ul role="list">${titles.map((title) => html`<li><bdi>${title}</bdi></li>`)}</ul>
<p class="soft">${words.counted(week, 'paper')} this week.</p>`;

const WHAT_ARRIVES = html`<h2>What arrives</h2>
<p>About fifteen papers, each in one sentence and a little more, with authors, code and project links, then the titles of the rest. The whole edition is on the web as well.</p>`;

/** The same after every sign-up, whatever is known of the address, which is the one that was typed, if one was. */
export const sentPage = (address?: string) =>
  notePage(
    'Check your inbox',
    html`<p class="lead">Unless ${address ? html`<bdi>${address}</bdi>` : 'this address'} already gets the digest this way, a mail with a link is on its way to it. The subscription begins when that link is used.</p>
${address ? meantBy(address) : ''}
<p class="soft">${SELDOM}</p>`,
  );

/** Asks whether another address was meant, for the misspelt domain of a big provider. */
export function meantBy(address: string): Markup | '' {
  const likely = likelyAddress(address);
  return likely ? html`<p>Did you mean <bdi>${likely}</bdi>? Then go back and correct it.</p>` : '';
}
