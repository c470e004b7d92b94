import { pendingRequest, type Step } from './consent.ts';
import type { LetterKind, Reader } from './reader.ts';

const DAY_MS = 86_400_000;

/** How long a sign-up waits for its reminder, ms, and how long a link to confirm works, hours: a reminder comes in between. */
export const REMINDED_AFTER_MS = DAY_MS;
export const CONFIRM_HOURS = 72;

/** Letters of one kind that an active reader gets at most in 24 hours and in 30 days. */
const READERS = { day: 3, month: 10 };

/** Whether strangers may cause mail to a mailbox that is known: not once it bounced, complained or asked for no more. */
export const approachable = ({ status, refusedUntil }: Reader, at: Date): boolean =>
  status !== 'suppressed' && !(refusedUntil !== undefined && refusedUntil > at.toISOString());

/**
 * The address a letter goes to, if it is owed at all. Nobody who is suppressed gets any; who asked for no more requests to
 * confirm gets none, nor links to an account unless they read here.
 */
export function recipient(reader: Reader | undefined, kind: LetterKind, at: Date): string | undefined {
  if (!reader || reader.status === 'suppressed') return undefined;
  const active = reader.status === 'active';
  const refused = !approachable(reader, at);
  switch (kind) {
    case 'confirm':
      return pendingRequest(reader) && !refused ? reader.address : undefined;
    case 'remind':
      return !active && pendingRequest(reader) && !refused && remindable(reader, at) ? reader.address : undefined;
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

/** Whether the last request is a day old and its link still works, and there was no other reminder that is known of. */
function remindable({ letters = [] }: Reader, at: Date): boolean {
  const confirm = letters.find(({ kind }) => kind === 'confirm');
  const age = at.getTime() - Date.parse(confirm?.at ?? '');
  return age >= REMINDED_AFTER_MS && age < CONFIRM_HOURS * 3_600_000;
}

/** Whether a stranger can cause this letter, by typing an address: such letters are counted by the mailbox they go to. */
export const strangersCan = (kind: LetterKind, { status }: Reader): boolean =>
  kind === 'confirm' || kind === 'remind' || kind === 'change-address' || (kind === 'account' && status !== 'active');

/** The letters a reader was sent lately, of one kind or of all. */
export const lettersOf = ({ letters = [] }: Reader, kind?: LetterKind): string[] =>
  letters.filter((sent) => kind === undefined || sent.kind === kind).map(({ letter }) => letter);

/**
 * Leave to send one letter: a few a day of what an active reader asks for. Telling of a change has no limit, and what strangers
 * can cause has another one. A letter that has been given leave keeps it, so that a retry of the same one is not refused.
 */
export function bookLetter(
  reader: Reader | undefined,
  kind: LetterKind,
  letter: string,
  at: Date,
): Step<'booked' | 'nothing' | 'too-many'> {
  if (!reader || !recipient(reader, kind, at)) return { outcome: 'nothing' };
  const since = (days: number) => new Date(at.getTime() - days * DAY_MS).toISOString();
  const recent = (reader.letters ?? []).filter((sent) => sent.at > since(30));
  if (recent.some((sent) => sent.letter === letter)) return { outcome: 'booked' };
  // One sign-up may be asked for again under another name: of reminders there is one a month all the same.
  if (kind === 'remind' && recent.some((sent) => sent.kind === kind)) return { outcome: 'too-many' };
  const alike = recent.filter((sent) => sent.kind === kind);
  const tooMany = alike.length >= READERS.month || alike.filter((sent) => sent.at > since(1)).length >= READERS.day;
  const limited = kind !== 'confirm' && kind !== 'address-changed' && reader.status === 'active';
  if (tooMany && limited) return { outcome: 'too-many' };
  return { outcome: 'booked', next: { ...reader, letters: [{ kind, letter, at: at.toISOString() }, ...recent] } };
}

/** Gives the leave for a letter back, because SES did not take it: it does not count, and another may be booked the same day. */
export function giveBack(reader: Reader | undefined, letter: string): Step<'given back'> {
  const letters = reader?.letters?.filter((sent) => sent.letter !== letter);
  if (!reader || letters?.length === reader.letters?.length) return { outcome: 'given back' };
  return { outcome: 'given back', next: { ...reader, letters } };
}

/** Forgets the former address once it has been told of the change. */
export function told(reader: Reader | undefined): Step<'told'> {
  if (!reader?.addressChange?.from) return { outcome: 'told' };
  const { from: _, ...addressChange } = reader.addressChange;
  return { outcome: 'told', next: { ...reader, addressChange } };
}
