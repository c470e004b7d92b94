import { listingDay } from '../../../functions/domain/listing-day.ts';
import { Failure } from './command.ts';

/**
 * Names of columns in exports of Broadsheet, Mailchimp, listmonk, Substack, Buttondown, Ghost and Sendy, in small letters with
 * blanks, the best first. People with a value in a column of `left` must not get mail.
 */
const NAMES = {
  address: ['address', 'email', 'email address', 'e mail', 'e mail address', 'subscriber email', 'mail'],
  consent: [
    ...['consent', 'consent date', 'consented', 'confirm time', 'confirmed at', 'optin time', 'opt in date', 'subscribed at'],
    ...['subscription date', 'start date', 'joined', 'date joined', 'creation date', 'created at', 'date added'],
  ],
  status: [
    ...['status', 'subscriber status', 'subscription status', 'type', 'subscriber type', 'subscription type'],
    ...['subscribed', 'subscribed to emails', 'active', 'confirmed'],
  ],
  left: [
    ...['unsub time', 'unsubscribed', 'unsubscribed at', 'unsubscribe date', 'unsubscription date', 'clean time', 'cleaned at'],
    ...['bounced', 'bounced at', 'complained', 'complained at', 'complaint', 'undeliverable', 'deleted at', 'email disabled'],
    ...['blocked', 'blocklisted', 'blacklisted', 'spam'],
  ],
  frequency: ['frequency'],
  weekday: ['weekday'],
  hour: ['hour'],
  zone: ['zone'],
};

/** The fields that `--map` takes. Not `left`: an import must not undo that somebody left. */
const MAPPED = ['address', 'consent', 'status', 'frequency', 'weekday', 'hour', 'zone'] as const;

/** Status words of people who may get mail. People with any other status get none. */
const ACTIVE = [
  ...['active', 'enabled', 'subscribed', 'subscriber', 'confirmed', 'true', 'yes', '1', 'regular', 'free', 'paid', 'premium'],
  ...['comp', 'complimentary', 'gift', 'gifted', 'founding', 'trialed', 'churning', 'churned', 'past due', 'unpaid', 'paused'],
];
const NOT = ['', 'false', 'no', '0'];

type Field = keyof typeof NAMES;

/** The columns of a file that have a field, by number. */
export type Columns = Record<Field, number[]>;

/** A row of a file. `not` says why this person must not get mail. */
export type Row = { address: string; consent: string; not: string | undefined; wishes: Record<string, string> };

const plain = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');

/** Finds columns by their names, or as `field=name` says. Throws a `Failure` that names the missing column, and no address. */
export function columnsOf(header: readonly string[], maps: readonly string[]): Columns {
  const names = header.map(plain);
  const all = (wanted: readonly string[]) =>
    wanted.flatMap((name) => names.flatMap((found, column) => (found === name ? [column] : [])));
  const columns: Columns = {
    ...{ address: all(NAMES.address), consent: all(NAMES.consent), status: all(NAMES.status), left: all(NAMES.left) },
    ...{ frequency: all(NAMES.frequency), weekday: all(NAMES.weekday), hour: all(NAMES.hour), zone: all(NAMES.zone) },
  };
  const has = `The file has ${header.filter((name) => name && !name.includes('@')).join(', ') || 'no column names in its first line'}.`;
  for (const map of maps) {
    const [said, ...rest] = map.split('=');
    const field = MAPPED.find((one) => one === said);
    if (!field || rest.length === 0)
      throw new Failure(`--map takes FIELD=COLUMN, not ${map}. The fields are ${MAPPED.join(', ')}.`, 2);
    columns[field] = all([plain(rest.join('='))]);
    if (columns[field].length === 0) throw new Failure(`There is no column ${rest.join('=')}. ${has}`, 2);
  }
  if (columns.address.length === 0) throw new Failure(`No column is named like an address: say --map address=COLUMN. ${has}`);
  if (columns.consent.length === 0)
    throw new Failure(`No column is named like the day of consent: say --map consent=COLUMN. ${has}`);
  return columns;
}

/** Reads a row by these columns. */
export function readRow(columns: Columns, header: readonly string[], cells: readonly string[]): Row {
  const first = (field: Field) => columns[field].map((column) => cells[column] ?? '').find((cell) => cell !== '') ?? '';
  const stays = columns.status.find((column) => cells[column] && !ACTIVE.includes(plain(cells[column])));
  const gone = columns.left.find((column) => !NOT.includes(plain(cells[column] ?? '')));
  const odd = stays ?? gone;
  return {
    ...{ address: first('address'), consent: first('consent') },
    not: odd === undefined ? undefined : `${header[odd]} is ${cells[odd]} in this file`,
    wishes: { frequency: first('frequency'), weekday: first('weekday'), hour: first('hour'), zone: first('zone') },
  };
}

/** The instant of a date of consent, in UTC if it has no zone; undefined if the day is not clear. */
export function consentOf(text: string): Date | undefined {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/.exec(text);
  const [, day, time, offset = 'Z'] = iso ?? [];
  const zone = offset === 'UTC' ? 'Z' : offset.replace(/^([+-]\d\d):?(\d\d)?$/, (_, h, m = '00') => `${h}:${m}`);
  const at = iso ? new Date(`${day}T${time}${zone}`) : new Date(/\d{4}/.test(text) ? (listingDay(text, new Date()) ?? '') : '');
  return Number.isNaN(at.getTime()) ? undefined : at;
}
