import * as z from 'zod/mini';
import { readLocalPart } from '../domain/mail-token.ts';
import type { KeyRing } from '../domain/token.ts';
import { type LeavePorts, leaver } from '../subscribe/leave.ts';

const received = z.object({ receipt: z.object({ recipients: z.array(z.string()) }) });

/**
 * The recipients of a mail, from SES's notification in an SNS envelope. None if it is about no mail: SES sends a new topic a test
 * message.
 */
export const recipientsOf = z.pipe(
  z.object({ Message: z.string() }),
  z.transform(({ Message }) => {
    const { data } = received.safeParse(json(Message));
    return data?.receipt.recipients ?? [];
  }),
);

/**
 * Unsubscribes the readers named by a mail's recipients. Sender and text do not count: the signed address alone proves the wish.
 */
export function leaveByMail(ports: LeavePorts & { tokenKeys(): Promise<KeyRing> }) {
  const leave = leaver(ports);
  return async (recipients: readonly string[]): Promise<{ recipients: number; proved: number }> => {
    const keys = await ports.tokenKeys();
    const grants = recipients.map((address) => readLocalPart(keys, address.slice(0, address.lastIndexOf('@'))));
    const proved = grants.filter((grant) => grant.ok);
    for (const grant of proved) await leave(grant);
    return { recipients: recipients.length, proved: proved.length };
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
