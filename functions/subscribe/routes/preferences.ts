import { type Context, Hono } from 'hono';
import { addressHash } from '../../domain/address.ts';
import { changePreferences } from '../../domain/consent.ts';
import type { Reader } from '../../domain/reader.ts';
import { addDays, localDay } from '../../domain/schedule.ts';
import { speaksJson } from '../answers.ts';
import { change } from '../change.ts';
import { readFields } from '../fields.ts';
import { accountLinkForm, type Faults, faultOf, faultsOf, pauseEnd, preferencesForm, shown } from '../forms.ts';
import { buttonForm } from '../links.ts';
import { SUPPRESSED } from '../pages/advice.tsx';
import type { Values } from '../pages/form.tsx';
import { askPage, linkSentPage, preferencesPage } from '../pages/preferences.tsx';
import { olderLinkPage } from '../pages/unsubscribe.tsx';
import type { RouteContext } from '../route-context.ts';
import type { LetterQueue } from '../sign-up.ts';
import type { ConsentPorts } from './confirm.ts';

/** What changing preferences and asking for a link need of the world. */
type PreferencesPorts = ConsentPorts &
  LetterQueue & { readers: { find(addressHash: string): Promise<string | undefined> }; addressKey(): Promise<Uint8Array> };

/**
 * The link in a digest changes when mail comes, never to whom, because people forward digests. Everything personal takes a link
 * that is mailed to the reader, who can ask for it here.
 */
export function preferencesRoutes(ports: PreferencesPorts, { answer, links, caps, closeZone, words }: RouteContext): Hono {
  const { readers, requestLetter, randomId, addressKey, now } = ports;

  const ended = (c: Context, reader: Reader | undefined) =>
    reader?.status === 'suppressed'
      ? answer.gone(
          c,
          'This subscription was stopped',
          'Mail to the address that got this link came back, or was reported as spam.',
          SUPPRESSED,
        )
      : answer.gone(
          c,
          'This subscription has ended',
          'Nothing is sent to the address that got this link. To begin again, sign up.',
        );

  /** The page of an active reader, with stored values, or with those of a refused form and its faults. */
  async function form(token: string, reader: Reader, state: { values?: Values; faults?: Faults; saved?: boolean }) {
    const unsubscribe = await links.sign({ subject: reader.readerId, generation: reader.generation }, 'unsubscribe');
    const zone = reader.preferences?.zone ?? closeZone;
    const earliest = addDays(localDay(now(), zone), 1);
    return preferencesPage({
      token,
      reader,
      unsubscribe,
      earliest,
      now: now(),
      words,
      faults: {},
      saved: false,
      ...state,
    });
  }

  return new Hono()
    .get('/preferences', async (c) => {
      const token = c.req.query('token');
      if (token === undefined) return answer.show(c, askPage({}, {}));
      const grant = await links.verify('preferences', token);
      if (!grant.ok) return answer.badLink(c);
      const reader = await readers.get(grant.subject);
      if (reader?.status !== 'active') return ended(c, reader);
      return answer.show(c, grant.generation < reader.generation ? olderLinkPage() : await form(token, reader, {}));
    })
    .post('/preferences', async (c) => {
      const fields = await readFields(c.req.raw);
      const { token } = buttonForm.parse(fields);
      const grant = await links.verify('preferences', token);
      if (!grant.ok) return answer.badLink(c);
      const sent = preferencesForm.safeParse(fields);
      const pausedUntil = sent.success ? pauseEnd(sent.data.pause, sent.data.zone, now()) : undefined;
      if (!sent.success || pausedUntil === 'fault') {
        const reader = await readers.get(grant.subject);
        if (reader?.status !== 'active') return ended(c, reader);
        const faults = sent.success ? faultOf('pause') : faultsOf(sent.error);
        return answer.faulty(c, faults, () => form(token, reader, { values: shown.parse(fields), faults }));
      }
      const { token: _, pause: __, nothing, ...schedule } = sent.data;
      const wanted = { ...schedule, ...(nothing && { tellEmptyDays: true }) };
      const decide = (r: Reader | undefined) => changePreferences(r, grant.generation, { ...wanted, pausedUntil }, now());
      // Counted before the change, so that a save which loses a race counts once.
      const isChange = decide(await readers.get(grant.subject)).next !== undefined;
      const seconds = isChange ? await caps.change(grant.subject) : 0;
      if (seconds > 0) return answer.tooManyChanges(c, seconds);
      const { outcome, reader } = await change(readers, grant.subject, decide);
      if (outcome === 'superseded') return answer.show(c, olderLinkPage());
      if (outcome === 'not-subscribed' || !reader) return ended(c, reader);
      return speaksJson(c) ? c.json({ status: 'saved' }) : answer.show(c, await form(token, reader, { saved: true }));
    })
    .post('/account-link', async (c) => {
      const fields = await readFields(c.req.raw);
      const sent = accountLinkForm.safeParse(fields);
      if (!sent.success) {
        const faults = faultsOf(sent.error);
        return answer.faulty(c, faults, () => askPage(shown.parse(fields), faults));
      }
      const { token, email, page } = sent.data;
      const grant = token === undefined ? undefined : await links.verify('preferences', token);
      if (grant && !grant.ok) return answer.badLink(c);
      const seconds = await caps.mail(c, email);
      if (seconds > 0) return answer.tooMany(c, seconds);
      // One look-up and one message for every address. LETTERS does nothing for the random id of an unknown one.
      const known = grant?.subject ?? (email && (await readers.find(addressHash(await addressKey(), email))));
      await requestLetter({ kind: 'account', readerId: known || randomId(), letter: randomId(), page });
      return answer.show(c, linkSentPage(), 202);
    });
}
