import { createHash } from 'node:crypto';
import { REMINDED_AFTER_MS } from '../domain/letter.ts';

/** Sign-ups of so long are looked at by each tick, ms: three ticks may fail and nobody is passed over. */
const SPAN_MS = 3_600_000;
/** Sign-ups that one tick reminds: no tick is held up by a campaign. */
const MOST = 500;

type Asked = { readerId: string; sk: string };

export type RemindPorts = {
  unconfirmed: { asked(before: Date, most: number, after?: Date): Promise<Asked[]> };
  /** Asks LETTERS to look whether these are owed a reminder. Undefined where the publisher wants none. */
  remind: ((letters: { kind: 'remind'; readerId: string; letter: string }[]) => Promise<void>) | undefined;
};

/**
 * Asks LETTERS for one reminder to each sign-up of a day ago. A letter is named after its sign-up, so it goes out once however often it is asked
 * for; who has confirmed, asked for no more or had too many mails is passed over there. Returns how many were asked for.
 */
export async function remindUnconfirmed({ unconfirmed, remind }: RemindPorts, now: Date): Promise<number> {
  if (!remind) return 0;
  const before = new Date(now.getTime() - REMINDED_AFTER_MS);
  const asked = await unconfirmed.asked(before, MOST, new Date(before.getTime() - SPAN_MS));
  await remind(asked.map(({ readerId, sk }) => ({ kind: 'remind', readerId, letter: letterOf(sk) })));
  return asked.length;
}

const letterOf = (sk: string) => createHash('sha256').update(`remind ${sk}`).digest('base64url').slice(0, 22);
