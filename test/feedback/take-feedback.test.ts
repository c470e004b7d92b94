import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sesMessage } from '../../functions/feedback/ses-event.ts';
import { takeFeedback } from '../../functions/feedback/take-feedback.ts';
import { engine, paperOf, readerIdOf, tableStores } from '../fakes/engine.ts';
import { startTables } from '../fakes/tables.ts';

const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;
const EDITION = '2026-03-19';
const READER = 'reader0000000000000001';
const COPY = { edition: EDITION, dispatch: '2026-03-19T08:00:00.000Z', readerId: READER };

let tables: Awaited<ReturnType<typeof startTables>>;
let e: ReturnType<typeof engine>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  e = engine(tableStores(tables.client, await tables.fresh()));
});

const tags = { kind: ['digest'], edition: [EDITION], reader: [READER], 'ses:configuration-set': ['broadsheet'] };
const mail = {
  messageId: 'm1',
  timestamp: '2026-03-19T08:02:03Z',
  source: 'digest@example.org',
  destination: ['reader-1@example.org'],
  tags,
};
const event = (eventType: string, rest: object = {}, name = 'eventType') => ({ [name]: eventType, mail, ...rest });
const bounce = (bounceType: string, bounceSubType = 'General') => ({
  bounce: {
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress: 'reader-1@example.org', diagnosticCode: '<script>' }],
  },
});
const complaint = (complaintFeedbackType?: string) => ({ complaint: { complainedRecipients: [], complaintFeedbackType } });
const inSns = (message: object) => ({
  Type: 'Notification',
  TopicArn: 'arn:aws:sns:eu-west-1:1:t',
  Message: JSON.stringify(message),
});
const take = (body: unknown) =>
  takeFeedback({ ledger: e.ledger, readers: e.readers, control: e.control, now: () => e.world.now }, sesMessage.parse(body)!);
const status = async () => (await e.readers.get(READER))?.status;

describe('the shapes an event comes in', () => {
  it.each([
    ['wrapped by SNS', inSns(event('Complaint', complaint('abuse')))],
    ['raw', event('Complaint', complaint('abuse'))],
    ['under its old name', inSns(event('Complaint', complaint('abuse'), 'notificationType'))],
  ])('[R78] %s, mean the same', async (_name, body) => {
    await e.join(1, utc8);
    expect(await take(body)).toEqual({ event: 'Complaint', confirmed: false, suppressed: 'complaint', paused: undefined });
    expect(await status()).toBe('suppressed');
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])('[R86] a %s is refused, and nothing is fetched', (Type) => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const body = { Type, SubscribeURL: 'https://sns.evil.example/confirm', Message: 'You have chosen to subscribe', Token: 'x' };
    expect(() => sesMessage.parse(body)).toThrow();
    expect(fetched).not.toHaveBeenCalled();
  });

  it('a body that is none throws without quoting it', () => {
    expect(() => sesMessage.parse(inSns({ hello: 'ada@example.org' }))).toThrow(/eventType|mail/);
    expect(() => sesMessage.parse({ Type: 'Notification', Message: 'ada@example.org {' })).toThrow(
      expect.not.stringContaining('ada'),
    );
  });
});

