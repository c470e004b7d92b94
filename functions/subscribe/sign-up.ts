import { addressHash } from '../domain/address.ts';
import type { LetterKind, Requested } from '../domain/reader.ts';
import type { SignUpForm } from './forms.ts';

/** Asks LETTERS for letters. LETTERS decides whether a reader gets one. `letter` is its id, `page` what its link opens. */
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
 * Stores a sign-up: three writes and one message, the same for every address, so that neither the answer nor its time tells
 * whether the address has a reader. LETTERS decides whether a mail follows.
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
