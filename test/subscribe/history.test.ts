import { describe, expect, test } from 'vitest';
import type { Dispatch, Edition } from '../../functions/domain/edition.ts';
import type { LedgerRow } from '../../functions/domain/ledger.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { addDays, daysOf } from '../../functions/domain/schedule.ts';
import { historyOf } from '../../functions/subscribe/history.ts';
import { aDispatch, anEdition, aReader } from '../fakes/build.ts';

const HOUSE = { zone: 'UTC', hour: 5 };
const READER = 'r'.repeat(22);
const NOW = new Date('2026-03-20T12:00:00Z');

const reader = (more: Partial<Reader> = {}) =>
  aReader({
    preferences: { frequency: 'daily', zone: 'Europe/Berlin', hour: 8, weekday: 1 },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', since: '2026-01-01T00:00:00.000Z' },
    ...more,
  });

const edition = (id: string, state: Edition['state'] = 'CLOSED') => anEdition(id, { state });

const row = (id: string, state: LedgerRow['state'], detail?: string): LedgerRow => ({
  ...{ edition: id, readerId: READER, dispatch: `${id.slice(0, 10)}T07:00:00.000Z`, state, attempt: 1, detail },
  at: `${id.slice(0, 10)}T07:02:00.000Z`,
});

const dispatch = (id: string, state: Dispatch['state']) => aDispatch(id, { state });

/** What the tables hold, and how often they are asked. */
function tables(editions: Edition[], rows: LedgerRow[], dispatches: Dispatch[]) {
  const asked = { history: 0, newest: 0, dispatch: 0 };
  const ports = {
    editions: {
      newest: async (frequency: Edition['frequency'], limit: number, from: string) => {
        asked.newest += 1;
        const found = editions.filter((one) => one.frequency === frequency && one.id >= from);
        return found.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
      },
      dispatch: async ({ edition, due }: { edition: string; due: string }) => {
        asked.dispatch += 1;
        return dispatches.find((one) => one.edition === edition && one.due === due);
      },
    },
    ledger: {
      history: async (readerId: string, from: string) => {
        asked.history += 1;
        return rows.filter((one) => one.readerId === readerId && one.edition >= from);
      },
    },
  };
  return { ports, asked };
}

async function reasons(who: Reader, editions: Edition[], rows: LedgerRow[], dispatches: Dispatch[] = []) {
  const history = await historyOf(tables(editions, rows, dispatches).ports, who, HOUSE, NOW);
  return Object.fromEntries(history.map(({ edition, state, reason }) => [edition, `${state} ${reason}`]));
}

