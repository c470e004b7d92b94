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

/** Delivers an edition to ten readers over eight lanes; one of them withdraws at the given moment of the delivery. */
async function deliver(withdraw: Withdrawal, at: number) {
  let moments = 0;
  let delivering = false;
  let name = '';
  let acknowledged = false;
  let read = false;
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
    answerUnderWay = read && began.length === 0;
    delivering = true;
  };
  const step: Step = async (call, run, args) => {
    await pass(`before ${call}`);
    const [mail] = args;
    const toGone = call === 'mailer.send' && (mail as { tags: { reader: string } }).tags.reader === GONE;
    if (toGone) began.push(acknowledged);
    const answer = run();
    if (call === 'readers.get' && args[0] === GONE) read = true;
    await answer;
    await pass(`after ${call}`);
    return answer;
  };
  const e = engine(stores, step);
  e.world.papers = [paperOf(0)];
  for (let n = 0; n < READERS; n++) await e.join(n, utc8);
  await e.tick();
  delivering = true;
  await e.drain();
  delivering = false;
  return { moments, name, answerUnderWay, began, accounts: await e.accounts(EDITION) };
}

describe('[R49][R99] consent taken back at any awaited call of a delivery', () => {
  it.each(Object.entries(withdrawals))('by %s: no call of SES begins after it was acknowledged', async (_name, withdraw) => {
    const { moments, accounts } = await deliver(withdraw, -1);
    expect(accounts).toMatchObject({ SENT: READERS, SKIPPED: 0 });
    expect(moments).toBeGreaterThan(READERS * 10);
    let skipped = 0;
    let crossed = 0;
    for (let at = 0; at < moments; at++) {
      const { name, began, answerUnderWay, accounts } = await deliver(withdraw, at);
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
    expect(calls.join(' ')).toContain('ledger.claim ledger.history readers.get mailer.send ledger.settle');
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
