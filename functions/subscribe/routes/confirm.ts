import { type Context, Hono } from 'hono';
import { isLinkValid } from '../../domain/address-change.ts';
import { confirm, refuseRequests } from '../../domain/consent.ts';
import { addressFor, approachable, lettersOf, welcomeId } from '../../domain/letter.ts';
import type { Reader } from '../../domain/reader.ts';
import { change, type Readers } from '../change.ts';
import { readFields } from '../fields.ts';
import { type LearningPorts, requestLearning } from '../learning.ts';
import { buttonForm } from '../links.ts';
import type { Mailboxes } from '../mailboxes.ts';
import { SUPPRESSED } from '../pages/advice.tsx';
import { askAgain, confirmedPage, confirmPage, STOPPED, stopPage, stoppedPage } from '../pages/confirm.tsx';
import { sentPage } from '../pages/sign-up.tsx';
import type { RouteContext } from '../route-context.ts';
import type { LetterQueue } from '../sign-up.ts';

/** What changing a subscription needs of the world. */
export type ConsentPorts = {
  readers: Readers;
  now(): Date;
};

/** The generation that a link confirms: the present one, or -1 if the link was mailed before the last change. */
const generationMeant = (reader: Reader | undefined, number: number) => (isLinkValid(reader, number) ? reader.generation : -1);

/** The letters that asked to confirm. Once their mailbox acts on them, they do not count for it. */
const requestsTo = (reader: Reader) => [...lettersOf(reader, 'confirm'), ...lettersOf(reader, 'remind')];

/** A reader without the letters of the last day. */
const beforeToday = (reader: Reader, now: Date): Reader => ({
  ...reader,
  letters: reader.letters?.filter(({ at }) => Date.parse(at) < now.getTime() - DAY_MS),
});
const DAY_MS = 86_400_000;

/** What confirming also needs of the world. */
export type ConfirmPorts = ConsentPorts &
  LearningPorts &
  LetterQueue & {
    mailboxes: Pick<Mailboxes, 'uncount'>;
    /** Counts pages shown and subscriptions confirmed, and stores nothing. */
    count(what: 'confirmPages' | 'confirmed', n: number): void;
  };

/** The links in a mail that asks to confirm: GET shows a page with a button, POST does what it says. */
export function confirmRoutes(ports: ConfirmPorts, { answer, links, caps, words }: RouteContext): Hono {
  const { readers, mailboxes, requestLetter, randomId, now } = ports;

  /**
   * The page after the button, and for a link that was used or changes nothing. For an hour its own button mails a link.
   */
  async function confirmed(c: Context, outcome: ReturnType<typeof confirm>['outcome'], reader: Reader | undefined) {
    if (reader?.status === 'suppressed')
      return answer.gone(c, 'No mail goes to this address', 'Mail to it came back, or was reported as spam.', SUPPRESSED);
    if (outcome !== 'link-expired' && reader?.status === 'active') {
      const token = await links.sign({ subject: reader.readerId, generation: reader.generation }, 'preferences', 1);
      return answer.show(c, confirmedPage(outcome === 'no-change', token, reader, now(), words));
    }
    return reader && !approachable(reader, now())
      ? answer.gone(
          c,
          'No more requests',
          'Somebody at this address stopped our requests to confirm, so this link does nothing.',
          STOPPED,
        )
      : answer.badLink(c);
  }

  async function expired(c: Context, token: string, grant: { subject: string; generation: number }) {
    const reader = await readers.get(grant.subject);
    const { outcome } = confirm(reader, generationMeant(reader, grant.generation), now());
    if (outcome === 'no-change' || !addressFor(reader, 'confirm', now())) return confirmed(c, outcome, reader);
    return answer.gone(c, 'This link has expired', 'A link to confirm works for 72 hours.', askAgain(token));
  }

  return new Hono()
    .get('/confirm', async (c) => {
      const token = c.req.query('token') ?? '';
      const grant = await links.verify('confirm', token);
      if (!grant.ok) return grant.reason === 'expired' ? expired(c, token, grant) : answer.badLink(c);
      const reader = await readers.get(grant.subject);
      const { outcome, next } = confirm(reader, generationMeant(reader, grant.generation), now());
      if (!next?.preferences) return confirmed(c, outcome, reader);
      ports.count('confirmPages', 1);
      return answer.show(c, confirmPage(token, { ...next.preferences, follow: reader?.requested?.follow }));
    })
    .post('/confirm', async (c) => {
      const { token } = buttonForm.parse(await readFields(c.req.raw));
      const grant = await links.verify('confirm', token);
      if (!grant.ok) return grant.reason === 'expired' ? expired(c, token, grant) : answer.badLink(c);
      const { outcome, reader } = await change(readers, grant.subject, async (r) => {
        const { outcome, next } = confirm(r, generationMeant(r, grant.generation), now());
        if (!next) return { outcome };
        await mailboxes.uncount(next.address, requestsTo(next));
        return { outcome, next: { ...next, letters: next.letters?.filter(({ kind }) => kind !== 'confirm') } };
      });
      if (outcome === 'confirmed' || outcome === 'moved') ports.count('confirmed', 1);
      // Also for a link that was used: the request before may have broken off here, and its reader presses again.
      if (reader?.status === 'active') {
        if (reader.interests) await requestLearning(ports, reader.readerId);
        const optedIn = isLinkValid(reader, grant.generation + 1);
        if (optedIn) await requestLetter({ kind: 'welcome', readerId: reader.readerId, letter: welcomeId(reader) });
      }
      return confirmed(c, outcome, reader);
    })
    .post('/confirm/again', async (c) => {
      const { token } = buttonForm.parse(await readFields(c.req.raw));
      const grant = await links.verify('confirm', token);
      if (!grant.ok && grant.reason === 'invalid') return answer.badLink(c);
      const reader = await readers.get(grant.subject);
      if (!reader || !addressFor(reader, 'confirm', now())) return confirmed(c, 'no-change', reader);
      const seconds = await caps.mail(c);
      if (seconds > 0) return answer.tooMany(c, seconds);
      // Those of the last day still count, so that the mailbox gets one a day, whoever has its link.
      await mailboxes.uncount(reader.address, requestsTo(beforeToday(reader, now())));
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
