import { mailboxOf } from '../domain/address.ts';
import { type Counted, capKey, withOneMore } from '../domain/caps.ts';
import { DESK_LETTERS } from '../domain/editors.ts';

/** What counting letters needs of the world. `changeLetters` is false when the decision was against it. */
export type MailboxPorts = {
  caps: {
    changeLetters(key: string, decide: (letters: readonly Counted[]) => readonly Counted[] | undefined): Promise<boolean>;
  };
  addressKey(): Promise<Uint8Array>;
};

export type Mailboxes = ReturnType<typeof mailboxes>;

/** Letters that strangers can cause, counted by the mailbox they go to and not by the spelling of its address. */
export function mailboxes({ caps, addressKey }: MailboxPorts) {
  const keyOf = async (address: string) => capKey(await addressKey(), 'mailbox', mailboxOf(address));
  return {
    /** Counts one more. False when that is too many; a letter that was let through stays so. */
    count: async (address: string, letter: string, at: Date): Promise<boolean> =>
      caps.changeLetters(await keyOf(address), (letters) => withOneMore(letters, letter, at)),

    /** Counts one more link to the desk, apart from what readers are sent. False when that is too many. */
    countForEditor: async (editorId: string, letter: string, at: Date): Promise<boolean> =>
      caps.changeLetters(capKey(await addressKey(), 'editor', editorId), (letters) =>
        withOneMore(letters, letter, at, DESK_LETTERS),
      ),

    /** Counts these no more: their mailbox acted on them, or they never went out. */
    async uncount(address: string, letters: readonly string[]): Promise<void> {
      await caps.changeLetters(await keyOf(address), (all) => all.filter(({ letter }) => !letters.includes(letter)));
    },
  };
}
