import type { breaker } from '../domain/breaker.ts';
import type { Mail, SendOutcome } from '../domain/mail.ts';

/** What `handOver` needs. */
export type HandOverPorts = {
  letters: {
    claim(letter: string, at: Date): Promise<boolean>;
    release(letter: string): Promise<unknown>;
    record(letter: string, state: 'SENT' | 'REJECTED' | 'UNKNOWN', detail: string): Promise<void>;
  };
  /** Waits until one more mail may be sent. */
  pace(): Promise<void>;
  send(mail: Mail): Promise<SendOutcome>;
  /** One for each worker, for all its letters. */
  breaker: ReturnType<typeof breaker>;
  now(): Date;
};

/**
 * What became of a letter. `nothing`: it is not owed any more. `too-many`: a cap is reached. `repeated`: another worker claimed
 * it before and may have sent it. `retry`: SES certainly accepted nothing, so the same message must come again.
 */
export type LetterOutcome =
  | { kind: 'sent' | 'nothing' | 'too-many' | 'repeated' }
  | { kind: 'rejected' | 'unknown'; code: string }
  | { kind: 'retry'; reason: 'busy' | 'quota' | 'stopped' | 'breaker'; code?: string };

/**
 * Hands a letter to SES at most once. `compose` is called after the claim; undefined: the letter is not owed any more. After the
 * claim come only `compose` and the call of SES, so only a crash in these can lose a letter.
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
      // Before the caller frees the booking: if this breaks off in between, the letter keeps its booking and still goes out.
      await letters.release(letter);
      // A letter holds nothing that its reader wrote. When SES refuses one, the sender is the reason.
      const { kind, ...why } = outcome;
      return { kind: 'retry', reason: kind === 'refused' ? 'stopped' : kind, ...why };
    }
  }
}