describe('readers why', () => {
  test('each state of the ledger has its own words', async () => {
    const told = await reasons(
      reader(),
      ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14', '2026-03-15', '2026-03-16'].map((id) => edition(id)),
      [
        row('2026-03-10', 'SENT', 'message-1'),
        row('2026-03-11', 'SKIPPED', 'paused'),
        row('2026-03-12', 'SKIPPED', 'with 2026-03-13'),
        row('2026-03-13', 'SENT', 'message-2'),
        row('2026-03-14', 'REJECTED', 'MessageRejected'),
        row('2026-03-15', 'UNKNOWN', 'claim-expired'),
        row('2026-03-16', 'SKIPPED', 'moved'),
      ],
    );
    expect(told).toEqual({
      '2026-03-10': 'SENT sent',
      '2026-03-11': 'SKIPPED paused',
      '2026-03-12': 'SKIPPED with',
      '2026-03-13': 'SENT sent',
      '2026-03-14': 'REJECTED MessageRejected',
      '2026-03-15': 'UNKNOWN claim-expired',
      '2026-03-16': 'SKIPPED moved',
    });
  });

  test('papers have come with another mail only where that was sent', async () => {
    const says = async (state: LedgerRow['state']) => {
      const rows = [row('2026-03-12', 'SKIPPED', 'with 2026-03-13'), row('2026-03-13', state, 'x')];
      const { ports } = tables([edition('2026-03-12'), edition('2026-03-13')], rows, []);
      return (await historyOf(ports, reader(), HOUSE, NOW)).find(({ edition }) => edition === '2026-03-12')?.says;
    };
    expect(await says('SENT')).toContain('2026-03-13');
    expect(await says('SENT')).not.toBe(await says('REJECTED'));
    expect(await says('REJECTED')).toBe(await says('UNKNOWN'));
  });

  test('where there is no row it says why, and reads a dispatch only when nothing else explains it', async () => {
    const who = reader({
      since: '2026-03-10T07:00:00.000Z',
      gaps: [{ from: '2026-03-12T00:00:00.000Z', to: '2026-03-13T00:00:00.000Z' }],
    });
    const ids = Array.from({ length: 11 }, (_, i) => addDays('2026-03-10', i));
    const editions = ids.map((id) => edition(id, id === '2026-03-11' ? 'EMPTY' : 'CLOSED'));
    const dispatches = [dispatch('2026-03-13', 'MISSED'), dispatch('2026-03-14', 'CLOSED'), dispatch('2026-03-19', 'OPEN')];
    const { ports, asked } = tables(editions, [row('2026-03-16', 'SENT', 'm')], dispatches);
    const history = await historyOf(ports, who, HOUSE, NOW);
    expect(history.map(({ edition, reason }) => `${edition} ${reason}`)).toEqual([
      '2026-03-20 waiting',
      '2026-03-19 waiting',
      '2026-03-18 no-dispatch',
      '2026-03-17 no-dispatch',
      '2026-03-16 sent',
      '2026-03-15 no-dispatch',
      '2026-03-14 other-wish',
      '2026-03-13 missed',
      '2026-03-12 away',
      '2026-03-11 empty',
      '2026-03-10 not-subscribed',
    ]);
    expect(asked).toEqual({ history: 1, newest: 2, dispatch: 7 });
    const later = await historyOf(ports, who, HOUSE, new Date('2026-03-20T06:00:00Z'));
    expect(later[0]).toMatchObject({ edition: '2026-03-20', due: '2026-03-20T07:00:00.000Z', reason: 'not-due-yet' });
  });

  test('an edition that was made when it was too late to send it was missed, without a look at its dispatch', async () => {
    const madeAt = (at: string) => tables([anEdition('2026-03-18', { madeAt: `2026-03-18T${at}Z` })], [], []);
    for (const [at, reason, dispatch] of [
      ['19:00:00.000', 'missed', 0],
      ['18:59:59.999', 'no-dispatch', 1],
    ] as const) {
      const { ports, asked } = madeAt(at);
      expect(await historyOf(ports, reader(), HOUSE, NOW), at).toMatchObject([{ edition: '2026-03-18', reason }]);
      expect(asked.dispatch, at).toBe(dispatch);
    }
  });

  test('a weekly reader sees their own weeks, a formerly weekly reader the days that came with a week', async () => {
    const days = Array.from({ length: 14 }, (_, i) => edition(addDays('2026-03-07', i)));
    const weeks = ['2026-03-13-week', '2026-03-14-week', '2026-03-20-week'].map((id) => edition(id));
    const rows = [row('2026-03-13-week', 'SENT', 'm')];
    const friday = reader({ preferences: { frequency: 'weekly', zone: 'Europe/Berlin', hour: 8, weekday: 5 } });
    expect(await reasons(friday, [...days, ...weeks], rows)).toEqual({
      '2026-03-20-week': 'NONE waiting',
      '2026-03-13-week': 'SENT sent',
    });
    const told = await reasons(reader(), [...days, ...weeks], rows);
    expect(Object.keys(told)).toHaveLength(15);
    for (const day of daysOf('2026-03-13-week') ?? []) expect(told[day]).toBe('NONE with');
    expect(told['2026-03-14']).toBe('NONE no-dispatch');
  });

  test('a reader who left or was suppressed sees since when; earlier days stay as they were', async () => {
    const editions = ['2026-03-01', '2026-03-18'].map((id) => edition(id));
    const left = reader({ status: 'unsubscribed', unsubscribedAt: '2026-03-10T00:00:00.000Z' });
    const rows = [row('2026-03-01', 'SENT', 'm')];
    expect(await reasons(left, editions, rows)).toEqual({ '2026-03-01': 'SENT sent', '2026-03-18': 'NONE unsubscribed' });
    const bounced = reader({ status: 'suppressed', suppressed: { reason: 'bounce', at: '2026-03-10T00:00:00.000Z' } });
    expect(await reasons(bounced, editions, rows)).toEqual({ '2026-03-01': 'SENT sent', '2026-03-18': 'NONE suppressed' });
  });

  test('a history has nothing older than 30 days, and nothing was due to a reader who never confirmed', async () => {
    expect(await reasons(reader(), [edition('2026-02-17'), edition('2026-02-18')], [])).toEqual({
      '2026-02-18': 'NONE no-dispatch',
    });
    expect(
      await reasons(reader({ status: 'pending', preferences: undefined, since: undefined }), [edition('2026-03-18')], []),
    ).toEqual({});
  });
});
