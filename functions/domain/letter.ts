import { createHash } from 'node:crypto';
import { type Decision, pendingRequest } from './consent.ts';
import type { LetterKind, Reader } from './reader.ts';

const DAY_MS = 86_400_000;

/** When a sign-up is reminded, ms after the request, and how long a link to confirm works, hours. */
export const REMINDED_AFTER_MS = DAY_MS;
export const CONFIRM_HOURS = 72;

/** The most letters of one kind that an active reader gets in 24 hours and in 30 days. */
const MOST_LETTERS = { day: 3, month: 10 };

/** True if strangers may cause mail to this reader's mailbox: it has not bounced, complained or asked for no more requests. */
export const approachable = ({ status, refusedUntil }: Reader, at: Date): boolean =>
  status !== 'suppressed' && !(refusedUntil !== undefined && refusedUntil > at.toISOString());

/**
 * The address that a letter goes to; undefined if it is not to be sent. A suppressed reader gets no letter. After asking for no
 * more requests, a mailbox gets no request to confirm, and a link to an account only while its reader is active.
 */
export function addressFor(reader: Reader | undefined, kind: LetterKind, at: Date): string | undefined {
  if (!reader || reader.status === 'suppressed') return undefined;
  const active = reader.status === 'active';
  const refused = !approachable(reader, at);
  switch (kind) {
    case 'confirm':
      return pendingRequest(reader) && !refused ? reader.address : undefined;
    case 'remind':
      return !active && pendingRequest(reader) && !refused && canRemind(reader, at) ? reader.address : undefined;
    case 'welcome':
      return active ? reader.address : undefined;
    case 'account':
      return active || !refused ? reader.address : undefined;
    case 'change-address':
      return active ? reader.pendingAddress?.address : undefined;
    case 'address-changed':
      return reader.addressChange?.from;
  }
}

/** True if the last request to confirm is a day old and its link still works. */
function canRemind({ letters = [] }: Reader, at: Date): boolean {
  const confirm = letters.find(({ kind }) => kind === 'confirm');
  const age = at.getTime() - Date.parse(confirm?.at ?? '');
  return age >= REMINDED_AFTER_MS && age < CONFIRM_HOURS * 3_600_000;
}

/** True if a stranger can cause this letter by typing an address. Such letters are counted by the mailbox they go to. */
export const strangersCan = (kind: LetterKind, { status }: Reader): boolean =>
  kind === 'confirm' || kind === 'remind' || kind === 'change-address' || (kind === 'account' && status !== 'active');

/** The id of a letter that is made of what it is for, so that it goes out once, however often it is asked for. */
const idFor = (what: string) => createHash('sha256').update(what).digest('base64url').slice(0, 22);

/** The id of the one welcome to a subscription. */
export const welcomeId = ({ readerId, generation }: Reader): string => idFor(`welcome ${readerId} ${generation}`);

/** The id of the one reminder of a sign-up, as it is listed. */
export const reminderId = (signUp: string): string => idFor(`remind ${signUp}`);

/** The letters sent to a reader lately, of one kind or of all. */
export const lettersOf = ({ letters = [] }: Reader, kind?: LetterKind): string[] =>
  letters.filter((sent) => kind === undefined || sent.kind === kind).map(({ letter }) => letter);

/**
 * Books a letter before it is sent, so that an active reader gets only a few a day. Letters that tell of a changed address have
 * no limit; letters that strangers can cause have another one, by mailbox. A booked letter stays booked, so its retry is not
 * refused.
 */
export function bookLetter(
  reader: Reader | undefined,
  kind: LetterKind,
  letter: string,
  at: Date,
): Decision<'booked' | 'nothing' | 'too-many'> {
  if (!reader || !addressFor(reader, kind, at)) return { outcome: 'nothing' };
  const since = (days: number) => new Date(at.getTime() - days * DAY_MS).toISOString();
  const recent = (reader.letters ?? []).filter((sent) => sent.at > since(30));
  if (recent.some((sent) => sent.letter === letter)) return { outcome: 'booked' };
  // The same sign-up may be reminded again by a letter with another id: one reminder a month is the limit.
  if (kind === 'remind' && recent.some((sent) => sent.kind === kind)) return { outcome: 'too-many' };
  const alike = recent.filter((sent) => sent.kind === kind);
  const tooMany = alike.length >= MOST_LETTERS.month || alike.filter((sent) => sent.at > since(1)).length >= MOST_LETTERS.day;
  const limited = kind !== 'confirm' && kind !== 'address-changed' && reader.status === 'active';
  if (tooMany && limited) return { outcome: 'too-many' };
  return { outcome: 'booked', next: { ...reader, letters: [{ kind, letter, at: at.toISOString() }, ...recent] } };
}

/** Cancels the booking of a letter that SES did not take: it does not count, and another may be booked the same day. */
export function cancelBooking(reader: Reader | undefined, letter: string): Decision<'cancelled'> {
  const letters = reader?.letters?.filter((sent) => sent.letter !== letter);
  if (!reader || letters?.length === reader.letters?.length) return { outcome: 'cancelled' };
  return { outcome: 'cancelled', next: { ...reader, letters } };
}

/** Deletes the former address from the row, after the letter about the change was sent to it. */
export function withoutFormerAddress(reader: Reader | undefined): Decision<'told'> {
  if (!reader?.addressChange?.from) return { outcome: 'told' };
  const { from: _, ...addressChange } = reader.addressChange;
  return { outcome: 'told', next: { ...reader, addressChange } };
}
