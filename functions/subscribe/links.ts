import * as z from 'zod';
import { type Grant, type KeyRing, type Purpose, signToken, type TokenResult, verifyToken } from '../domain/token.ts';

/** What links need of the world. */
export type LinkKeys = { tokenKeys(): Promise<KeyRing>; now(): Date };

/** A form that is one button. Its token says what it may do. It is empty if the form cannot be read. */
export const buttonForm = z.object({ token: z.string() }).catch({ token: '' });

/** Verifies the tokens of links and forms, and signs those that pages carry. */
export function links({ tokenKeys, now }: LinkKeys) {
  return {
    verify: async (purpose: Purpose, token = ''): Promise<TokenResult> => verifyToken(await tokenKeys(), purpose, token, now()),

    /** Signs a token for the reader of a page. It works for that many hours, or for ever. */
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
