import { mailboxOf } from '../domain/address.ts';
import { type CountedLetter, capKey, withOneMore } from '../domain/caps.ts';
import { DESK_LETTERS } from '../domain/editors.ts';

/** What counting letters needs of the world. `changeLetters` answers false if `decide` answers undefined. */
export type MailboxPorts = {
  caps: {
    changeLetters(
      key: string,
      decide: (letters: readonly CountedLetter[]) => readonly CountedLetter[] | undefined,
    ): Promise<boolean>;
  };
  addressKey(): Promise<Uint8Array>;
};

export type Mailboxes = ReturnType<typeof mailboxes>;

/** Counts letters that strangers can cause, by mailbox: all spellings of its address count together. */
export function mailboxes({ caps, addressKey }: MailboxPorts) {
  const keyOf = async (address: string) => capKey(await addressKey(), 'mailbox', mailboxOf(address));
  return {
    /** Counts one more letter. False if that is too many, but never for a letter that was counted before. */
    count: async (address: string, letter: string, at: Date): Promise<boolean> =>
      caps.changeLetters(await keyOf(address), (letters) => withOneMore(letters, letter, at)),

    /** Counts one more link to the desk, apart from letters to readers. False if that is too many. */
    countForEditor: async (editorId: string, letter: string, at: Date): Promise<boolean> =>
      caps.changeLetters(capKey(await addressKey(), 'editor', editorId), (letters) =>
        withOneMore(letters, letter, at, DESK_LETTERS),
      ),

    /** Takes letters out of the count: their mailbox acted on them, or they were never sent. */
    async uncount(address: string, letters: readonly string[]): Promise<void> {
      await caps.changeLetters(await keyOf(address), (all) => all.filter(({ letter }) => !letters.includes(letter)));
    },
  };
}
