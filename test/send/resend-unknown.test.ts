import { describe, expect, it } from 'vitest';
import { resendUnknown } from '../../functions/send/resend-unknown.ts';
import { engine, memoryStores, paperOf, type Step, utc8 } from '../fakes/engine.ts';

const EDITION = '2026-03-19';
const DISPATCH = { edition: EDITION, due: '2026-03-19T08:00:00.000Z' };
const MINUTE = 60_000;
const READERS = 3;

class Crash extends Error {}

/** An edition of three readers whose first two copies end UNKNOWN, accepted by SES or not, and its command to resend. */
async function unknownTwice(accepted: boolean, step?: Step) {
  const e = engine(memoryStores(), step);
  e.world.papers = [paperOf(0)];
  for (let n = 0; n < READERS; n++) await e.join(n, utc8);
  e.world.answer = (_mail, n) => (n < 2 ? { outcome: { kind: 'unknown', code: '503' }, accepted } : {});
  await e.tick();
  await e.drain();
  e.world.events = [];
  const resend = async () => {
    const port = <T>(name: string, call: () => Promise<T>) => (step ? step(name, call, []) : call());
    return resendUnknown(
      {
        editions: { reopen: (id, resent) => port('editions.reopen', () => e.editions.reopen(id, resent)) },
        files: { batch: (dispatch, batch) => port('files.batch', () => e.files.batch(dispatch, batch)) },
        ledger: {
          rows: (id, readerIds) => port('ledger.rows', () => e.ledger.rows(id, readerIds)),
          reopen: (copy) => port('ledger.reopen', () => e.ledger.reopen(copy)),
        },
        enqueue: (messages) => port('queue.send', async () => void e.world.queue.push(...messages)),
      },
      (await e.editions.dispatch(DISPATCH))!,
      e.world.now,
    );
  };
  const round = async () => {
    e.after(16 * MINUTE);
    await e.tick();
    await e.drain();
  };
  return { e, resend, round };
}

const copies = ({ journal }: { journal: { to: string }[] }) =>
  [...Map.groupBy(journal, ({ to }) => to).values()].map(({ length }) => length).sort();

describe('[R58a] copies of unknown fate that an operator wants resent', () => {
  it.each(['open', 'closed'])('go out once more from an edition that is %s, and its accounts are made anew', async (state) => {
    const { e, resend, round } = await unknownTwice(true);
    if (state === 'closed') await round();
    expect(await e.editions.dispatch(DISPATCH)).toMatchObject({ state: state.toUpperCase() });
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 1, UNKNOWN: 2 });
    const at = e.world.now.toISOString();
    expect(await resend()).toBe(2);
    await e.drain();
    await round();
    expect(await e.accounts(EDITION)).toMatchObject({ state: 'CLOSED', SENT: 3, UNKNOWN: 0 });
    expect(await e.editions.dispatch(DISPATCH)).toMatchObject({ tally: { SENT: 3, UNKNOWN: 0 }, resent: [{ at, copies: 2 }] });
    expect(copies(e.world)).toEqual([1, 2, 2]);
    expect(await resend()).toBe(0);
  });

  it('that stay unknown are not tried again until somebody asks again', async () => {
    const { e, resend, round } = await unknownTwice(false);
    e.world.answer = () => ({ outcome: { kind: 'unknown', code: '503' }, accepted: true });
    await resend();
    await e.drain();
    for (let n = 0; n < 4; n++) await round();
    expect(copies(e.world)).toEqual([1, 1, 1]);
    expect(await e.accounts(EDITION)).toMatchObject({ state: 'CLOSED', SENT: 1, UNKNOWN: 2 });
  });

  it('whose event comes after all are not sent a second time', async () => {
    const { e, resend } = await unknownTwice(true);
    await resend();
    for (const { messageId, tags } of e.world.journal) {
      const lists = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
      e.world.events.push({ eventType: 'Delivery', mail: { messageId, tags: lists } });
    }
    await e.learn();
    await e.drain();
    expect(copies(e.world)).toEqual([1, 1, 1]);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 3 });
  });

  it('of readers who left meanwhile are skipped: consent is read again', async () => {
    const { e, resend } = await unknownTwice(false);
    await e.readers.suppress('reader0000000000000000', 'complaint', e.world.now);
    await resend();
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 2, SKIPPED: 1, UNKNOWN: 0 });
  });

  it('get at most one more whenever the command or a worker stops, with the command repeated and a tick beside it', async () => {
    let moment = 0;
    for (let crashed = true; crashed; moment++) {
      let count = Number.NEGATIVE_INFINITY;
      crashed = false;
      const pass = () => {
        if (count++ !== moment) return;
        crashed = true;
        throw new Crash();
      };
      const step: Step = async (_name, call) => {
        pass();
        const answer = await call();
        pass();
        return answer;
      };
      const survive = (work: () => Promise<unknown>) =>
        work().catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      const { e, resend, round } = await unknownTwice(true, step);
      await round();
      count = 0;
      await survive(resend);
      await survive(e.tick);
      // The operator sees that it broke off, and types it again; nothing more has been sent by then.
      if (crashed && copies(e.world).every((n) => n === 1)) await resend();
      await survive(e.drain);
      for (let n = 0; n < 3; n++) await survive(round);
      const { SENT, REJECTED, SKIPPED, UNKNOWN, audience, state } = await e.accounts(EDITION);
      expect({ state, sum: SENT + REJECTED + SKIPPED + UNKNOWN }, `moment ${moment}`).toEqual({ state: 'CLOSED', sum: audience });
      expect(Math.max(...copies(e.world)), `moment ${moment}`).toBeLessThanOrEqual(2);
    }
    console.log(`${moment - 1} moments to stop at, at most one more copy of each`);
    expect(moment).toBeGreaterThan(30);
  });
});
