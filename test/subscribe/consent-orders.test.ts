import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTables } from '../fakes/tables.ts';
import { town } from './town.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The age of the oldest backup. */
const BACKUP_MS = 35 * DAY_MS;
const ADDRESSES = ['ada@example.org', 'bob@example.net'] as const;

const tables = await startTables();
afterAll(() => tables.stop());
let names: Parameters<typeof town>[1];
beforeAll(async () => {
  names = await tables.fresh();
});

const address = fc.constantFrom(...ADDRESSES);
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('sign up' as const, 'join' as const), at: address }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('use a link' as const), at: address, nth: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('erase' as const, 'leave' as const), at: address }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('complain' as const, 'leave and undo' as const), at: address }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('import' as const), at: address, recent: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), at: address, to: address }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('look' as const, 'back up' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const), wipe: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.constantFrom(25, 8 * 24, 31 * 24) }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Who may read at an address: a consent given there must be newer than the last one that was taken back. */
function ledgerOfConsent() {
  const given = new Map<string, number>();
  const taken = new Map<string, number>();
  const away = new Map<string, number>();
  const complained = new Map<string, number>();
  const last = (of: Map<string, number>, where: string) => of.get(where) ?? 0;
  return {
    complained,
    give: (where: string, at: number) => given.set(where, Math.max(at, last(given, where))),
    take: (where: string, at: number) => taken.set(where, at),
    /** Counts as long as a backup may hold it. */
    leave: (where: string, at: number) => away.set(where, at),
    holds(where: string, now: number): boolean {
      const moved = last(away, where) >= now - BACKUP_MS ? last(away, where) : 0;
      return last(given, where) > Math.max(last(taken, where), last(complained, where), moved);
    },
  };
}

async function live(deeds: readonly Deed[]): Promise<void> {
  const the = town(tables, names);
  await the.wipe();
  const consent = ledgerOfConsent();
  const erased = new Set<string>();
  let backup: { rows: Record<string, unknown>[]; at: number } | undefined;
  const now = () => the.world.now.getTime();

  /** A mailbox uses a link to confirm, or to read there from now on. A change of address leaves the one before. */
  async function follow(at: string, nth: number): Promise<void> {
    const letter = the.mailsTo(at).filter(({ kind }) => kind === 'confirm' || kind === 'change-address')[nth];
    if (!letter) return;
    const before = await the.readers();
    consent.give(at, now());
    await the.use(letter);
    const after = new Map((await the.readers()).map(({ readerId, address }) => [readerId, address]));
    for (const { readerId, address } of before) if ((after.get(readerId) ?? address) !== address) consent.leave(address, now());
  }

  const acts: { [kind in Deed['kind']]: (one: Extract<Deed, { kind: kind }>) => Promise<unknown> } = {
    'sign up': ({ at }) => the.signUp(at, { hour: String(Math.floor(now() / 60_000) % 24) }),
    'use a link': ({ at, nth }) => follow(at, nth),
    async join({ at }) {
      await the.signUp(at);
      await follow(at, 0);
    },
    async erase({ at }) {
      const reader = await the.readerAt(at);
      if (!reader) return;
      consent.take(at, now());
      await the.erase(reader);
      erased.add(reader.readerId);
    },
    async leave({ at }) {
      const reader = await the.readerAt(at);
      if (reader?.status !== 'active') return;
      consent.take(at, now());
      await the.leave(reader);
    },
    async 'leave and undo'({ at }) {
      const reader = await the.readerAt(at);
      if (reader?.status !== 'active') return;
      consent.take(at, now());
      const token = await the.leave(reader);
      the.after(60_000);
      consent.give(at, now());
      await the.post('/undo', { token });
    },
    async complain({ at }) {
      const reader = await the.readerAt(at);
      if (reader && (await the.complain(reader))) consent.complained.set(at, now());
    },
    async import({ at, recent }) {
      const consentedAt = recent ? new Date(now() - HOUR_MS) : new Date('2024-05-01');
      consent.give(at, consentedAt.getTime());
      await the.bring(at, consentedAt);
    },
    async move({ at, to }) {
      const reader = await the.readerAt(at);
      if (reader?.status !== 'active') return;
      await the.post('/account-link', { email: at });
      const link = the.newest(at, 'account');
      if (link) await the.post('/account/address', { token: link.token ?? '', email: to });
    },
    look: () => the.look(),
    async 'back up'() {
      backup = { rows: await the.rows(), at: now() };
    },
    async restore({ wipe }) {
      if (!backup || backup.at < now() - BACKUP_MS) return;
      if (wipe) {
        await the.wipe();
        // SES itself keeps who complained.
        for (const [where, at] of consent.complained) if (at > backup.at) consent.complained.delete(where);
      }
      await the.restore(backup.rows);
    },
    wait: async ({ hours }) => the.after(hours * HOUR_MS),
  };

  for (const one of deeds) {
    the.after(60_000);
    await acts[one.kind](one as never);
    for (const { readerId, address, status } of await the.readers()) {
      expect(erased, 'nobody who was erased is there again').not.toContain(readerId);
      if (status === 'active') expect([address, consent.holds(address, now())]).toEqual([address, true]);
    }
  }
}

