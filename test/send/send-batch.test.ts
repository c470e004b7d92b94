import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../functions/domain/mail.ts';
import { engine, memoryStores, paperOf, readerIdOf, type Step, tableStores } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const EDITION = '2026-03-19';
const DISPATCH = { edition: EDITION, due: '2026-03-19T08:00:00.000Z' };

let tables: Awaited<ReturnType<typeof startTables>>;
let e: ReturnType<typeof engine>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  e = engine(tableStores(tables.client, await tables.fresh()));
  e.world.papers = [0, 1, 2].map((n) => paperOf(n));
  for (const n of [1, 2, 3, 4, 5]) await e.join(n, utc8);
  await e.tick();
});

const to = (n: number) => `reader-${n}@example.org`;
const stateOf = async (n: number) => (await e.ledger.rows(EDITION, [readerIdOf(n)])).get(readerIdOf(n));
const answerTo = (n: number, outcome: SendOutcome, accepted = false) => {
  e.world.answer = (mail) => (mail.to === to(n) ? { outcome, accepted } : {});
};

describe('a copy', () => {
  it('[R52] carries the headers of a list, one recipient and the tags that find its row', async () => {
    await e.drain();
    const mail = e.world.journal.find((m) => m.to === to(1))!;
    expect(mail).toMatchObject({
      subject: 'Paper number 0 and 2 more papers · Thursday 19 March',
      tags: { kind: 'digest', edition: EDITION, reader: 'reader0000000000000001' },
    });
    expect(Object.fromEntries(mail.headers.map(({ name, value }) => [name, value]))).toEqual({
      'List-Unsubscribe': '<https://example.org/unsubscribe?token=reader0000000000000001>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': 'Broadsheet <digest.example.org>',
      'List-Help': '<https://example.org/preferences?token=reader0000000000000001>',
      'List-Archive': '<https://example.org/editions>',
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    });
    for (const link of ['unsubscribe', 'preferences'])
      expect(mail.html).toContain(`href="https://example.org/${link}?token=reader0000000000000001"`);
    for (const value of Object.values(mail.tags)) expect(value).toMatch(/^[\w-]{1,256}$/);
  });

  it.each([
    ['unsubscribed', { status: 'unsubscribed' }],
    ['suppressed', { status: 'suppressed' }],
    ['paused', { pausedUntil: '2026-04-01T00:00:00.000Z' }],
    ['moved', { preferences: { ...utc8, hour: 9 } }],
    ['away', { gaps: [{ from: '2026-03-19T07:00:00.000Z', to: '2026-03-19T08:01:00.000Z' }] }],
  ] as const)('[R49] is skipped when its reader has %s since the dispatch was made', async (reason, change) => {
    const reader = (await e.readers.get('reader0000000000000002'))!;
    await e.readers.save({ ...reader, ...change, gaps: 'gaps' in change ? [...change.gaps] : undefined });
    await e.drain();
    expect(e.world.journal.map((m) => m.to)).not.toContain(to(2));
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, SKIPPED: 1, audience: 5 });
    expect(await e.ledger.history('reader0000000000000002', EDITION)).toMatchObject([{ state: 'SKIPPED', detail: reason }]);
  });
});

