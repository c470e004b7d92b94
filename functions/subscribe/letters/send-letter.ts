import type { ConfirmProps } from '../../../emails/index.tsx';
import { awaiting, bookLetter } from '../../domain/consent.ts';
import type { Mail, SendOutcome } from '../../domain/mail.ts';
import { type KeyRing, signToken } from '../../domain/token.ts';
import { change, type Readers } from '../change.ts';

/** How long a confirmation link works, hours. */
const LINK_HOURS = 72;

/** What sending a letter needs of the world. */
export type LetterPorts = {
  readers: Readers;
  letters: {
    claim(letter: string, readerId: string, at: Date): Promise<boolean>;
    release(letter: string): Promise<unknown>;
    record(letter: string, state: 'SENT' | 'REJECTED' | 'UNKNOWN', detail: string): Promise<void>;
  };
  tokenKeys(): Promise<KeyRing>;
  render(props: ConfirmProps): Promise<{ subject: string; html: string; text: string }>;
  /** Waits for leave to send one mail. */
  pace(): Promise<void>;
  send(mail: Mail): Promise<SendOutcome>;
  now(): Date;
};

export type LetterConfig = { publicUrl: string; publication: ConfirmProps['publication'] };

/**
 * What became of a letter. `retry`: SES accepted nothing for certain, so the same message may come again. `repeated`:
 * somebody claimed this letter before, and whoever did may have sent it.
 */
export type LetterOutcome =
  | { kind: 'sent' | 'nothing' | 'too-many' | 'repeated' }
  | { kind: 'rejected' | 'unknown'; code: string }
  | { kind: 'retry'; reason: 'busy' | 'quota' | 'stopped' };

/**
 * Sends the confirmation that a reader is owed, at most once a letter. The claim comes last before SES, so only a crash
 * inside the call itself can cost a letter; whoever is left without one signs up again the next day.
 */
export async function sendLetter(
  ports: LetterPorts,
  config: LetterConfig,
  { readerId, letter }: { readerId: string; letter: string },
): Promise<LetterOutcome> {
  const { outcome: leave } = await change(ports.readers, readerId, (reader) => bookLetter(reader, letter, ports.now()));
  if (leave !== 'booked') return { kind: leave };
  await ports.pace();
  if (!(await ports.letters.claim(letter, readerId, ports.now()))) return { kind: 'repeated' };

  const mail = await compose(ports, config, readerId, letter);
  if (!mail) {
    await ports.letters.release(letter);
    return { kind: 'nothing' };
  }
  return settle(ports, letter, await ports.send(mail));
}

/** Reads the reader once more, after the claim: nobody who has been suppressed or erased meanwhile gets mail. */
async function compose(ports: LetterPorts, config: LetterConfig, readerId: string, letter: string): Promise<Mail | undefined> {
  const reader = await ports.readers.get(readerId);
  const wanted = reader && awaiting(reader);
  if (!wanted) return undefined;
  const expiresAt = new Date(ports.now().getTime() + LINK_HOURS * 3_600_000);
  const { generation } = reader;
  const token = signToken(await ports.tokenKeys(), { purpose: 'confirm', subject: readerId, generation, expiresAt });
  const confirmUrl = `${config.publicUrl}/confirm?token=${token}`;
  return {
    to: reader.address,
    ...(await ports.render({ publication: config.publication, confirmUrl, ...wanted, hours: LINK_HOURS })),
    headers: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
    tags: { kind: 'letter', reader: readerId, letter },
  };
}

async function settle({ letters }: LetterPorts, letter: string, outcome: SendOutcome): Promise<LetterOutcome> {
  switch (outcome.kind) {
    case 'sent':
      await letters.record(letter, 'SENT', outcome.messageId);
      return { kind: 'sent' };
    case 'rejected':
      await letters.record(letter, 'REJECTED', outcome.code);
      return outcome;
    case 'unknown':
      await letters.record(letter, 'UNKNOWN', outcome.code);
      return outcome;
    default:
      await letters.release(letter);
      return { kind: 'retry', reason: outcome.kind };
  }
}