const [ADA, BOB] = ADDRESSES;
const READS: Deed[] = [
  { kind: 'sign up', at: ADA },
  { kind: 'use a link', at: ADA, nth: 0 },
];
const MOVES: Deed[] = [
  { kind: 'move', at: ADA, to: BOB },
  { kind: 'use a link', at: BOB, nth: 0 },
];
const OLD_LIST: Deed = { kind: 'import', at: ADA, recent: false };

/** Ways back that were open once, or would be without one of the marks. */
const KNOWN: [ways: string, deeds: Deed[]][] = [
  [
    'a stranger signs up after an erasure',
    [...READS, { kind: 'erase', at: ADA }, OLD_LIST, { kind: 'sign up', at: ADA }, OLD_LIST],
  ],
  [
    'that sign-up is forgotten',
    [
      ...READS,
      { kind: 'erase', at: ADA },
      { kind: 'sign up', at: ADA },
      { kind: 'wait', hours: 31 * 24 },
      { kind: 'look' },
      OLD_LIST,
    ],
  ],
  [
    'a backup from before the erasure',
    [
      ...READS,
      { kind: 'back up' },
      { kind: 'erase', at: ADA },
      { kind: 'sign up', at: ADA },
      { kind: 'restore', wipe: true },
      OLD_LIST,
    ],
  ],
  [
    'a backup from before a move',
    [...READS, { kind: 'back up' }, ...MOVES, { kind: 'erase', at: BOB }, { kind: 'restore', wipe: true }],
  ],
  ['a move away and an old list', [...READS, ...MOVES, OLD_LIST]],
  [
    'an address that was erased, moved to and left again',
    [
      ...READS,
      { kind: 'erase', at: ADA },
      { kind: 'sign up', at: BOB },
      { kind: 'use a link', at: BOB, nth: 0 },
      { kind: 'move', at: BOB, to: ADA },
      { kind: 'use a link', at: ADA, nth: 0 },
      { kind: 'move', at: ADA, to: BOB },
      { kind: 'wait', hours: 25 },
      { kind: 'use a link', at: BOB, nth: 0 },
      { kind: 'wait', hours: 8 * 24 },
      { kind: 'sign up', at: ADA },
      OLD_LIST,
    ],
  ],
  [
    'who signed up again and left is not who was erased',
    [
      ...READS,
      { kind: 'back up' },
      { kind: 'erase', at: ADA },
      ...READS,
      { kind: 'leave', at: ADA },
      { kind: 'restore', wipe: true },
    ],
  ],
  [
    'a link to confirm mailed to the address before',
    [
      ...READS,
      { kind: 'wait', hours: 25 },
      { kind: 'sign up', at: ADA },
      ...MOVES,
      { kind: 'leave', at: BOB },
      { kind: 'wait', hours: 25 },
      { kind: 'sign up', at: BOB },
      { kind: 'use a link', at: ADA, nth: 0 },
    ],
  ],
];

test.each(KNOWN)('[R99][R101] %s: no way back without a consent that is newer', (_way, deeds) => live(deeds), 60_000);

test('[R99][R101] in any order of acts, no reader is active whose last consent is older than the last withdrawal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 6, maxLength: 24 }), (deeds) => live(deeds)),
    { numRuns: process.env.WHOLE ? 60 : 15 },
  );
}, 300_000);
