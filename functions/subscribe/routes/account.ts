import { type Context, Hono } from 'hono';
import { letterNumber, takeAddress } from '../../domain/address-change.ts';
import { type AccountPorts, askNewAddress, eraseReader, moveToNewAddress } from '../account.ts';
import { accountLink } from '../account-link.ts';
import { readFields } from '../fields.ts';
import { addressForm, eraseForm, faultOf, faultsOf, shown } from '../forms.ts';
import { type HistoryPorts, historyOf } from '../history.ts';
import { buttonForm } from '../links.ts';
import { accountPage, addressAskedPage, addressPage, erasedPage, movedPage } from '../pages/account.tsx';
import type { RouteContext } from '../route-context.ts';

/** Everything personal, behind a link that is mailed to the reader and works for one hour. */
export function accountRoutes(ports: AccountPorts & HistoryPorts, context: RouteContext): Hono {
  const { answer, links, caps, closeZone, closeHour, words } = context;
  const { readers, now } = ports;

  const enter = accountLink(readers, context);

  const addressResult = (c: Context, outcome: Awaited<ReturnType<typeof moveToNewAddress>>) => {
    if (outcome === 'link-expired') return answer.badLink(c);
    if (outcome !== 'taken') return answer.show(c, movedPage(outcome === 'no-change'));
    const advice = 'It has a subscription of its own, or we may not write to it. Nothing was changed.';
    return answer.problem(c, 409, 'This address cannot be used', advice);
  };

  return new Hono()
    .get('/account', async (c) => {
      const { refused, reader, token } = await enter(c, c.req.query('token') ?? '');
      if (refused) return refused;
      const entries = await historyOf(ports, reader, { zone: closeZone, hour: closeHour }, now());
      return answer.show(c, accountPage({ token, reader, words, now: now(), entries }));
    })
    .post('/account/address', async (c) => {
      const fields = await readFields(c.req.raw);
      const { refused, reader, token } = await enter(c, buttonForm.parse(fields).token);
      if (refused) return refused;
      const sent = addressForm.safeParse(fields);
      const again = (faults: ReturnType<typeof faultOf>) =>
        answer.faulty(c, faults, () => accountPage({ token, reader, words, now: now(), values: shown.parse(fields), faults }));
      if (!sent.success) return again(faultsOf(sent.error));
      const seconds = await caps.mail(c, sent.data.email);
      if (seconds > 0) return answer.tooMany(c, seconds);
      const outcome = await askNewAddress(ports, reader.readerId, letterNumber(reader), sent.data.email);
      if (outcome === 'link-expired') return answer.badLink(c);
      return outcome === 'asked'
        ? answer.show(c, addressAskedPage(sent.data.email), 202)
        : again(faultOf('email', 'Your digests already go to this address.'));
    })
    .post('/account/export', async (c) => {
      const { refused, reader } = await enter(c, buttonForm.parse(await readFields(c.req.raw)).token);
      if (refused) return refused;
      c.header('Content-Disposition', 'attachment; filename="my-data.json"');
      return c.body(JSON.stringify(await readers.rows(reader.readerId), readable, 2), 200, {
        'Content-Type': 'application/json',
      });
    })
    .post('/account/erase', async (c) => {
      const fields = await readFields(c.req.raw);
      const { refused, reader, token } = await enter(c, buttonForm.parse(fields).token);
      if (refused) return refused;
      const sent = eraseForm.safeParse(fields);
      if (!sent.success) {
        const faults = faultsOf(sent.error);
        return answer.faulty(c, faults, () => accountPage({ token, reader, words, now: now(), faults }));
      }
      await eraseReader(ports, reader);
      return answer.show(c, erasedPage());
    })
    .get('/address', async (c) => {
      const token = c.req.query('token') ?? '';
      const grant = await links.verify('address', token);
      if (!grant.ok) return answer.badLink(c);
      const { outcome } = takeAddress(await readers.get(grant.subject), grant.generation, now());
      return outcome === 'changed' ? answer.show(c, addressPage(token)) : addressResult(c, outcome);
    })
    .post('/address', async (c) => {
      const grant = await links.verify('address', buttonForm.parse(await readFields(c.req.raw)).token);
      return grant.ok ? addressResult(c, await moveToNewAddress(ports, grant.subject, grant.generation)) : answer.badLink(c);
    });
}

/** Bytes as text, in a file for people. */
const readable = (_: string, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
