import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { copiesOf } from '../../functions/send/copies.ts';
import { digestMail } from '../../functions/send/digest-mail.ts';
import { edition, list, ownOf, readerOf } from './edition.ts';
import { cpu, median, progress, type Report, short } from './measure.ts';
import { sendWorld } from './world.ts';

const ROUNDS = 15;
const BATCH = 100;

/** Everything SEND does for a mail, beside one bare call of the SDK that sends the same mail. */
export async function bench(): Promise<Report> {
  const world = await sendWorld();
  const { parts } = world.day;
  const { config, now } = world;
  const { ledger, readers } = world.stores;
  await world.join(readerOf(0).preferences!, 0, 2 * (ROUNDS + 3) * BATCH);
  const ids = Array.from({ length: BATCH }, (_, n) => readerOf(n).readerId);
  const { send } = world.send.mailer;
  const id = { edition: edition.id, due: '2026-03-19T08:00:00.000Z' };
  await world.stores.editions.make(edition);
  await world.stores.editions.addDispatch({
    ...{ ...id, state: 'OPEN', audience: 100_000, audienceKey: 'a' },
    ...{ madeAt: '2026-03-19T08:02:00.000Z', expiresAt: '2026-03-19T20:00:00.000Z' },
  });
  world.setClock('2026-03-19T08:02:00.000Z');
  world.send.parts = async () => parts;
  // Each batch has readers of its own, so that none has a copy yet.
  world.send.files = { batch: async (_dispatch, n) => ids.map((_, i) => readerOf(n * BATCH + i).readerId) };

  const bare = new SESv2Client({});
  const copy = await copiesOf({ ...world.send, parts: async () => parts }, edition).assemble([edition.day], false);
  const mail = digestMail(readerOf(1), edition.id, copy.common(ownOf(1)), ownOf(1), list);
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const { html, text } = mail;
  const sendBare = (n: number) =>
    bare.send(
      new SendEmailCommand({
        FromEmailAddress: config.from,
        Destination: { ToAddresses: [readerOf(n).address] },
        ConfigurationSetName: config.configurationSet,
        EmailTags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
        Content: {
          Simple: {
            Subject: utf8(mail.subject),
            Body: { Html: utf8(html), Text: utf8(text) },
            Headers: mail.headers.map(({ name: Name, value: Value }) => ({ Name, Value })),
          },
        },
      }),
    );
  let batch = 0;
  let others = 0;
  const cases = {
    bare: () => lanes(sendBare),
    ours: () => world.deliver(id, batch++),
    call: () => lanes((n) => send({ ...mail, to: readerOf(n).address })),
    database: async () => {
      // Readers of their own here, too: a history of many editions costs more to read.
      const batch = others++;
      await lanes(async (n) => {
        const { readerId } = readerOf(batch * BATCH + n);
        const claim = await ledger.claim({ edition: 'other', dispatch: edition.end, readerId }, undefined, now());
        await ledger.history(readerId, '2026-02-26');
        await readers.get(readerId);
        await ledger.end(claim!, { state: 'SENT', detail: 'm'.repeat(60) }, now());
      });
    },
  };
  const found = { bare: [] as number[], ours: [] as number[], call: [] as number[], database: [] as number[] };
  for (let round = -3; round < ROUNDS; round++) {
    progress(`round ${Math.max(1, round + 1)} of ${ROUNDS}`);
    for (const name of ['bare', 'ours', 'call', 'database'] as const) {
      const before = cpu();
      await cases[name]();
      await cases[name]();
      if (round >= 0) found[name].push((cpu() - before) / (2 * BATCH));
    }
  }
  progress();
  const { mails, readers: served } = await world.seen();
  world.stop();
  if (served !== 2 * (ROUNDS + 3) * BATCH || mails < 3 * 2 * BATCH * ROUNDS) throw new Error('not every mail arrived');
  const [sdk, ours, call, database] = [found.bare, found.ours, found.call, found.database].map(median) as [
    number,
    number,
    number,
    number,
  ];
  const row = (name: string, time: number) => [name, (time / 1000).toFixed(2), `${short(time / sdk)} ×`];
  return {
    tables: [
      {
        head: [`A mail of ${Math.round((html.length + Buffer.byteLength(text)) / 1000)} KB`, 'ms CPU', 'of bare'],
        rows: [
          row('bare SendEmail of the SDK', sdk),
          row('ours: claim, what is owed, consent, assembly, SES, record', ours),
          row('· call of SES', call),
          row('· claim, rows and reader read, record', database),
          row('· assembly, token, pacing, accounts of the batch', Math.max(0, ours - call - database)),
        ],
      },
    ],
    goals: [
      {
        what: 'a mail, everything included, beside the calls that it takes',
        ratio: median(found.ours.map((time, round) => time / (found.call[round]! + found.database[round]!))),
        atMost: 1.3,
      },
    ],
    notes: ['Loopback HTTP: TLS, which costs both sides the same, is left out. The stand-ins run in another process.'],
  };
}

/** A batch of calls, eight at once, as SEND does. */
async function lanes(call: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < BATCH) await call(next++);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}
