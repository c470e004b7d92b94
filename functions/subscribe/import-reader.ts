import { addressHash } from '../domain/address.ts';
import { confirm } from '../domain/consent.ts';
import type { Departure } from '../domain/departure.ts';
import type { Reader } from '../domain/reader.ts';
import { change, type Readers } from './change.ts';
import type { SignUpForm } from './forms.ts';
import type { SignUpPorts } from './sign-up.ts';

/** What importing readers needs of the world. */
export type ImportPorts = Pick<SignUpPorts, 'addressKey' | 'now' | 'randomId'> & {
  readers: Readers &
    SignUpPorts['readers'] & {
      find(addressHash: string): Promise<string | undefined>;
      assignAddress(addressHash: string, readerId: string): Promise<string>;
    };
  departureOf(addressHash: string): Promise<Departure | undefined>;
};

/** `new` was imported, `known` has an active subscription already. The others say why somebody was not imported. */
export type Imported = 'new' | 'known' | 'erased' | 'unsubscribed' | 'moved' | 'suppressed' | 'refused';

/**
 * Imports a reader who gave consent elsewhere at a known time. Readers who left, moved, were erased, bounced or asked for no more
 * requests are not imported, whatever the list says, even if somebody has signed the address up since. They come back only by
 * confirming a sign-up themselves. Safe to repeat, also after a crash.
 */
export async function importReader(
  ports: ImportPorts,
  { email, ...requested }: SignUpForm,
  consentedAt: Date,
): Promise<Imported> {
  const { readers, now } = ports;
  const hash = addressHash(await ports.addressKey(), email);
  const known = await readers.find(hash);
  const reader = known ? await readers.get(known) : undefined;
  if (reader && reader.status !== 'pending') return reader.status === 'active' ? 'known' : reader.status;
  // Read last: erasing notes it before the address and its reader are gone.
  const left = await ports.departureOf(hash);
  if (left) return left.what;
  if (reader?.refusedUntil && reader.refusedUntil > now().toISOString()) return 'refused';

  const consented = (pending: Reader | undefined) => {
    const { outcome, next } = confirm(pending, pending?.generation ?? 0, now());
    return { outcome, ...(next && { next: { ...next, confirmedAt: consentedAt.toISOString() } }) };
  };
  const fresh = ports.randomId();
  // Somebody unknown takes two writes. The others, and an import that died between the two, go the way of a sign-up.
  if (!known && (await readers.assignAddress(hash, fresh)) === fresh) {
    const createdAt = now().toISOString();
    const first = { readerId: fresh, address: email, status: 'pending', generation: 0, requested, createdAt, rev: 0 } as const;
    const { next } = consented(first);
    if (next && (await readers.save(next))) return 'new';
  }
  const signUp = { addressHash: hash, address: email, readerId: known ?? fresh, requested, at: now() };
  const readerId = reader?.requested ? reader.readerId : await readers.signUp(signUp);
  const { outcome } = await change(readers, readerId, consented);
  return outcome === 'confirmed' ? 'new' : 'known';
}
