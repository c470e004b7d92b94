import { addressHash } from '../domain/address.ts';
import { askAddress, takeAddress } from '../domain/address-change.ts';
import { approachable, lettersOf } from '../domain/letter.ts';
import type { Reader } from '../domain/reader.ts';
import { change, type Readers } from './change.ts';
import type { LeavePorts } from './leave.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { LetterQueue } from './sign-up.ts';

/** What the use cases of an account need of the world. */
export type AccountPorts = LetterQueue &
  LeavePorts & {
    readers: Readers & {
      find(addressHash: string): Promise<string | undefined>;
      /** Gives an address to a reader if nobody has it. Answers the id of the reader who has it. */
      assignAddress(addressHash: string, readerId: string): Promise<string>;
      freeAddress(addressHash: string, readerId: string): Promise<boolean>;
      rows(readerId: string): Promise<Record<string, unknown>[]>;
      erase(readerId: string): Promise<void>;
    };
    mailboxes: Pick<Mailboxes, 'uncount'>;
    now(): Date;
  };

const hashOf = async ({ addressKey }: AccountPorts, address: string) => addressHash(await addressKey(), address);

/**
 * Notes a new address and asks LETTERS to mail a link to it, unless that mailbox wants no mail. The outcome does not tell whether
 * it has a reader.
 */
export async function askNewAddress(ports: AccountPorts, readerId: string, number: number, address: string) {
  const { outcome } = await change(ports.readers, readerId, (reader) => askAddress(reader, number, address, ports.now()));
  const owner = await ports.readers.get((await ports.readers.find(await hashOf(ports, address))) ?? ports.randomId());
  if (outcome === 'asked' && (!owner || approachable(owner, ports.now())))
    await ports.requestLetter({ kind: 'change-address', readerId, letter: ports.randomId() });
  return outcome;
}

/**
 * Moves a subscription to the address that was just confirmed, and tells the former one. Answers `taken` if that address has an
 * active reader or may not be mailed. A reader there who never confirmed, or has left, is erased. Safe to repeat after a crash.
 */
export async function moveToNewAddress(ports: AccountPorts, readerId: string, number: number) {
  const { readers, now } = ports;
  const reader = await readers.get(readerId);
  const { outcome, next } = takeAddress(reader, number, now());
  if (next && !(await giveAddress(ports, await hashOf(ports, next.address), readerId))) return 'taken';
  if (next) await ports.mailboxes.uncount(next.address, lettersOf(next, 'change-address'));
  const moved = next ? await change(readers, readerId, (r) => takeAddress(r, number, now())) : { outcome, reader };
  const { address, addressChange } = (moved.outcome !== 'link-expired' && moved.reader) || {};
  if (addressChange?.from) {
    if (addressChange.from.toLowerCase() !== address?.toLowerCase())
      await leaveAddress(ports, readerId, addressChange.from, 'moved', addressChange.at);
    await ports.requestLetter({ kind: 'address-changed', readerId, letter: ports.randomId() });
  }
  return moved.outcome;
}

/** Gives an address to a reader. False if it belongs to an active or suppressed one. Any other reader of it is erased. */
/** Gives an address to a reader. False if it belongs to an active or suppressed one. Any other reader of it is erased. */
async function giveAddress({ readers }: AccountPorts, hash: string, readerId: string): Promise<boolean> {
  const owner = await readers.assignAddress(hash, readerId);
  if (owner === readerId) return true;
  const status = (await readers.get(owner))?.status;
  if (status === 'active' || status === 'suppressed') return false;
  // Rows first: while the address points to their reader, a repeat still finds them.
  await readers.erase(owner);
  await readers.freeAddress(hash, owner);
  return (await readers.assignAddress(hash, readerId)) === readerId;
}

/** Deletes all data about a reader, except the hash of the address. Safe to repeat after a crash. */
export async function eraseReader(ports: AccountPorts, reader: Reader): Promise<void> {
  const { readerId, address, addressChange } = reader;
  // A crash may have interrupted a change of address.
  if (addressChange?.from) await leaveAddress(ports, readerId, addressChange.from, 'moved', addressChange.at);
  await leaveAddress(ports, readerId, address, 'erased', ports.now().toISOString());
  await ports.mailboxes.uncount(address, lettersOf(reader));
  await ports.readers.erase(readerId);
}

/** Notes that older consent for this address is void, then takes the address from its reader. */
async function leaveAddress(ports: AccountPorts, readerId: string, address: string, what: 'moved' | 'erased', at: string) {
  const hash = await hashOf(ports, address);
  await ports.noteDeparture(hash, { what, at });
  await ports.readers.freeAddress(hash, readerId);
}
