import { Hono } from 'hono';
import * as z from 'zod';
import { canUndo, UNDO_HOURS, undoUnsubscribe } from '../../domain/consent.ts';
import { change } from '../change.ts';
import { readFields } from '../fields.ts';
import { type LeavePorts, leaver } from '../leave.ts';
import { olderLinkPage, undonePage, unsubscribedPage, unsubscribePage } from '../pages/unsubscribe.tsx';
import type { RouteContext } from '../route-context.ts';

const button = z.object({ token: z.string() });
const undoForm = z.object({ token: z.string(), weekly: z.literal('yes').optional() }).catch({ token: '' });

/** RFC 8058, 3.1: the one pair that makes a POST a one-click request. Other fields are allowed. */
const oneClickForm = z.object({ 'List-Unsubscribe': z.literal('One-Click') });

/** Unsubscribing: one click for mail programs, a page with one button for people, and an undo for the next hour. */
export function unsubscribeRoutes(ports: LeavePorts, { answer, links, words }: RouteContext): Hono {
  const { readers, now } = ports;

  const leave = leaver(ports);

  return new Hono()
    .get('/unsubscribe', async (c) => {
      const token = c.req.query('token') ?? '';
      const grant = await links.verify('unsubscribe', token);
      return grant.ok ? answer.show(c, unsubscribePage(token)) : answer.badLink(c);
    })
    .post('/unsubscribe', async (c) => {
      const fields = await readFields(c.req.raw);
      const pressed = button.safeParse(fields);
      const token = pressed.data?.token ?? c.req.query('token') ?? '';
      const grant = await links.verify('unsubscribe', token);
      if (!grant.ok) return answer.badLink(c);
      if (oneClickForm.safeParse(fields).success) {
        await leave(grant);
        return c.text('You are unsubscribed.');
      }
      if (!pressed.success) return answer.show(c, unsubscribePage(token));
      const { outcome, reader } = await leave(grant);
      if (outcome === 'superseded') return answer.show(c, olderLinkPage());
      const recent = reader?.generation === grant.generation && canUndo(reader, now());
      const back = recent ? await links.sign(grant, 'undo', UNDO_HOURS) : undefined;
      return answer.show(c, unsubscribedPage(back, reader?.preferences?.frequency === 'daily'));
    })
    .post('/undo', async (c) => {
      const { token, weekly } = undoForm.parse(await readFields(c.req.raw));
      const grant = await links.verify('undo', token);
      if (!grant.ok) return answer.badLink(c);
      const { outcome, reader } = await change(readers, grant.subject, (r) =>
        undoUnsubscribe(r, grant.generation, weekly === 'yes', now()),
      );
      return outcome === 'link-expired' || !reader ? answer.badLink(c) : answer.show(c, undonePage(reader, now(), words));
    });
}
