import type { lettersStore } from '../../functions/adapters/ledger.ts';

/** Claims of letters in memory, with the same contract as the table: `test/adapters/letters.test.ts` runs on both. */
export function memoryLetters(): ReturnType<typeof lettersStore> {
  const states = new Map<string, string>();
  return {
    async claim(letter) {
      if (states.has(letter)) return false;
      states.set(letter, 'CLAIMED');
      return true;
    },
    async release(letter) {
      return states.get(letter) === 'CLAIMED' && states.delete(letter);
    },
    async record(letter, state) {
      states.set(letter, state);
    },
  };
}
