import { addressHash } from '../domain/address.ts';
import type { LetterKind, Requested } from '../domain/reader.ts';
import type { SignUpForm } from './forms.ts';

/** Letters are owed by number: `requestLetter` asks LETTERS to look whether this reader is owed one. */
export type LetterQueue = {
  requestLetter(message: { kind: LetterKind; readerId: string; letter: string; page?: 'interests' | undefined }): Promise<void>;
  /** 128 random bits, base64url. */
  randomId(): string;
};

/** What signing up needs of the world. */
export type SignUpPorts = LetterQueue & {
  readers: {
    signUp(request: { addressHash: string; address: string; readerId: string; requested: Requested; at: Date }): Promise<string>;
  };
  addressKey(): Promise<Uint8Array>;
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
