import { domainToASCII, domainToUnicode } from 'node:url';
import * as z from 'zod';
import { isAddress } from '../domain/address.ts';
import { isZone } from '../domain/schedule.ts';
import { zoneOf } from './zones.ts';

const number = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
]);

/**
 * What `POST /subscribe` takes, as a form or as JSON (documented in the README). Numbers may be text. A zone is an IANA name
 * or a place of the page's list. Unknown fields are refused, so that a misspelt one is noticed.
 */
export const signUpForm = z.strictObject({
  email: z.string().transform(asciiDomain).refine(isAddress),
  frequency: z.enum(['daily', 'weekly']),
  weekday: number.pipe(z.int().min(1).max(7)).default(1),
  hour: number.pipe(z.int().min(0).max(23)),
  zone: z
    .string()
    .max(64)
    .transform((text) => zoneOf(text) ?? '')
    .refine(isZone),
});
export type SignUpForm = z.infer<typeof signUpForm>;

const FAULTS = {
  email: 'Enter one plain e-mail address, such as ada@example.org.',
  frequency: 'Choose daily or weekly.',
  weekday: 'Choose a day, 1 (Monday) to 7 (Sunday).',
  hour: 'Choose a full hour, 0 to 23.',
  zone: 'Choose a time zone from the list.',
  form: 'The form has a field that is not known here, or could not be read.',
};

/** Which fields are wrong, and what to do about each. Never quotes what was sent. `form` stands for all of it. */
export type Faults = { [field in keyof typeof FAULTS]?: string };

/** Names the faults of a form that `signUpForm` refused. */
export function faultsOf(error: z.ZodError): Faults {
  const fields = new Set(error.issues.map(({ path }) => path[0] ?? 'form'));
  return Object.fromEntries(Object.entries(FAULTS).filter(([field]) => fields.has(field)));
}

/**
 * Puts an international domain into the form that mail uses (`xn--`). Only a conversion that leads back to what was typed
 * counts, so look-alike digits, invisible characters and the like are not quietly mapped onto somebody else's domain.
 */
function asciiDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const ascii = domainToASCII(domain);
  return domainToUnicode(ascii) === domain.toLowerCase() ? email.slice(0, at + 1) + ascii : email;
}
