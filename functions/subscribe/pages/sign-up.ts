import { html, raw } from 'hono/html';
import type { Faults } from '../sign-up-form.ts';
import { placeOf, ZONE_GROUPS, zoneOf } from '../zones.ts';
import { editionLines, LINES_STYLE, type Line } from './editions.ts';
import type { Markup, Page } from './layout.ts';
import { clock, WEEKDAYS } from './words.ts';

/** What the form shows: the house's zone on a first visit, afterwards what was sent, with what is wrong about it. */
export type SignUpProps = {
  values: { email?: string; frequency?: string; weekday?: string; hour?: string; zone?: string };
  faults: Faults;
  houseZone: string;
  latest: readonly Line[];
};

const STYLE = `${LINES_STYLE}
.front{display:grid;gap:3rem}
@media(min-width:56rem){.front{grid-template-columns:minmax(0,1fr) 20rem}.latest{border-left:1px solid var(--rule);padding-left:2.5rem}}
form{display:grid;gap:1.25rem;margin-top:1.75rem}
fieldset{border:0;margin:0;padding:0;min-width:0}
label,legend{display:block;font-weight:700;padding:0;margin-bottom:.3rem}
input[type=email],select{width:100%;font:inherit;color:inherit;border:1px solid var(--edge);border-radius:3px;background:var(--field);padding:.6rem .75rem;min-height:3rem}
.pair{display:grid;gap:1.25rem}
@media(min-width:34rem){.pair{grid-template-columns:9rem minmax(0,1fr)}}
.choice{display:flex;flex-wrap:wrap;gap:.5rem 1.75rem;align-items:center;min-height:3rem}
.choice label{display:flex;align-items:center;gap:.5rem;font-weight:400;margin:0;min-height:2.75rem}
.choice select{width:auto;flex:1 1 9rem}
.choice:has([value=daily]:checked) .weekday{display:none}
input[type=radio]{width:1.2rem;height:1.2rem;margin:0;accent-color:var(--link)}
.fault{display:block;color:var(--link);font-weight:700;margin:.35rem 0 0}
:is(input,select)[aria-invalid]{border:2px solid var(--link)}
`.replaceAll('\n', '');

/** Chooses the browser's zone, and adds it when it goes by a name that the list lacks. Without script the house's zone stands. */
const GUESS_ZONE = `{let s=document.getElementById('zone'),z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z){let p=z.slice(z.indexOf('/')+1).replaceAll('_',' ');[...s.options].some(o=>o.text==p)||s.add(new Option(p=z));s.value=p}}`;

/** The front page: the form, and what one gets. */
export function signUpPage({ values, faults, houseZone, latest }: SignUpProps): Page {
  const again = Object.keys(faults).length > 0;
  return {
    title: 'Trending papers in your inbox',
    style: STYLE,
    ...(again ? {} : { script: GUESS_ZONE }),
    wide: true,
    listed: true,
    body: html`<div class="front">
<section>
<h1>Get trending papers in your e-mail inbox</h1>
<p class="lead">One good e-mail, at the hour you choose: the papers people are talking about, best first, with what they say and where to find them.</p>
${again ? html`<p class="fault" role="alert">${faults.form ?? 'Nothing was sent yet. Please look at the marked fields.'}</p>` : ''}
<form method="post" action="/subscribe">
<div>
<label for="email">E-mail address</label>
<input type="email" id="email" name="email" autocomplete="email" maxlength="254" required value="${values.email ?? ''}"${mark('email', faults)}>
${fault('email', faults)}
</div>
<fieldset${mark('frequency', faults)}>
<legend>How often</legend>
<div class="choice">
<label><input type="radio" name="frequency" value="daily"${on('checked', values.frequency !== 'weekly')}> Every day</label>
<label><input type="radio" name="frequency" value="weekly"${on('checked', values.frequency === 'weekly')}> Once a week</label>
<select class="weekday" name="weekday" aria-label="Day of the weekly mail"${mark('weekday', faults)}>${WEEKDAYS.map((day, i) => option(`on ${day}s`, values.weekday ?? '1', i + 1))}</select>
</div>
${fault('frequency', faults)}${fault('weekday', faults)}
</fieldset>
<div class="pair">
<div>
<label for="hour">Hour</label>
<select id="hour" name="hour"${mark('hour', faults)}>${hours(values.hour ?? '8')}</select>
${fault('hour', faults)}
</div>
<div>
<label for="zone">Time zone</label>
<select id="zone" name="zone" autocomplete="off"${mark('zone', faults)}>${zones(zoneOf(values.zone ?? '') ?? houseZone)}</select>
${fault('zone', faults)}
</div>
</div>
<button>Subscribe</button>
<p class="soft">You will get one mail to confirm the address; nothing more unless you do. Every digest has a link that ends the subscription at once.</p>
</form>
</section>
<section class="latest">
<h2>${latest.length > 0 ? 'Latest editions' : 'What arrives'}</h2>
${latest.length > 0 ? editionLines(latest) : html`<p>Up to twenty papers with authors, three sentences of abstract, code and project links, then the titles of the rest. The whole edition is on the web as well.</p>`}
</section>
</div>`,
  };
}

const on = (attribute: 'checked' | 'selected', yes: boolean) => (yes ? raw(` ${attribute}`) : '');

const mark = (field: keyof Faults, faults: Faults) =>
  faults[field] ? html` aria-invalid="true" aria-describedby="${field}-fault"` : '';

const fault = (field: keyof Faults, faults: Faults) =>
  faults[field] ? html`<span class="fault" id="${field}-fault">${faults[field]}</span>` : '';

// HTML lets `</option>` be left out. The zones are two thirds of the page's weight, so it is.
function option(text: string, chosen: string, value?: number): Markup {
  const selected = on('selected', chosen === (value === undefined ? text : String(value)));
  return value === undefined ? html`<option${selected}>${text}` : html`<option value="${value}"${selected}>${text}`;
}

const hours = (chosen: string) => Array.from({ length: 24 }, (_, hour) => option(clock(hour), chosen, hour));

/** Places under their areas, with the chosen zone first under its full name where the list lacks it. */
function zones(chosen: string): Markup {
  const known = ZONE_GROUPS.some(({ places }) => places.includes(placeOf(chosen)));
  const place = known ? placeOf(chosen) : chosen;
  const groups = ZONE_GROUPS.map(
    ({ area, places }) => html`<optgroup label="${area}">${places.map((p) => option(p, place))}</optgroup>`,
  );
  return html`${known ? '' : option(place, place)}${place === 'UTC' ? '' : option('UTC', place)}${groups}`;
}