describe('what an event does', () => {
  it.each([
    ['a permanent bounce suppresses', event('Bounce', bounce('Permanent')), 'suppressed'],
    ['[R81] one transient bounce does not', event('Bounce', bounce('Transient', 'MailboxFull')), 'active'],
    ['[R81] one undetermined bounce does not', event('Bounce', bounce('Undetermined', 'Undetermined')), 'active'],
    ['a complaint suppresses', event('Complaint', complaint('abuse')), 'suppressed'],
    ['[R83] a complaint without a type suppresses', event('Complaint', complaint()), 'suppressed'],
    ['[R83] "not spam" does not', event('Complaint', complaint('not-spam')), 'active'],
    ['a delivery changes nothing of the reader', event('Delivery'), 'active'],
  ])('%s', async (_name, body, expected) => {
    await e.join(1, utc8);
    await take(body);
    expect(await status()).toBe(expected);
  });

  const full = event('Bounce', bounce('Transient', 'MailboxFull'));
  it.each([
    ['a full mailbox on five days of fourteen suppresses', full, [0, 2, 4, 6, 8], 'suppressed'],
    ['so does an undetermined bounce', event('Bounce', bounce('Undetermined', 'Undetermined')), [0, 1, 2, 3, 4], 'suppressed'],
    ['four days do not', full, [0, 1, 2, 3], 'active'],
    ['five spread over a month do not', full, [0, 7, 14, 21, 28], 'active'],
    ['five on one day, or repeated, do not', full, [0, 0, 0, 0, 0], 'active'],
    ['out-of-office answers never do', event('Bounce', bounce('Transient', 'General')), [0, 1, 2, 3, 4, 5, 6], 'active'],
    ['nor does what is said of the message', event('Bounce', bounce('Transient', 'MessageTooLarge')), [0, 1, 2, 3, 4], 'active'],
  ])('[R81] %s', async (_name, body, days, expected) => {
    await e.join(1, utc8);
    const begin = e.world.now.getTime();
    for (const day of days) {
      e.world.now = new Date(begin + day * 86_400_000);
      await take(body);
    }
    expect(await status()).toBe(expected);
  });

  it.each([
    ['a bounce', event('Bounce', bounce('Permanent', 'OnAccountSuppressionList'))],
    ['a bounce on the list of all of SES', event('Bounce', bounce('Permanent', 'Suppressed'))],
    [
      'a complaint',
      event('Complaint', { complaint: { complaintFeedbackType: null, complaintSubType: 'OnAccountSuppressionList' } }),
    ],
  ])('[R82] %s of somebody SES knows already suppresses, and is not counted again', async (_name, body) => {
    await e.join(1, utc8);
    await take(body);
    expect(await status()).toBe('suppressed');
    expect(await e.control.record(e.world.now)).toEqual({ sent: 0, bounces: 0, complaints: 0 });
  });

  it('[R80] ends the subscription of the reader in its tags, whoever else it lists', async () => {
    await e.join(1, utc8);
    await e.join(2, utc8);
    const bouncedRecipients = [{ emailAddress: 'reader-2@example.org' }, { emailAddress: 'reader-1@example.org' }];
    await take({
      ...event('Bounce', { bounce: { ...bounce('Permanent').bounce, bouncedRecipients } }),
      mail: { ...mail, destination: ['reader-2@example.org', 'reader-1@example.org'] },
    });
    expect(await status()).toBe('suppressed');
    expect((await e.readers.get(readerIdOf(2)))?.status).toBe('active');
  });

  it('[R85] keeps nothing of what a mail server wrote: no markup, no line breaks, no ten kilobytes', async () => {
    await e.join(1, utc8);
    const diagnosticCode = `smtp; 550 <script>alert(1)</script>\r\nBcc: eve@example.org ${'x'.repeat(10_000)}`;
    const report = await take({
      ...event('Bounce', { bounce: { ...bounce('Permanent').bounce, bouncedRecipients: [{ diagnosticCode }] } }),
    });
    for (const kept of [JSON.stringify(report), JSON.stringify(await e.readers.get(READER))])
      expect(kept).not.toMatch(/script|Bcc|eve@|xxx/);
  });

  it('suppression ends it: the next edition has nobody to serve', async () => {
    await e.join(1, utc8);
    await take(event('Bounce', bounce('Permanent')));
    e.world.papers = [paperOf(1)];
    expect((await e.tick()).dispatched).toEqual([]);
  });

  it('[R84] of somebody unknown or erased brings nobody into the table', async () => {
    expect(await take(event('Bounce', bounce('Permanent')))).toMatchObject({ suppressed: undefined });
    expect(await status()).toBeUndefined();
  });

  it('[R56] too many bounces stop all sending before SES would review, and a repeated event is not counted twice', async () => {
    await e.control.count('sent', 240, e.world.now);
    const bounceOf = (n: number) => ({
      ...event('Bounce', bounce('Permanent')),
      mail: { ...mail, tags: { ...tags, reader: [readerIdOf(n)] } },
    });
    for (let n = 0; n < 10; n++) {
      expect(await e.control.paused()).toBeUndefined();
      await e.join(n, utc8);
      await take(bounceOf(n));
      await take(bounceOf(n));
    }
    expect(await e.control.paused()).toContain('10 bounces in 240 mails of the last 3 days: 4.17 %');
    await e.join(50, utc8);
    e.world.papers = [paperOf(1)];
    await e.tick();
    expect(await e.drain()).toMatchObject([{ halt: 'paused', SENT: 0 }]);
    await e.control.resume('looked into', e.world.now);
    e.after(16 * 60_000);
    await e.tick();
    expect(await e.drain()).toMatchObject([{ SENT: 1 }]);
  });

  it.each([
    [3_000, '0.10'],
    [10, '30.00'],
  ])('[R56] so do three complaints in %i mails; fewer are chance', async (sent, percent) => {
    await e.control.count('sent', sent, e.world.now);
    for (let n = 0; n < 3; n++) {
      expect(await e.control.paused()).toBeUndefined();
      await e.join(n, utc8);
      await take({ ...event('Complaint', complaint('abuse')), mail: { ...mail, tags: { ...tags, reader: [readerIdOf(n)] } } });
    }
    expect(await e.control.paused()).toBe(`3 complaints in ${sent} mails of the last 3 days: ${percent} % (the limit is 0.08 %)`);
  });

  it('[R56] three complaints in five thousand mails do not: that is under 0.08 %', async () => {
    await e.control.count('sent', 5_000, e.world.now);
    for (let n = 0; n < 3; n++) {
      await e.join(n, utc8);
      await take({ ...event('Complaint', complaint('abuse')), mail: { ...mail, tags: { ...tags, reader: [readerIdOf(n)] } } });
    }
    expect(await e.control.paused()).toBeUndefined();
  });

  it('of a mail without our tags changes nothing', async () => {
    expect(await take({ eventType: 'Bounce', mail: { messageId: 'x' }, ...bounce('Permanent') })).toMatchObject({
      suppressed: undefined,
    });
  });

  it('[R79] in any order and any number gives the same end', async () => {
    const events = [
      event('Send'),
      event('Delivery'),
      event('Complaint', complaint('abuse')),
      event('Bounce', bounce('Transient')),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 8, maxLength: 8 }), async (order) => {
        e = engine(tableStores(tables.client, await tables.fresh()));
        await e.join(1, utc8);
        const claim = (await e.ledger.claim(COPY, undefined, e.world.now))!;
        await e.ledger.end(claim, { state: 'UNKNOWN', detail: 'ECONNRESET' }, e.world.now);
        for (const body of order) await take(body);
        expect(await status()).toBe('suppressed');
        expect((await e.ledger.rows(EDITION, [READER])).get(READER)?.state).toBe('SENT');
      }),
      { numRuns: 20 },
    );
  });

  it('[R89] that comes again from the DLQ, days later and after the reader came back, changes what it says and no more', async () => {
    await e.join(1, utc8);
    const claim = (await e.ledger.claim(COPY, undefined, e.world.now))!;
    await e.ledger.end(claim, { state: 'SENT', detail: 'm1' }, e.world.now);
    const body = event('Bounce', bounce('Permanent'));
    await take(body);
    const [ledger, reader, record] = [
      await e.ledger.rows(EDITION, [READER]),
      await e.readers.get(READER),
      await e.control.record(e.world.now),
    ];
    e.after(86_400_000);
    for (let n = 0; n < 3; n++) expect(await take(body)).toMatchObject({ confirmed: false, suppressed: undefined });
    expect([await e.ledger.rows(EDITION, [READER]), await e.readers.get(READER), await e.control.record(e.world.now)]).toEqual([
      ledger,
      reader,
      record,
    ]);
  });

  it('a rejection by SES is no proof of a copy', async () => {
    await e.join(1, utc8);
    const claim = (await e.ledger.claim(COPY, undefined, e.world.now))!;
    await e.ledger.end(claim, { state: 'UNKNOWN', detail: '500' }, e.world.now);
    await take(event('Reject', { reject: { reason: 'Bad content' } }));
    expect((await e.ledger.rows(EDITION, [READER])).get(READER)?.state).toBe('UNKNOWN');
  });
});
