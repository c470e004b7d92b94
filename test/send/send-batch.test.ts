import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../functions/domain/mail.ts';
import { engine, paperOf, tableStores } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const EDITION = 'daily-20260318T0800-20260319T0800';

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
const answerTo = (n: number, outcome: SendOutcome, accepted = false) => {
  e.world.answer = (mail) => (mail.to === to(n) ? { outcome, accepted } : {});
};

describe('a copy', () => {
  it('[R52] carries the headers of a list, one recipient and the tags that find its row', async () => {
    await e.drain();
    const mail = e.world.journal.find((m) => m.to === to(1))!;
    expect(mail).toMatchObject({
      subject: 'Paper number 0 and 2 more papers · Thursday, 19 March 2026',
      tags: { kind: 'digest', edition: EDITION, batch: '0', reader: 'reader0000000000000001' },
    });
    expect(Object.fromEntries(mail.headers.map(({ name, value }) => [name, value]))).toEqual({
      'List-Unsubscribe': '<https://example.org/unsubscribe?token=reader0000000000000001>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': 'Broadsheet <digest.example.org>',
      Precedence: 'bulk',
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
    ['moved', { slot: 'daily#UTC#09' }],
  ] as const)('[R49] is skipped when its reader has %s since the freeze', async (reason, change) => {
    const reader = (await e.readers.get('reader0000000000000002'))!;
    await e.readers.save({ ...reader, ...change, ...('status' in change && { slot: undefined, slotSince: undefined }) });
    await e.drain();
    expect(e.world.journal.map((m) => m.to)).not.toContain(to(2));
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, SKIPPED: 1, audience: 5 });
    expect((await e.ledger.rows(EDITION, 0)).get('reader0000000000000002')).toMatchObject({ state: 'SKIPPED' });
    expect(reason).toBeTruthy();
  });
});

describe('what SES answers', () => {
  it('[R47] a refusal of one address ends that copy alone', async () => {
    answerTo(3, { kind: 'rejected', code: 'MessageRejected' });
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, REJECTED: 1, UNKNOWN: 0 });
  });

  it('[R37] an ambiguous answer is UNKNOWN, is never sent again, and its event makes it SENT', async () => {
    answerTo(3, { kind: 'unknown', code: 'ECONNRESET' }, true);
    await e.drain();
    e.world.queue.push({ edition: EDITION, batch: 0 });
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

  it('[R40] one that wakes after its lease sends nothing, and its copy is UNKNOWN', async () => {
    const [claimed] = (await e.editions.get(EDITION))!.slots;
    expect(claimed).toBe('daily#UTC#08');
    const claim = (await e.ledger.claim({ edition: EDITION, batch: 0, readerId: 'reader0000000000000004' }, 0, e.world.now))!;
    e.after(16 * MINUTE);
    await e.tick();
    await e.drain();
    expect(await e.accounts(EDITION)).toMatchObject({ SENT: 4, UNKNOWN: 1 });
    expect(await e.ledger.settle(claim, { state: 'SENT', detail: 'late' }, e.world.now)).toBe(false);
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
