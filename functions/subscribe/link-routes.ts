import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { confirm, unsubscribe } from '../domain/consent.ts';
import type { Reader } from '../domain/reader.ts';
import { type KeyRing, type Purpose, verifyToken } from '../domain/token.ts';
import type { Answers } from './answers.ts';
import { change, type Readers } from './change.ts';
import { readFields } from './fields.ts';
import * as pages from './pages/links.ts';

/** What the links in mails need of the world. */
export type LinkPorts = {
  readers: Readers;
  editions: { servedUntil(slot: string): Promise<Date | undefined> };
  tokenKeys(): Promise<KeyRing>;
  now(): Date;
};

const buttonForm = z.object({ token: z.string() });

/** RFC 8058, 3.1: the one pair that makes a POST a one-click request. Other fields are let through. */
const oneClickForm = z.object({ 'List-Unsubscribe': z.literal('One-Click') });

/** The links in mails: GET shows a page with a button, POST does what it says. */
export function linkRoutes({ readers, editions, tokenKeys, now }: LinkPorts, { show }: Answers): Hono {
  const grantOf = async (purpose: Purpose, token = '') => verifyToken(await tokenKeys(), purpose, token, now());
  const bad = (c: Context) => show(c, pages.badLinkPage(), 400);

  /** The page after the confirmation button, also shown to whoever follows a link that has been used. */
  function confirmed(c: Context, outcome: ReturnType<typeof confirm>['outcome'], reader: Reader | undefined) {
    const preferences = outcome === 'void' ? undefined : reader?.preferences;
    return preferences ? show(c, pages.confirmedPage(outcome === 'already', preferences, now())) : bad(c);
  }

  const leave = (subject: string, generation: number) =>
    change(readers, subject, (reader) => unsubscribe(reader, generation, now()));

  return new Hono()
    .get('/confirm', async (c) => {
      const token = c.req.query('token') ?? '';
      const grant = await grantOf('confirm', token);
      if (!grant.ok) return bad(c);
      const reader = await readers.get(grant.subject);
      const { outcome, next } = confirm(reader, grant.generation, now());
      return next?.preferences ? show(c, pages.confirmPage(token, next.preferences)) : confirmed(c, outcome, reader);
    })
    .post('/confirm', async (c) => {
      const form = buttonForm.safeParse(await readFields(c.req.raw));
      const grant = await grantOf('confirm', form.data?.token);
      if (!grant.ok) return bad(c);
      const { outcome, reader } = await change(readers, grant.subject, async (r) =>
        confirm(r, grant.generation, now(), r?.slot ? await editions.servedUntil(r.slot) : undefined),
      );
      return confirmed(c, outcome, reader);
    })
    .get('/unsubscribe', async (c) => {
      const token = c.req.query('token') ?? '';
      const grant = await grantOf('unsubscribe', token);
      return grant.ok ? show(c, pages.unsubscribePage(token)) : bad(c);
    })
    .post('/unsubscribe', async (c) => {
      const fields = await readFields(c.req.raw);
      const button = buttonForm.safeParse(fields);
      const token = button.data?.token ?? c.req.query('token') ?? '';
      const grant = await grantOf('unsubscribe', token);
      if (!grant.ok) return bad(c);
      if (oneClickForm.safeParse(fields).success) {
        await leave(grant.subject, grant.generation);
        return c.text('You are unsubscribed.');
      }
      if (!button.success) return show(c, pages.unsubscribePage(token));
      const { outcome } = await leave(grant.subject, grant.generation);
      return show(c, outcome === 'older' ? pages.olderLinkPage() : pages.unsubscribedPage());
    });
}