describe('what SES answers', () => {
  it.each<SendOutcome>([
    { kind: 'rejected', code: 'BadRequestException' },
    { kind: 'refused', code: 'MessageRejected' },
  ])('[R47] $code for one address ends that copy alone', async (outcome) => {
    answerTo(3, outcome);
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, REJECTED: 1, UNKNOWN: 0 });
    expect(await stateOf(3)).toMatchObject({ state: 'REJECTED', detail: 'code' in outcome && outcome.code });
  });

  const refused: SendOutcome = { kind: 'refused', code: 'MessageRejected' };
  /** SES refuses the calls of these numbers. */
  const refuseCalls = (...calls: number[]) => {
    e.world.answer = (_mail, n) => (calls.includes(n) ? { outcome: refused } : {});
  };

  it.each([
    ['accepted later', [0, 1]],
    ['accepted in between', [0, 1, 3, 4]],
    ['accepted before, and the batch is at its end', [3, 4]],
  ])('[R47] copies that SES refuses end as REJECTED where another is %s', async (_name, calls) => {
    refuseCalls(...calls);
    expect(await e.drain()).toMatchObject([{ halt: undefined, REJECTED: calls.length, SENT: 5 - calls.length }]);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5 - calls.length, REJECTED: calls.length });
  });

  it.each([
    ['from the first on', [0, 1, 2, 3, 4], 0],
    ['from the third on', [2, 3, 4], 2],
  ])('[R47] three refused in a row, %s, stop the run, and all of them go out once it is cured', async (_name, calls, SENT) => {
    refuseCalls(...calls);
    expect(await e.drain()).toMatchObject([{ halt: 'stopped:MessageRejected', REJECTED: 0, SENT }]);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT, REJECTED: 0, CLAIMED: 0, UNKNOWN: 0 });
    e.world.answer = () => ({});
    e.after(16 * MINUTE);
    await e.tick();
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5, REJECTED: 0 });
    expect(e.world.journal).toHaveLength(5);
  });

  it('[R47] a copy that was under way when the third was refused, and is accepted, blames nobody after all', async () => {
    const heard = Promise.withResolvers<void>();
    let sends = 0;
    const step: Step = async (name, call) => {
      const first = name === 'mailer.send' && sends++ === 0;
      const answer = await call();
      if (first) await heard.promise;
      return answer;
    };
    const m = engine(memoryStores(), step);
    m.world.papers = [paperOf(0)];
    for (const n of [1, 2, 3, 4, 5]) await m.join(n, utc8);
    m.world.answer = (_mail, n) => {
      if (n === 3) setTimeout(heard.resolve, 10);
      return n > 0 && n < 4 ? { outcome: refused } : {};
    };
    await m.tick();
    expect(await m.drain()).toMatchObject([{ halt: 'stopped:MessageRejected', REJECTED: 0 }]);
    const { SENT, REJECTED, PENDING } = await m.accounts(EDITION);
    expect({ SENT, REJECTED, PENDING }).toEqual({ SENT: m.world.journal.length, REJECTED: 0, PENDING: 5 - SENT });
    expect(SENT).toBeGreaterThan(0);
  });

  it('[R47] readers whom SES refuses again and again do not keep the others waiting', async () => {
    for (let n = 10; n < 50; n++) await e.join(n, { ...utc8, hour: 9 });
    e.after(HOUR);
    await e.drain();
    await e.tick();
    const bad = Array.from({ length: 9 }, (_, i) => to(10 + i));
    e.world.answer = ({ to }) => (bad.includes(to) ? { outcome: refused } : {});
    for (let ticks = 0; ticks < 4; ticks++) {
      await e.drain();
      e.after(16 * MINUTE);
      await e.tick();
    }
    expect(await e.accounts(EDITION)).toMatchObject({ audience: 5 + 40, SENT: 5 + 31, UNKNOWN: 0 });
    expect(e.world.journal).toHaveLength(5 + 31);
  });

  it('[R37] an ambiguous answer is UNKNOWN, is never sent again, and its event makes it SENT', async () => {
    answerTo(3, { kind: 'unknown', code: 'ECONNRESET' }, true);
    await e.drain();
    e.world.queue.push({ ...DISPATCH, batch: 0 });
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, UNKNOWN: 1 });
    await e.learn();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5, UNKNOWN: 0 });
    expect(e.world.journal).toHaveLength(5);
  });

  it('[R41] "slower" loses nothing: the same copy goes out later', async () => {
    e.world.answer = (_mail, n) => (n < 4 ? { outcome: { kind: 'busy', code: 'TooManyRequestsException' } } : {});
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5 });
    expect(e.world.journal).toHaveLength(5);
  });

  it('[R41] a whole run in which SES takes nothing says why it stopped, and loses nothing', async () => {
    e.world.answer = () => ({ outcome: { kind: 'busy', code: 'ECONNREFUSED' } });
    expect(await e.drain()).toMatchObject([{ halt: 'stopped:ECONNREFUSED', SENT: 0, UNKNOWN: 0 }]);
    e.world.answer = () => ({});
    e.after(16 * MINUTE);
    await e.tick();
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5 });
  });

  it('[R42] a used-up daily quota parks the run; what is left goes out when it frees', async () => {
    let quota = 2;
    e.world.answer = () => (quota-- > 0 ? {} : { outcome: { kind: 'quota' } });
    expect(await e.drain()).toMatchObject([{ halt: 'quota' }]);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 2, REJECTED: 0, UNKNOWN: 0 });
    // It frees only after the twelve hours an edition usually has.
    e.after(15 * HOUR);
    await e.tick();
    expect(await e.drain()).toMatchObject([{ halt: 'quota' }]);
    quota = 100;
    e.after(16 * MINUTE);
    await e.tick();
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5, SKIPPED: 0 });
    expect(e.world.journal).toHaveLength(5);
  });

  it('[R44] with nothing left of the quota nothing is claimed', async () => {
    e.world.remaining = 0;
    expect(await e.drain()).toMatchObject([{ halt: 'quota' }]);
    expect(await e.accounts(EDITION)).toMatchObject({ CLAIMED: 0, PENDING: 0 });
  });

  it.each(['AccountSuspendedException', 'SendingPausedException', 'NotFoundException', 'MailFromDomainNotVerifiedException'])(
    '[R46] %s stops the run with its claims given back',
    async (code) => {
      e.world.answer = () => ({ outcome: { kind: 'stopped', code } });
      expect(await e.drain()).toMatchObject([{ halt: `stopped:${code}`, SENT: 0, UNKNOWN: 0 }]);
      expect(await e.accounts(EDITION)).toMatchObject({ CLAIMED: 0, UNKNOWN: 0, REJECTED: 0 });
    },
  );

  it('[R45] an account that may not send claims nothing', async () => {
    e.world.enabled = false;
    expect(await e.drain()).toMatchObject([{ halt: 'disabled' }]);
    expect(await e.accounts(EDITION)).toMatchObject({ CLAIMED: 0, PENDING: 0 });
  });

  it('[R58a] a burst of ambiguous answers opens the breaker', async () => {
    for (let n = 10; n < 60; n++) await e.join(n, { ...utc8, hour: 9 });
    e.after(HOUR);
    await e.tick();
    e.world.queue.shift();
    e.world.answer = () => ({ outcome: { kind: 'unknown', code: '500' } });
    const [report] = await e.drain();
    expect(report).toMatchObject({ halt: 'breaker' });
    // Each of the 8 lanes may have one call under way when the breaker opens.
    expect(report!.UNKNOWN).toBeLessThanOrEqual(3 + 8);
  });
});

describe('workers', () => {
  it('[R40] two on one batch deliver each copy once', async () => {
    const message = e.world.queue.shift()!;
    await Promise.all([e.send(message), e.send(message), e.send(message)]);
    expect(e.world.journal).toHaveLength(5);
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 5 });
  });

  it('[R40] one that wakes after its claim is over sends nothing, and its copy is UNKNOWN', async () => {
    const copy = { edition: EDITION, dispatch: DISPATCH.due, readerId: 'reader0000000000000004' };
    const claim = (await e.ledger.claim(copy, undefined, e.world.now))!;
    e.after(16 * MINUTE);
    await e.tick();
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, UNKNOWN: 1 });
    expect(await e.ledger.end(claim, { state: 'SENT', detail: 'late' }, e.world.now)).toBe(false);
    expect(await e.ledger.release(claim)).toBe(false);
    expect(e.world.journal).toHaveLength(4);
  });

  it('stop before Lambda stops them, and leave the rest pending', async () => {
    const message = e.world.queue.shift()!;
    e.world.answer = () => {
      e.after(290_000);
      return {};
    };
    const report = await e.send(message);
    expect(report.halt).toBe('deadline');
    expect(await e.accounts(EDITION)).toMatchObject({ CLAIMED: 0 });
  });
});
