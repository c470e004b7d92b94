import { REMINDED_AFTER_MS, reminderId } from '../domain/letter.ts';

/** The span of sign-ups that each tick checks, ms: three ticks in a row may fail, and nobody is missed. */
const SPAN_MS = 3_600_000;
/** Sign-ups that one tick reminds, so that a rush of sign-ups does not hold it up. */
const MOST = 500;

type ListedSignUp = { readerId: string; sk: string };

export type RemindPorts = {
  unconfirmed: { asked(before: Date, most: number, after?: Date): Promise<ListedSignUp[]> };
  /** Asks LETTERS to remind these readers if they are owed it. Undefined if the publisher wants no reminders. */
  remind: ((letters: { kind: 'remind'; readerId: string; letter: string }[]) => Promise<void>) | undefined;
};

/**
 * Asks LETTERS for one reminder to each sign-up of a day ago. LETTERS skips readers who confirmed, asked for no more or had too many
 * mails. Returns how many it was asked for.
 */
export async function remindUnconfirmed({ unconfirmed, remind }: RemindPorts, now: Date): Promise<number> {
  if (!remind) return 0;
  const before = new Date(now.getTime() - REMINDED_AFTER_MS);
  const asked = await unconfirmed.asked(before, MOST, new Date(before.getTime() - SPAN_MS));
  await remind(asked.map(({ readerId, sk }) => ({ kind: 'remind', readerId, letter: reminderId(sk) })));
  return asked.length;
}
