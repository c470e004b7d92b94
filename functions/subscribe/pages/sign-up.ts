import { html, raw } from 'hono/html';
import { likelyAddress } from '../../domain/address.ts';
import type { Edition, PrintedPaper } from '../../domain/edition.ts';
import { whyEmpty } from '../../domain/empty-day.ts';
import type { Faults } from '../forms.ts';
import { anchorOf } from '../outline.ts';
import { placeOf, zoneOf } from '../zones.ts';
import { alarm, emailField, FORM_STYLE, scheduleFields, type Values } from './form.ts';
import { hidden, type Markup, notePage, type Page } from './layout.ts';
import { clock, SELDOM, WEEKDAYS, type Words } from './words.ts';

/** The latest edition with its front page, whether it is today's, and the day since then that brought none, if one did. */
export type Preview = { latest: Edition; front: readonly PrintedPaper[]; isToday: boolean; empty: Edition | undefined };

/** What the page shows: the house's zone on a first visit, afterwards what was sent, with what is wrong about it. */
export type SignUpProps = { values: Values; faults: Faults; houseZone: string; preview: Preview | undefined; words: Words };

const STYLE = `${FORM_STYLE}
.front{display:grid;gap:2rem}
@media(min-width:56rem){.front{grid-template-columns:minmax(0,25rem) minmax(0,1fr);gap:3rem}.latest{border-left:1px solid var(--rule);padding-left:3rem}}
.join form{margin-top:1.25rem;gap:1rem}
.when summary{padding:.6rem 0;font:.9375rem/1.5 var(--sans);cursor:pointer}
.when[open] summary .shut{display:none}
.when u{color:var(--link)}
.when>div{display:grid;gap:1.25rem;padding:.5rem 0 1rem}
.latest li{padding:.9rem 0;border-top:1px solid var(--rule);line-height:1.45}
.latest li a{display:block;font-weight:700;line-height:1.3;color:inherit;text-decoration-color:var(--edge);margin-bottom:.2rem}
.latest li span{display:block}
.latest li:first-child a{font-size:1.375rem}
.latest li a:hover{color:var(--link)}
`.replaceAll('\n', '');

/** Chooses the browser's zone, and adds it when it goes by a name that the list lacks. Without script the house's zone stands. */
const GUESS_ZONE = `{let s=document.getElementById('zone'),z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z){let p=z.slice(z.indexOf('/')+1).replaceAll('_',' ');[...s.options].some(o=>o.text==p)||s.add(new Option(p=z));s.value=p;document.getElementById('place').textContent=p.replaceAll('_',' ')}}`;

/** The front page: today's mail, and a form that asks for an address first. */
export function signUpPage({ values, faults, houseZone, preview, words }: SignUpProps): Page {
  const again = Object.keys(faults).length > 0;
  return {
    title: 'Trending papers in your inbox',
    about: 'One good e-mail, at the hour you choose: the papers people are talking about, best first.',
    style: STYLE,
    ...(again || values.zone ? {} : { script: GUESS_ZONE }),
    wide: true,
    path: '/',
    body: html`<div class="front">
<section class="join">
<h1>Get trending papers in your e-mail inbox</h1>
<p class="lead">Five papers and what they found, then the rest by subject. One mail, two minutes, at your hour.</p>
${alarm(faults)}
<form method="post" action="/subscribe">
${values.follow ? hidden({ follow: values.follow }) : ''}${emailField('E-mail address', values, faults)}
<button>Subscribe</button>
${whenFields(values, faults, houseZone)}
<p class="soft">One mail asks you to confirm; no more come unless you do. Every digest can end it at once. <a href="/privacy">Privacy</a></p>
</form>
</section>
<section class="latest">
${preview ? latestOf(preview, words) : WHAT_ARRIVES}
</section>
</div>`,
  };
}

/** How often, when and where, folded under a sentence that says it; open where something of it is wrong. */
function whenFields(values: Values, faults: Faults, houseZone: string): Markup {
  const { email: _, ...schedule } = faults;
  const { frequency, weekday = '1', hour = '8', zone = '' } = values;
  const often = frequency === 'weekly' ? `Every ${WEEKDAYS[Number(weekday) - 1] ?? 'week'}` : 'Every day';
  const place = placeOf(zoneOf(zone) ?? houseZone);
  return html`<details class="when"${Object.keys(schedule).length > 0 ? raw(' open') : ''}>
<summary><span class="shut">${often} at ${clock(Number(hour) || 0)}, <span id="place">${place}</span> time · </span><u>change</u></summary>
<div>${scheduleFields(values, faults, houseZone)}</div>
</details>`;
}

const latestOf = (
  { latest, front, isToday, empty }: Preview,
  words: Words,
): Markup => html`<h2>${isToday ? 'Today’s mail' : 'The last mail'}</h2>
<p class="soft">${words.fullDay(latest.day)} · ${words.counted(latest.papers, 'paper')}</p>
${empty ? html`<p>No edition on ${words.fullDay(empty.day)}: ${whyEmpty(empty)}</p>` : ''}
<ol role="list">${front.map(
  ({ id, title, tldr }) => html`<li><a href="/editions/${latest.id}#${encodeURI(anchorOf(id))}" dir="auto">${title}</a>
${tldr ? html`<span dir="auto">${tldr}</span>` : ''}</li>`,
)}</ol>
<p><a href="/editions/${latest.id}">Read the whole edition</a></p>`;

const WHAT_ARRIVES = html`<h2>What arrives</h2>
<p>Five papers, each in a sentence with what it found, authors, code and project links, then the best of the others by subject. The whole edition is on the web as well.</p>
<p class="soft">The first edition has not appeared yet.</p>`;

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
