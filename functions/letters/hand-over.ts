import type { breaker } from '../domain/breaker.ts';
import type { Mail, SendOutcome } from '../domain/mail.ts';

/** What handing a letter to SES needs of the world. */
export type HandOverPorts = {
  letters: {
    claim(letter: string, at: Date): Promise<boolean>;
    release(letter: string): Promise<unknown>;
    record(letter: string, state: 'SENT' | 'REJECTED' | 'UNKNOWN', detail: string): Promise<void>;
  };
  /** Waits for leave to send one mail. */
  pace(): Promise<void>;
  send(mail: Mail): Promise<SendOutcome>;
  /** The worker's own, kept over its letters. */
  breaker: ReturnType<typeof breaker>;
  now(): Date;
};

/**
 * What became of a letter. `retry`: SES accepted nothing for certain, so the same message must come again. `repeated`:
 * somebody claimed this letter before, and whoever did may have sent it.
 */
export type LetterOutcome =
  | { kind: 'sent' | 'nothing' | 'too-many' | 'repeated' }
  | { kind: 'rejected' | 'unknown'; code: string }
  | { kind: 'retry'; reason: 'busy' | 'quota' | 'stopped' | 'breaker'; code?: string };

/**
 * Hands a letter to SES at most once. It is composed after its claim, and not sent if `compose` finds that it is owed no more. The claim
 * comes last before SES, so only a crash inside the call itself can cost a letter.
 */
export async function handOver(
  { letters, pace, send, breaker, now }: HandOverPorts,
  letter: string,
  compose: () => Promise<Mail | undefined>,
): Promise<LetterOutcome> {
  await pace();
  if (!breaker.admits(now())) return { kind: 'retry', reason: 'breaker' };
  if (!(await letters.claim(letter, now()))) return { kind: 'repeated' };
  const mail = await compose();
  if (!mail) {
    await letters.release(letter);
    return { kind: 'nothing' };
  }
  const outcome = await send(mail);
  breaker.record(outcome.kind === 'unknown', now());
  switch (outcome.kind) {
    case 'sent':
      await letters.record(letter, 'SENT', outcome.messageId);
      return { kind: 'sent' };
    case 'unknown':
      await letters.record(letter, 'UNKNOWN', outcome.code);
      return outcome;
    case 'rejected':
      await letters.record(letter, 'REJECTED', outcome.code);
      return outcome;
    default: {
      // The claim first: if this stops in between, the letter keeps its booking and goes out all the same.
      await letters.release(letter);
      // Nothing in a letter is written by its reader: when SES refuses one, the sender is the reason.
      const { kind, ...why } = outcome;
      return { kind: 'retry', reason: kind === 'refused' ? 'stopped' : kind, ...why };
    }
  }
}
