import * as z from 'zod';
import { type Grant, type KeyRing, type Purpose, signToken, type Verdict, verifyToken } from '../domain/token.ts';

/** What links need of the world. */
export type LinkKeys = { tokenKeys(): Promise<KeyRing>; now(): Date };

/** A form that is one button: what it may do is in its token. What cannot be read has none, like a link that was cut off. */
export const buttonForm = z.object({ token: z.string() }).catch({ token: '' });

/** Checks the links of mails, and signs the ones that pages carry. */
export function links({ tokenKeys, now }: LinkKeys) {
  return {
    verify: async (purpose: Purpose, token = ''): Promise<Verdict> => verifyToken(await tokenKeys(), purpose, token, now()),

    /** A token for the reader who is looking at a page; `hours` for how long, for ever without. */
    async sign(
      { subject, generation }: Pick<Grant, 'subject' | 'generation'>,
      purpose: Purpose,
      hours?: number,
    ): Promise<string> {
      const grant = { purpose, subject, generation };
      const expiresAt = hours === undefined ? undefined : new Date(now().getTime() + hours * 3_600_000);
      return signToken(await tokenKeys(), expiresAt ? { ...grant, expiresAt } : grant);
    },
  };
}
export type Links = ReturnType<typeof links>;
