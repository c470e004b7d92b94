import { domainToASCII, domainToUnicode } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isAddress } from '../domain/address.ts';
import { startOf } from '../domain/calendar.ts';
import { MOST_NOTE, MOST_SENTENCE } from '../domain/editor.ts';
import { areStorable, cleanWords, EMPTY_FILTER, filterIn, MOST_TEXTS, NO_INTERESTS } from '../domain/interests/interests.ts';
import { addDays, localDay } from '../domain/schedule.ts';
import { MOST_WHY } from '../domain/suggestion.ts';
import { zoneOf } from './zones.ts';

const number = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
]);

/** One plain address, as a form holds it. */
export const email = z
  .string()
  .max(254)
  .transform(asciiDomain)
  .refine(isAddress)
  .describe('One plain address, such as ada@example.org');

const schedule = {
  frequency: z.enum(['daily', 'weekly']),
  weekday: number.pipe(z.int().min(1).max(7)).default(1).describe('Day of the weekly mail, 1 (Monday) to 7 (Sunday)'),
  hour: number.pipe(z.int().min(0).max(23)).describe('Full hour of the day, 0 to 23'),
  zone: z
    .string()
    .max(64)
    .transform((text) => zoneOf(text) ?? '')
    .refine((zone) => zone !== '')
    .describe('IANA time zone, such as Europe/Berlin'),
};

/**
 * Interests in a sign-up link: a list, or lines of text in a form. The page that confirms shows them, and its button stores them.
 */
const follow = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(/[\r\n]+/).filter(Boolean))])
  .refine((texts) => texts.length <= MOST_TEXTS && texts.every((text) => cleanWords(text) !== undefined))
  .transform((texts) => {
    const filter = filterIn(texts);
    return isDeepStrictEqual(filter, EMPTY_FILTER) ? undefined : filter;
  })
  .refine((follow = EMPTY_FILTER) => areStorable({ ...NO_INTERESTS, follow }))
  .optional()
  .describe('What to follow, if the reader agrees: words, phrases, arXiv categories such as cs.RO');

/**
 * What `POST /subscribe` takes, as a form or as JSON. Numbers may be text. A zone is an IANA name or a place of the page's
 * list. Unknown fields are refused, so that a typing error is noticed.
 */
export const signUpForm = z.strictObject({ email, ...schedule, follow });
export type SignUpForm = z.infer<typeof signUpForm>;

/** What a link to the form may fill in, `/?frequency=weekly&weekday=5&hour=9&zone=Europe/Berlin`; invalid values are left out. */
export const prefilled = z.object({
  frequency: schedule.frequency.optional().catch(undefined),
  weekday: z.optional(schedule.weekday.transform(String)).catch(undefined),
  hour: z.optional(schedule.hour.transform(String)).catch(undefined),
  zone: schedule.zone.optional().catch(undefined),
});

/** The sign-up form as a JSON schema, for people who write clients. */
export const signUpSchema = () => z.toJSONSchema(signUpForm, { io: 'input', unrepresentable: 'any' });

/**
 * What `/preferences` saves. `pause` is the date on which mails begin again, empty for none. `nothing` asks for a mail when there
 * is no edition.
 */
export const preferencesForm = z.strictObject({
  token: z.string(),
  ...schedule,
  pause: z.union([z.literal(''), z.iso.date()]).default(''),
  nothing: z.literal('yes').optional(),
});

/**
 * Asks for a link to an account, by an address or by the token of a reader's link. `page` is what the link opens instead of the
 * account.
 */
export const accountLinkForm = z
  .strictObject({
    token: z.string().optional(),
    email: email.optional(),
    page: z.literal('interests').optional().catch(undefined),
  })
  .refine(({ token, email }) => (token === undefined) !== (email === undefined), { path: ['email'] });

/** A reader's new address. */
export const addressForm = z.strictObject({ token: z.string(), email });

/** One paper, by id or link, and why: a line each. */
export const suggestForm = z.strictObject({
  paper: z
    .string()
    .min(1)
    .max(300)
    .regex(/^[^\r\n]*$/),
  why: z
    .string()
    .max(MOST_WHY)
    .regex(/^[^\r\n]*$/)
    .default(''),
});

