import { addressHash } from '../domain/address.ts';
import type { Preferences } from '../domain/schedule.ts';
import type { SignUpForm } from './sign-up-form.ts';

/** What signing up needs of the world. */
export type SignUpPorts = {
  readers: {
    signUp(request: {
      addressHash: string;
      address: string;
      readerId: string;
      requested: Preferences;
      at: Date;
    }): Promise<string>;
  };
  /** Asks LETTERS to look whether this reader is owed a confirmation. */
  requestLetter(message: { kind: 'confirm'; readerId: string; letter: string }): Promise<void>;
  addressKey(): Promise<Uint8Array>;
  /** 128 random bits, base64url. */
  randomId(): string;
  now(): Date;
};

/**
 * Takes down a sign-up: two writes and one message, the same for every address, so that neither the answer nor its time
 * tells whether somebody reads here. Whether a mail follows is decided by LETTERS.
 */
export async function signUp(ports: SignUpPorts, { email, ...requested }: SignUpForm): Promise<void> {
  const readerId = await ports.readers.signUp({
    addressHash: addressHash(await ports.addressKey(), email),
    address: email,
    readerId: ports.randomId(),
    requested,
    at: ports.now(),
  });
  await ports.requestLetter({ kind: 'confirm', readerId, letter: ports.randomId() });
}
