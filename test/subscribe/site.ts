import type { Edition, PrintedPaper } from '../../functions/domain/edition.ts';
import { type Grant, type KeyRing, signToken } from '../../functions/domain/token.ts';
import { site } from '../../functions/subscribe/app.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';

export const NOW = new Date('2026-03-18T12:00:00.000Z');
export const RING: KeyRing = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };

export const edition: Edition = {
  id: 'daily-20260317T0700-20260318T0700',
  frequency: 'daily',
  windowStart: '2026-03-17T07:00:00.000Z',
  windowEnd: '2026-03-18T07:00:00.000Z',
  state: 'CLOSED',
  slots: ['daily#Europe/Berlin#08'],
  house: true,
  title: 'Attention is still all you need',
  papers: 2,
  audience: 1,
  papersKey: 'editions/x/papers.json',
  partsKey: 'editions/x/parts.json',
  audienceKey: 'editions/x/audience.ndjson',
  frozenAt: '2026-03-18T07:02:00.000Z',
  expiresAt: '2026-03-18T19:00:00.000Z',
};

export const paper: PrintedPaper = {
  id: 'arxiv:2603.00001',
  title: 'Attention is still all you need',
  abstract: 'We look again. It is.',
  authors: ['Ada Lovelace', 'Alan Turing'],
  url: 'https://arxiv.org/abs/2603.00001',
  links: [{ kind: 'code', url: 'https://github.com/ada/attention' }],
  upvotes: 12,
};

/** The site over fakes. `writes` names every call that may have written anything, messages included. */
export function testSite(over: { editions?: Edition[]; papers?: PrintedPaper[]; now?: () => Date; fail?: Error } = {}) {
  const readers = memoryReaders();
  const letters: { kind: 'confirm'; readerId: string; letter: string }[] = [];
  const failures: unknown[] = [];
  const editions = over.editions ?? [edition];
  let ids = 0;
  const stop = async <T>(value: T): Promise<T> => {
    if (over.fail) throw over.fail;
    return value;
  };
  const app = site(
    {
      readers: { ...readers, get: async (id) => stop(await readers.get(id)) },
      editions: {
        get: (id) => stop(editions.find((e) => e.id === id)),
        servedUntil: async () => undefined,
        house: (limit) => stop(editions.filter((e) => e.house).slice(0, limit)),
      },
      papers: async () => over.papers ?? [paper],
      requestLetter: async (message) => {
        readers.writes.push('requestLetter');
        letters.push(message);
      },
      addressKey: async () => new Uint8Array(32).fill(9),
      tokenKeys: async () => RING,
      randomId: () => `id${String(ids++).padStart(20, '0')}`,
      now: over.now ?? (() => NOW),
      failed: (error) => failures.push(error),
    },
    {
      publication: { listName: 'The Daily Paper', publisher: 'Example Lab', postalAddress: '1 Main St, Springfield' },
      houseZone: 'Europe/Berlin',
    },
  );
  return { app, readers, letters, failures, writes: readers.writes };
}

export const sign = (grant: Omit<Grant, 'subject'> & { subject?: string }) =>
  signToken(RING, { subject: 'id00000000000000000000', ...grant });

/** A form as a browser sends it. */
export const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) });

export const ADA = { email: 'ada@example.org', frequency: 'daily', weekday: '1', hour: '8', zone: 'Europe/Berlin' };
