import type { CountedLetter } from '../../functions/domain/caps.ts';
import { mailboxes } from '../../functions/subscribe/mailboxes.ts';

/** Counts of letters in memory, with the same contract as the table: `test/subscribe/mailboxes.test.ts` runs on both. */
export function memoryMailboxes(addressKey: () => Promise<Uint8Array>) {
  const rows = new Map<string, readonly CountedLetter[]>();
  const caps: Parameters<typeof mailboxes>[0]['caps'] = {
    changeLetters: async (key, decide) => {
      const letters = decide(rows.get(key) ?? []);
      if (letters?.length) rows.set(key, letters);
      else if (letters) rows.delete(key);
      return letters !== undefined;
    },
  };
  return { rows, caps, ...mailboxes({ caps, addressKey }) };
}
