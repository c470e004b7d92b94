import { describe, expect, it } from 'vitest';
import { unsubscribe } from '../../functions/domain/consent.ts';
import { takeFeedback } from '../../functions/feedback/take-feedback.ts';
import { engine, memoryStores, paperOf, readerIdOf, type Step } from '../fakes/engine.ts';

const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const EDITION = '2026-03-19';
const READERS = 10;
const GONE = readerIdOf(4);

/** One way of taking consent back; it is acknowledged when it resolves. */
type Withdrawal = (e: ReturnType<typeof engine>, stores: ReturnType<typeof memoryStores>) => Promise<unknown>;

const withdrawals: Record<string, Withdrawal> = {
  unsubscribe: async (e) => e.readers.save(unsubscribe(await e.readers.get(GONE), 1, e.world.now).next!),
  complaint: (e) =>
    takeFeedback(
      { ledger: e.ledger, readers: e.readers, control: e.control, now: () => e.world.now },
      { eventType: 'Complaint', mail: { messageId: 'earlier', tags: { reader: [GONE] } }, complaint: {} },
    ),
  erase: async (_e, stores) => stores.readers.erase(GONE),
};

/** Whether a reader's copy is the usual one, ready before their row is read, or brings a day more, and is made after that. */
const COPIES = {
  usual: { edition: EDITION, reads: 1, ticks: [] },
  'for two days': { edition: '2026-03-20', reads: 2, ticks: ['2026-03-19T06:00:00Z', '2026-03-20T08:02:00Z'] },
};

/** Delivers an edition to ten readers over eight lanes; one of them withdraws at the given moment of the delivery. */
async function deliver(withdraw: Withdrawal, at: number, copy: (typeof COPIES)[keyof typeof COPIES]) {
  let moments = 0;
  let delivering = false;
  let name = '';
  let acknowledged = false;
  let reads = 0;
  let answerUnderWay = false;
  const began: boolean[] = [];
  const stores = memoryStores();
  const pass = async (what: string) => {
    if (!delivering || moments++ !== at) return;
    name = what;
    delivering = false;
    await withdraw(e, stores);
    acknowledged = true;
    // The one read that decides has been made, and its answer is on its way.
    answerUnderWay = reads === copy.reads && began.length === 0;
    delivering = true;
  };
  const step: Step = async (call, run, args) => {
    await pass(`before ${call}`);
    const [mail] = args;
    const toGone = call === 'mailer.send' && (mail as { tags: { reader: string } }).tags.reader === GONE;
    if (toGone) began.push(acknowledged);
    const answer = run();
    if (call === 'readers.get' && args[0] === GONE) reads += 1;
    await answer;
    await pass(`after ${call}`);
    return answer;
  };
  const e = engine(stores, step);
  e.world.papers = [paperOf(0), paperOf(1, { newsAt: '2026-03-19T09:00:00.000Z' })];
  if (copy.ticks.length > 0) e.world.now = new Date('2026-03-18T12:00:00Z');
  for (let n = 0; n < READERS; n++) await e.join(n, utc8);
  await e.tick();
  // The second tick is a day after the first: it was too late for the copies of the day between.
  for (const tick of copy.ticks) {
    e.world.now = new Date(tick);
    await e.tick();
  }
  delivering = true;
  await e.drain();
  delivering = false;
  return { moments, name, answerUnderWay, began, accounts: await e.accounts(copy.edition), sent: e.world.journal };
}

describe('[R49][R99] consent taken back at any awaited call of a delivery', () => {
  it.each(
    Object.entries(COPIES).flatMap(([kind, copy]) =>
      Object.entries(withdrawals).map(([name, withdraw]) => [kind, name, copy, withdraw] as const),
    ),
  )('%s, by %s: no call of SES begins after it was acknowledged', async (kind, _name, copy, withdraw) => {
    const { moments, accounts, sent } = await deliver(withdraw, -1, copy);
    expect(accounts).toMatchObject({ SENT: READERS, SKIPPED: 0 });
    expect(sent[0]?.text.match(/Paper number/g)).toHaveLength(kind === 'usual' ? 1 : 2);
    expect(moments).toBeGreaterThan(READERS * 10);
    let skipped = 0;
    let crossed = 0;
    for (let at = 0; at < moments; at++) {
      const { name, began, answerUnderWay, accounts } = await deliver(withdraw, at, copy);
      // Between the read that decides and the call nothing is awaited, so only the read's own way back is left.
      if (!answerUnderWay) expect(began, `${name}, moment ${at}`).not.toContain(true);
      expect(began.length).toBeLessThanOrEqual(1);
      expect(accounts).toMatchObject({ CLAIMED: 0, PENDING: 0, REJECTED: 0, UNKNOWN: 0, SENT: READERS - 1 + began.length });
      skipped += accounts.SKIPPED;
      crossed += Number(answerUnderWay);
    }
    console.log(
      `${moments} moments: skipped at ${skipped}, sent before at ${moments - skipped - crossed}, ` +
        `crossed the answer of the read at ${crossed}, 0 calls begun after the acknowledgement otherwise`,
    );
    expect(skipped).toBeGreaterThan(10);
  });

  it('between the read that decides and the call of SES a worker waits for nothing', async () => {
    const calls: string[] = [];
    const e = engine(memoryStores(), (name, call) => {
      calls.push(name);
      return call();
    });
    e.world.papers = [paperOf(0)];
    await e.join(1, utc8);
    await e.tick();
    await e.drain();
    expect(calls.join(' ')).toContain('ledger.claim ledger.history readers.get mailer.send ledger.end');
  });

  it('before the message arrives: its copy alone is skipped', async () => {
    const stores = memoryStores();
    const e = engine(stores);
    e.world.papers = [paperOf(0)];
    for (let n = 0; n < READERS; n++) await e.join(n, utc8);
    await e.tick();
    await withdrawals.unsubscribe!(e, stores);
    await e.drain();
    expect(e.world.journal.map(({ tags }) => tags.reader)).not.toContain(GONE);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: READERS - 1, SKIPPED: 1 });
  });
});
