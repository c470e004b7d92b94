/** @jsxImportSource hono/jsx */
import { html, raw } from 'hono/html';
import { clock, WEEKDAYS } from '../../domain/wording.ts';
import type { Faults } from '../forms.ts';
import { placeOf, ZONE_GROUPS, zoneOf } from '../zones.ts';
import type { Markup } from './layout.tsx';

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
  follow: 'the interests in the link',
  note: 'the note',
  sentence: 'What it is, in one sentence',
  subject: 'Subject',
};

/** Lists above a form which of its fields are wrong. */
export function FaultSummary({ faults: { form, ...faults } }: { faults: Faults }) {
  const marked = Object.entries(LABELS).flatMap(([field, label]) => (Object.hasOwn(faults, field) ? [label] : []));
  const look = marked.length > 0 && `Please look at: ${marked.join(', ')}.`;
  return form || look ? (
    <p class="fault" role="alert">
      {['Nothing was done yet.', form, look].filter(Boolean).join(' ')}
    </p>
  ) : (
    ''
  );
}

/** The ARIA attributes of a field that is wrong. */
export const marked = (field: keyof Faults, faults: Faults) =>
  faults[field] ? { 'aria-invalid': 'true', 'aria-describedby': `${field}-fault` } : {};

/** Says below a field what is wrong with it. */
export const Fault = ({ field, faults }: { field: keyof Faults; faults: Faults }) =>
  faults[field] ? (
    <span class="fault" id={`${field}-fault`}>
      {faults[field]}
    </span>
  ) : (
    ''
  );

type EmailProps = { label: string; values?: Values; faults?: Faults; id?: string };

export const EmailField = ({ label, values: { email = '' } = {}, faults = {}, id = 'email' }: EmailProps) => (
  <div>
    <label for={id}>{label}</label>
    <input
      type="email"
      id={id}
      name="email"
      autocomplete="email"
      maxlength={254}
      required
      value={email}
      {...marked('email', faults)}
    />
    <Fault field="email" faults={faults} />
  </div>
);

type TextProps = { name: 'paper' | 'why'; label: string; value: string; faults: Faults; most: number; required?: boolean };

/** A field of one line. */
export const TextField = ({ name, label, value, faults, most, required = false }: TextProps) => (
  <div>
    <label for={name}>{label}</label>
    <input type="text" id={name} name={name} value={value} required={required} maxlength={most} {...marked(name, faults)} />
    <Fault field={name} faults={faults} />
  </div>
);

type LongProps = { name: 'note' | 'sentence'; label: string; value: string; faults: Faults; rows: number; most: number };

/** A field of several lines. */
export const LongField = ({ name, label, value, faults, rows, most }: LongProps) => (
  <div>
    <label for={name}>{label}</label>
    <textarea id={name} name={name} rows={rows} maxlength={most} {...marked(name, faults)}>
      {value}
    </textarea>
    <Fault field={name} faults={faults} />
  </div>
);

type ScheduleProps = { values: Values; faults: Faults; closeZone: string };

/** How often, on which day, at which hour, where. */
export const ScheduleFields = ({ values, faults, closeZone }: ScheduleProps) => (
  <>
    <fieldset {...marked('frequency', faults)}>
      <legend>{LABELS.frequency}</legend>
      <div class="choice">
        <label>
          <input type="radio" name="frequency" value="daily" checked={values.frequency !== 'weekly'} /> Every day
        </label>
        <label>
          <input type="radio" name="frequency" value="weekly" checked={values.frequency === 'weekly'} /> Once a week
        </label>
        <select class="weekday" name="weekday" aria-label={LABELS.weekday} {...marked('weekday', faults)}>
          {WEEKDAYS.map((day, i) => (
            <Option text={`on ${day}s`} value={i + 1} chosen={values.weekday ?? '1'} />
          ))}
        </select>
      </div>
      <Fault field="frequency" faults={faults} />
      <Fault field="weekday" faults={faults} />
    </fieldset>
    <div class="pair">
      <div>
        <label for="hour">{LABELS.hour}</label>
        <select id="hour" name="hour" {...marked('hour', faults)}>
          {withoutEndTags(
            Array.from({ length: 24 }, (_, hour) => <Option text={clock(hour)} value={hour} chosen={values.hour ?? '8'} />),
          )}
        </select>
        <Fault field="hour" faults={faults} />
      </div>
      <div>
        <label for="zone">{LABELS.zone}</label>
        <select id="zone" name="zone" autocomplete="off" {...marked('zone', faults)}>
          <Zones chosen={zoneOf(values.zone ?? '') ?? closeZone} />
        </select>
        <Fault field="zone" faults={faults} />
      </div>
    </div>
  </>
);

/** A box that must be ticked. */
export const SureField = ({ label, faults }: { label: string; faults: Faults }) => (
  <div>
    <div class="choice">
      <label>
        <input type="checkbox" name="sure" value="yes" required {...marked('sure', faults)} /> {label}
      </label>
    </div>
    <Fault field="sure" faults={faults} />
  </div>
);

/** A date until which no edition is sent. */
export const PauseField = ({ values, faults, earliest }: { values: Values; faults: Faults; earliest: string }) => (
  <div>
    <label for="pause">{LABELS.pause} (leave empty for no pause)</label>
    <input type="date" id="pause" name="pause" min={earliest} value={values.pause ?? ''} {...marked('pause', faults)} />
    <Fault field="pause" faults={faults} />
  </div>
);

/** Asks whether to send a mail on days without an edition. */
export const NothingField = ({ values }: { values: Values }) => (
  <div>
    <div class="choice">
      <label>
        <input type="checkbox" name="nothing" value="yes" checked={values.nothing === 'yes'} /> Tell me when there was nothing
      </label>
    </div>
    <span class="soft">One line of mail, at your hour, on days without an edition for you. It says why.</span>
  </div>
);

type OptionProps = { text: string; value?: number | string; chosen: string };

export const Option = ({ text, value, chosen }: OptionProps) => (
  <option value={value} selected={chosen === String(value ?? text)}>
    {text}
  </option>
);

/** Leaves out the end tags of options, as HTML allows. A form has 450 options, most of its bytes. */
const withoutEndTags = (options: Markup) => raw(`${html`${options}`}`.replaceAll('</option>', ''));

/** Places under their areas. A chosen zone that the list lacks comes first, with its full name. */
function Zones({ chosen }: { chosen: string }) {
  const known = ZONE_GROUPS.some(({ places }) => places.includes(placeOf(chosen)));
  const place = known ? placeOf(chosen) : chosen;
  return withoutEndTags(
    <>
      {!known && <Option text={place} chosen={place} />}
      {place !== 'UTC' && <Option text="UTC" chosen={place} />}
      {ZONE_GROUPS.map((group) => (group.places.includes(place) ? <Area {...group} chosen={place} /> : unchosen(group)))}
    </>,
  );
}

type Group = (typeof ZONE_GROUPS)[number];

const Area = ({ area, places, chosen }: Group & { chosen: string }) => (
  <optgroup label={area}>
    {places.map((place) => (
      <Option text={place} chosen={chosen} />
    ))}
  </optgroup>
);

/** Areas without the chosen place, each printed once. */
const areas = new Map<string, Markup>();
function unchosen(group: Group): Markup {
  const known = areas.get(group.area) ?? withoutEndTags(<Area {...group} chosen="" />);
  areas.set(group.area, known);
  return known;
}

/** What somebody typed and could not save. */
export const Typed = ({ typed }: { typed: string }) => (
  <>
    <p>You wrote:</p>
    <pre dir="auto">{typed}</pre>
  </>
);
