import { html, raw } from 'hono/html';
import type { Faults } from '../forms.ts';
import { placeOf, ZONE_GROUPS, zoneOf } from '../zones.ts';
import type { Markup } from './layout.ts';
import { clock, WEEKDAYS } from './words.ts';

/** What the fields of a form show: what was sent, or what is stored, as text. */
export type Values = {
  email?: string;
  frequency?: string;
  weekday?: string;
  hour?: string;
  zone?: string;
  pause?: string;
  nothing?: string;
  follow?: string;
};

export const FORM_STYLE = `
form{display:grid;gap:1.25rem;margin-top:1.75rem}
.more{border-top:1px solid var(--rule);margin-top:2.5rem;padding-top:1.5rem}
.more form{margin-top:1rem}
.more button{justify-self:start}
fieldset{border:0;margin:0;padding:0;min-width:0}
label,legend{display:block;font-weight:700;padding:0;margin-bottom:.3rem}
input:is([type=text],[type=email],[type=date],[type=search],[type=file]),select,textarea{width:100%;font:inherit;color:inherit;border:1px solid var(--edge);border-radius:3px;background:var(--field);padding:.6rem .75rem;min-height:3rem}
.pair{display:grid;gap:1.25rem}
@media(min-width:34rem){.pair{grid-template-columns:9rem minmax(0,1fr)}}
.choice{display:flex;flex-wrap:wrap;gap:.5rem 1.75rem;align-items:center;min-height:3rem}
.choice label{display:flex;align-items:center;gap:.5rem;font-weight:400;margin:0;min-height:2.75rem}
.choice select{width:auto;flex:1 1 9rem}
.choice:has([value=daily]:checked) .weekday{display:none}
input:is([type=radio],[type=checkbox]){width:1.2rem;height:1.2rem;margin:0;accent-color:var(--link)}
.fault{display:block;color:var(--link);font-weight:700;margin:.35rem 0 0}
:is(input,select,textarea)[aria-invalid]{border:2px solid var(--link)}
`.replaceAll('\n', '');

/** The fields as a form names them. */
export const LABELS: Record<Exclude<keyof Faults, 'form'>, string> = {
  email: 'E-mail address',
  frequency: 'How often',
  weekday: 'Day of the weekly mail',
  hour: 'Hour',
  zone: 'Time zone',
  pause: 'Pause until',
  sure: 'the box to tick',
  words: 'Words and phrases',
  authors: 'Authors',
  categories: 'arXiv categories',
  subjects: 'Subjects',
  muteWords: 'Words and phrases to mute',
  muteAuthors: 'Authors to mute',
  muteCategories: 'arXiv categories to mute',
  cards: 'How many papers “For you”',
  find: 'A name or a subject',
  papers: 'Papers, a line each',
  file: 'A file of references',
  paper: 'The paper',
  why: 'Why',
  follow: 'what the link wishes',
};

/** Says above a form what in it is wrong. */
export function alarm({ form, ...faults }: Faults): Markup | '' {
  const marked = Object.entries(LABELS).flatMap(([field, label]) => (Object.hasOwn(faults, field) ? [label] : []));
  const look = marked.length > 0 && `Please look at: ${marked.join(', ')}.`;
  return form || look
    ? html`<p class="fault" role="alert">${['Nothing was done yet.', form, look].filter(Boolean).join(' ')}</p>`
    : '';
}

export const emailField = (label: string, { email = '' }: Values, faults: Faults, id = 'email'): Markup => html`<div>
<label for="${id}">${label}</label>
<input type="email" id="${id}" name="email" autocomplete="email" maxlength="254" required value="${email}"${mark('email', faults)}>
${fault('email', faults)}
</div>`;

/** A field of one line. `more` are attributes of the code. */
export const textField = (name: 'paper' | 'why', label: string, value: string, faults: Faults, more: Markup): Markup => html`<div>
<label for="${name}">${label}</label>
<input type="text" id="${name}" name="${name}" value="${value}"${more}${mark(name, faults)}>
${fault(name, faults)}
</div>`;

/** How often, on which day, at which hour, where. */
export const scheduleFields = (
  values: Values,
  faults: Faults,
  houseZone: string,
): Markup => html`<fieldset${mark('frequency', faults)}>
<legend>${LABELS.frequency}</legend>
<div class="choice">
<label><input type="radio" name="frequency" value="daily"${on('checked', values.frequency !== 'weekly')}> Every day</label>
<label><input type="radio" name="frequency" value="weekly"${on('checked', values.frequency === 'weekly')}> Once a week</label>
<select class="weekday" name="weekday" aria-label="${LABELS.weekday}"${mark('weekday', faults)}>${WEEKDAYS.map((day, i) => option(`on ${day}s`, values.weekday ?? '1', i + 1))}</select>
</div>
${fault('frequency', faults)}${fault('weekday', faults)}
</fieldset>
<div class="pair">
<div>
<label for="hour">${LABELS.hour}</label>
<select id="hour" name="hour"${mark('hour', faults)}>${hours(values.hour ?? '8')}</select>
${fault('hour', faults)}
</div>
<div>
<label for="zone">${LABELS.zone}</label>
<select id="zone" name="zone" autocomplete="off"${mark('zone', faults)}>${zones(zoneOf(values.zone ?? '') ?? houseZone)}</select>
${fault('zone', faults)}
</div>
</div>`;

/** A box that must be ticked. */
export const sureField = (label: string, faults: Faults): Markup => html`<div>
<div class="choice"><label><input type="checkbox" name="sure" value="yes" required${mark('sure', faults)}> ${label}</label></div>
${fault('sure', faults)}
</div>`;

/** A date until which no edition is sent. */
export const pauseField = ({ pause = '' }: Values, faults: Faults, earliest: string): Markup => html`<div>
<label for="pause">${LABELS.pause} (leave empty for no pause)</label>
<input type="date" id="pause" name="pause" min="${earliest}" value="${pause}"${mark('pause', faults)}>
${fault('pause', faults)}
</div>`;

/** Whether to be told of days without an edition. */
export const nothingField = ({ nothing }: Values): Markup => html`<div>
<div class="choice"><label><input type="checkbox" name="nothing" value="yes"${on('checked', nothing === 'yes')}> Tell me when there was nothing</label></div>
<span class="soft">One line of mail, at your hour, on days without an edition for you. It says why.</span>
</div>`;

export const on = (attribute: 'checked' | 'selected', yes: boolean) => (yes ? raw(` ${attribute}`) : '');

export const mark = (field: keyof Faults, faults: Faults) =>
  faults[field] ? html` aria-invalid="true" aria-describedby="${field}-fault"` : '';

export const fault = (field: keyof Faults, faults: Faults) =>
  faults[field] ? html`<span class="fault" id="${field}-fault">${faults[field]}</span>` : '';

// HTML lets `</option>` be left out. The zones are two thirds of the page's weight, so it is.
export function option(text: string, chosen: string, value?: number): Markup {
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
