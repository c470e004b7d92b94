import { setTimeout as sleep } from 'node:timers/promises';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { controlStore } from '../../functions/adapters/control-store.ts';
import { documentClient } from '../../functions/adapters/dynamo.ts';
import { editionsStore } from '../../functions/adapters/editions-store.ts';
import { kept } from '../../functions/adapters/kept.ts';
import { ledgerStore } from '../../functions/adapters/ledger-store.ts';
import { mailer } from '../../functions/adapters/mailer.ts';
import { rateLimiter } from '../../functions/adapters/rate.ts';
import { readersStore } from '../../functions/adapters/readers-store.ts';
import { filled } from '../../functions/domain/mail.ts';
import { signToken } from '../../functions/domain/token.ts';
import { digestMail } from '../../functions/send/digest-mail.ts';
import { type SendPorts, sendBatch } from '../../functions/send/send-batch.ts';
import { edition, fullDay, list, readerOf, unsubscribeUrl } from './edition.ts';
import { cpu, median, progress, type Report, short } from './measure.ts';
import { startStandIns } from './stand-ins.ts';

const ROUNDS = 15;
const BATCH = 100;

/** Everything SEND does for a mail, beside one bare call of the SDK that sends the same mail. */
export async function bench(): Promise<Report> {
  const { parts } = await fullDay();
  const standIns = await startStandIns();
  const client = documentClient();
  const { subscribers, editions } = standIns.tables;
  const readers = readersStore(client, subscribers);
  const now = () => new Date(edition.frozenAt);
  for (let n = 0; n < BATCH; n++) await put(readerOf(n));
  const config = { name: list.name, from: 'digest@example.org', replyTo: '', configurationSet: 'broadsheet' };
  const ring = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };
  const control = controlStore(client, editions);
  const store = editionsStore(client, editions);
  const time = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
  const ids = Array.from({ length: BATCH }, (_, n) => readerOf(n).readerId);
  const ports: SendPorts = {
    editions: store,
    files: { batch: async () => ids, parts: async () => parts },
    ledger: ledgerStore(client, editions),
    readers,
    mailer: mailer(config),
    paused: kept(control.paused, 2_000, time.now),
    count: control.count,
    take: rateLimiter(client, editions, time).take,
    unsubscribeUrl: async ({ readerId: subject, generation }) =>
      `https://papers.example.org/unsubscribe?token=${signToken(ring, { purpose: 'unsubscribe', subject, generation })}`,
    list,
    now,
    sleep: time.sleep,
  };
  await store.freeze({ ...edition, audience: 100_000 });
  const deadline = new Date(now().getTime() + 300_000);

  const bare = new SESv2Client({});
  const mail = digestMail(readerOf(1), edition, 0, parts, unsubscribeUrl(1), list);
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const [html, text] = [filled(mail.html), filled(mail.text)];
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
  const send = ports.mailer.send;
  let batch = 0;
  const cases = {
    bare: () => lanes(sendBare),
    ours: () => sendBatch(ports, edition.id, batch++, deadline),
    call: () => lanes((n) => send({ ...mail, to: readerOf(n).address })),
    database: async () => {
      const id = `other-${batch++}`;
      await lanes(async (n) => {
        const claim = await ports.ledger.claim({ edition: id, batch: 0, readerId: ids[n]! }, 0, now());
        await readers.get(ids[n]!);
        await ports.ledger.settle(claim!, { state: 'SENT', detail: 'm'.repeat(60) }, now());
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
  const { mails, readers: served } = await standIns.seen();
  standIns.stop();
  if (served !== BATCH || mails < 3 * 2 * BATCH * ROUNDS) throw new Error('not every mail arrived');
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
          row('ours: claim, consent, assembly, SES, record', ours),
          row('· call of SES, body spliced in', call),
          row('· claim, consent read, record', database),
          row('· assembly, token, pacing, accounts of the batch', Math.max(0, ours - call - database)),
        ],
      },
    ],
    goals: [
      {
        what: 'a mail, everything included, beside a bare SendEmail',
        ratio: median(found.ours.map((time, round) => time / found.bare[round]!)),
        atMost: 2,
      },
    ],
    notes: ['Loopback HTTP: TLS, which costs both sides the same, is left out. The stand-ins run in another process.'],
  };

  async function put(row: ReturnType<typeof readerOf>) {
    const { slot: _, slotSince: __, ...rest } = row;
    await readers.signUp({
      addressHash: row.readerId,
      address: row.address,
      readerId: row.readerId,
      requested: rest.preferences!,
      at: now(),
    });
    await readers.save({ ...row, rev: 1 });
  }
}

/** A batch of calls, eight at once, as SEND does. */
async function lanes(call: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < BATCH) await call(next++);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}