/** Erasing takes a ticked box. */
export const eraseForm = z.strictObject({ token: z.string(), sure: z.literal('yes') });

/** When a pause ends: at the start of its date, in the zone. `fault` unless the date is from tomorrow on and within a year. */
export function pauseEnd(pause: string, zone: string, now: Date): Date | undefined | 'fault' {
  if (pause === '') return undefined;
  const today = localDay(now, zone);
  return pause > today && pause <= addDays(today, 366) ? startOf(pause, zone) : 'fault';
}

const CATEGORIES =
  'One of these is no category of arXiv. Write them as arXiv does, such as cs.RO or math.AG; a whole archive, such as math, is none.';

const FAULTS = {
  email: 'Enter one plain e-mail address, such as ada@example.org.',
  frequency: 'Choose daily or weekly.',
  weekday: 'Choose a day, 1 (Monday) to 7 (Sunday).',
  hour: 'Choose a full hour, 0 to 23.',
  zone: 'Choose a time zone from the list.',
  pause: 'Choose a date from tomorrow on and within a year, or none.',
  sure: 'Tick the box if you mean it.',
  words: 'Put each word or phrase on a line of its own, of 100 characters at most.',
  authors: 'Put each name on a line of its own, of 100 characters at most.',
  categories: CATEGORIES,
  subjects: 'Choose subjects from the list.',
  muteWords: 'Put each word or phrase on a line of its own, of 100 characters at most.',
  muteAuthors: 'Put each name on a line of its own, of 100 characters at most.',
  muteCategories: CATEGORIES,
  cards: 'Choose a number from 0 to 10.',
  find: 'Enter at least two letters of a name or a subject.',
  papers: 'List 300 papers at most at a time, a line each.',
  file: 'Choose a file of references of 1 MB at most, as BibTeX, RIS or CSV.',
  paper: 'Write one arXiv id, DOI or link to a paper at arXiv, Hugging Face, doi.org, the ACL Anthology or Nature.',
  why: `Say why in one line of ${MOST_WHY} characters at most.`,
  follow: 'Name up to 20 words, phrases or arXiv categories, of 100 characters each at most.',
  note: `A note has ${MOST_NOTE} characters at most.`,
  sentence: `A sentence has ${MOST_SENTENCE} characters at most.`,
  subject: 'Choose a subject from the list.',
  form: 'The form could not be read. As JSON, it must be one object.',
};

/** What is wrong with each field, and how to correct it. Never quotes a value that was sent. `form` is about the whole form. */
export type Faults = { [field in keyof typeof FAULTS]?: string };

/** The fault of one field. */
export const faultOf = (field: keyof typeof FAULTS, says = FAULTS[field]): Faults => ({ [field]: says });

/** The faults of a form that its schema refused. */
export function faultsOf(error: z.ZodError): Faults {
  const fields = new Set(error.issues.map(({ path }) => path[0] ?? 'form'));
  const faults: Faults = Object.fromEntries(Object.entries(FAULTS).filter(([field]) => fields.has(field)));
  const unknown = error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  if (unknown.length > 0) faults.form = unknownFields(unknown);
  return faults;
}

/** Names the unknown fields that are plain words, so that a typing error is found. */
function unknownFields(names: string[]): string {
  const plain = names.filter((name) => /^[\w.-]{1,40}$/.test(name)).slice(0, 5);
  return plain.length > 0 ? `The form has no field ${plain.join(', ')}.` : 'The form has an unknown field.';
}

/** The texts of a refused form, to be shown again. Empty if it holds anything but text. */
export const shown = z.record(z.string(), z.string()).catch({});

/**
 * Converts an international domain to the form that mail uses (`xn--`), if converting it back gives what was typed. So look-alike
 * digits and invisible characters never become somebody else's domain. Empty for a domain with an invalid `xn--` label, which has
 * no mailboxes.
 */
function asciiDomain(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  const ascii = domainToASCII(domain);
  const unicode = domainToUnicode(ascii);
  if (/(?:^|\.)xn--/.test(unicode)) return '';
  return unicode === domain.toLowerCase() ? text.slice(0, at + 1) + ascii : text;
}
