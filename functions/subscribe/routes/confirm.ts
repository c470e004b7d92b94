import { type Context, Hono } from 'hono';
import { holds } from '../../domain/address-change.ts';
import { confirm, refuseRequests } from '../../domain/consent.ts';
import { lettersOf } from '../../domain/letter.ts';
import type { Reader } from '../../domain/reader.ts';
import { change, type Readers } from '../change.ts';
import { readFields } from '../fields.ts';
import { type LearningPorts, requestLearning } from '../learning.ts';
import { buttonForm } from '../links.ts';
import type { Mailboxes } from '../mailboxes.ts';
import { askAgain, confirmedPage, confirmPage, stopPage, stoppedPage } from '../pages/confirm.tsx';
import { sentPage } from '../pages/sign-up.tsx';
import type { RouteContext } from '../route-context.ts';
import type { LetterQueue } from '../sign-up.ts';

/** What changing a subscription needs of the world. */
export type ConsentPorts = {
  readers: Readers;
  now(): Date;
};

/** The generation that a link confirms: the present one, or -1 if the link was mailed before the last change. */
const meant = (reader: Reader | undefined, number: number) => (holds(reader, number) ? reader.generation : -1);

/** What confirming also needs of the world. */
type ConfirmPorts = ConsentPorts & LearningPorts & LetterQueue & { mailboxes: Pick<Mailboxes, 'uncount'> };

/** The links in a mail that asks to confirm: GET shows a page with a button, POST does what it says. */
export function confirmRoutes(ports: ConfirmPorts, { answer, links, caps, words }: RouteContext): Hono {
  const { readers, mailboxes, requestLetter, randomId, now } = ports;

  /** The page after the button, and for a link that has been used. Its own button mails a link, for an hour. */
  async function confirmed(c: Context, outcome: ReturnType<typeof confirm>['outcome'], reader: Reader | undefined) {
    if (outcome === 'link-expired' || reader?.status !== 'active') return answer.badLink(c);
    const token = await links.sign({ subject: reader.readerId, generation: reader.generation }, 'preferences', 1);
    return answer.show(c, confirmedPage(outcome === 'no-change', token, reader, now(), words));
  }

  async function expired(c: Context, token: string, grant: { subject: string; generation: number }) {
    const reader = await readers.get(grant.subject);
    const { outcome } = confirm(reader, meant(reader, grant.generation), now());
    if (outcome === 'no-change') return confirmed(c, outcome, reader);
    return answer.gone(c, 'This link has expired', 'A link to confirm works for 72 hours.', askAgain(token));
  }

  return new Hono()
    .get('/confirm', async (c) => {
      const token = c.req.query('token') ?? '';
      const grant = await links.verify('confirm', token);
      if (!grant.ok) return grant.reason === 'expired' ? expired(c, token, grant) : answer.badLink(c);
      const reader = await readers.get(grant.subject);
      const { outcome, next } = confirm(reader, meant(reader, grant.generation), now());
      return next?.preferences
        ? answer.show(c, confirmPage(token, { ...next.preferences, follow: reader?.requested?.follow }))
        : confirmed(c, outcome, reader);
    })
    .post('/confirm', async (c) => {
      const { token } = buttonForm.parse(await readFields(c.req.raw));
      const grant = await links.verify('confirm', token);
      if (!grant.ok) return grant.reason === 'expired' ? expired(c, token, grant) : answer.badLink(c);
      const { outcome, reader } = await change(readers, grant.subject, async (r) => {
        const { outcome, next } = confirm(r, meant(r, grant.generation), now());
        if (!next) return { outcome };
        // The mailbox acted on these letters, so they no longer count.
        await mailboxes.uncount(next.address, lettersOf(next, 'confirm'));
        return { outcome, next: { ...next, letters: next.letters?.filter(({ kind }) => kind !== 'confirm') } };
      });
      if (reader?.interests && (outcome === 'confirmed' || outcome === 'moved')) await requestLearning(ports, grant.subject);
      if (outcome === 'confirmed') await requestLetter({ kind: 'welcome', readerId: grant.subject, letter: randomId() });
      return confirmed(c, outcome, reader);
    })
    .post('/confirm/again', async (c) => {
      const { token } = buttonForm.parse(await readFields(c.req.raw));
      const grant = await links.verify('confirm', token);
      if (!grant.ok && grant.reason === 'invalid') return answer.badLink(c);
      const seconds = await caps.mail(c);
      if (seconds > 0) return answer.tooMany(c, seconds);
      await requestLetter({ kind: 'confirm', readerId: grant.subject, letter: randomId() });
      return answer.show(c, sentPage(), 202);
    })
    .get('/stop', async (c) => {
      const token = c.req.query('token') ?? '';
      return (await links.verify('stop', token)).ok ? answer.show(c, stopPage(token)) : answer.badLink(c);
    })
    .post('/stop', async (c) => {
      const { token } = buttonForm.parse(await readFields(c.req.raw));
      const grant = await links.verify('stop', token);
      if (!grant.ok) return answer.badLink(c);
      const { outcome } = await change<'done' | 'link-expired'>(readers, grant.subject, (reader) =>
        // A link mailed to a former address must not stop mail to the present one.
        reader?.addressChange && reader.addressChange.number !== grant.generation
          ? { outcome: 'link-expired' }
          : refuseRequests(reader, now()),
      );
      return outcome === 'link-expired' ? answer.badLink(c) : answer.show(c, stoppedPage());
    });
}
