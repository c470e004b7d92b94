import { type Edition, isPrinted, type PrintedPaper } from '../../functions/domain/edition.ts';
import type { LedgerRow } from '../../functions/domain/ledger.ts';
import type { LetterKind } from '../../functions/domain/reader.ts';
import { type Grant, type KeyRing, signToken } from '../../functions/domain/token.ts';
import { namedInFile, namedInLines } from '../../functions/ingest/named-papers.ts';
import { site } from '../../functions/subscribe/app.ts';
import { outlineOf } from '../../functions/subscribe/outline.ts';
import { memoryMailboxes } from '../fakes/memory-mailboxes.ts';
import { memoryReaders } from '../fakes/memory-readers.ts';
import { memoryVotes } from '../fakes/memory-votes.ts';

export const NOW = new Date('2026-03-18T12:00:00.000Z');
export const RING: KeyRing = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };

export const edition: Edition = {
  id: '2026-03-18',
  day: '2026-03-18',
  frequency: 'daily',
  state: 'CLOSED',
  start: '2026-03-17T07:00:00.000Z',
  end: '2026-03-18T07:00:00.000Z',
  title: 'Attention is still all you need',
  papers: 2,
  leftOut: 0,
  recent: [{ day: '2026-03-18', end: '2026-03-18T07:00:00.000Z' }],
  files: { papers: 'editions/x/papers.ndjson', parts: 'editions/x/parts.ndjson' },
  madeAt: '2026-03-18T07:02:00.000Z',
};

export const paper: PrintedPaper = {
  id: 'arxiv:2603.00001',
  ids: ['arxiv:2603.00001', 'title:attention'],
  title: 'Attention is still all you need',
  abstract: 'We look again. It is.',
  authors: ['Ada Lovelace', 'Alan Turing'],
  moreAuthors: 0,
  url: 'https://arxiv.org/abs/2603.00001',
  links: [{ kind: 'code', url: 'https://github.com/ada/attention' }],
  upvotes: 12,
  position: 1,
  since: '2026-03-17',
};

/** Notes the name of every function called. */
function noting<T extends object>(calls: string[], port: T): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return value.apply(target, args);
      };
    },
  });
}

/** The site over fakes. `writes` names every call that may have written anything, messages included, `calls` every call. */
export function testSite(
  over: {
    editions?: Edition[];
    papers?: PrintedPaper[];
    known?: { id: string; ids: string[]; title: string }[];
    now?: () => Date;
    fail?: Error;
    mailsPerHour?: number;
    suggestions?: boolean;
    privacyNote?: string;
    language?: string | undefined;
    ledger?: LedgerRow[];
  } = {},
) {
  const readers = memoryReaders();
  const votes = memoryVotes(readers.writes);
  const suggested: object[] = [];
  const toLearn = new Set<string>();
  const letters: { kind: LetterKind; readerId: string; letter: string; page?: 'interests' | undefined }[] = [];
  const failures: unknown[] = [];
  const metrics = new Map<string, number>();
  const departures = new Map<string, string>();
  const counts = new Map<string, number>();
  const editions = over.editions ?? [edition];
  let ids = 0;
  const addressKey = async () => new Uint8Array(32).fill(9);
  const mailboxes = memoryMailboxes(addressKey);
  const calls: string[] = [];
  const stop = async <T>(value: T): Promise<T> => {
    if (over.fail) throw over.fail;
    return value;
  };
  const app = site(
    {
      readers: noting(calls, {
        ...readers,
        get: async (id: string) => stop(await readers.get(id)),
        rows: async (id: string) => [...(await readers.rows(id)), ...(await votes.all(id)).map(({ paperId: _, ...row }) => row)],
        erase: async (id: string) => {
          await readers.erase(id);
          votes.erase(id);
          toLearn.delete(id);
        },
      }),
      editions: {
        get: (id) => stop(editions.find((e) => e.id === id)),
        newest: async (frequency, limit, from) =>
          editions
            .filter((e) => e.frequency === frequency && e.day >= from)
            .sort((a, b) => (a.id < b.id ? 1 : -1))
            .slice(0, limit),
        dispatch: async () => undefined,
        printed: (frequency, limit, from = '', to = '~') =>
          stop(
            editions
              .filter(isPrinted)
              .filter((e) => e.frequency === frequency && e.day >= from && e.day <= to)
              .sort((a, b) => (a.day < b.day ? 1 : -1))
              .slice(0, limit),
          ),
      },
      ledger: { history: async (readerId) => (over.ledger ?? []).filter((row) => row.readerId === readerId) },
      papers: async () => over.papers ?? [paper],
      outline: async (of) => outlineOf(of, over.papers ?? [paper]),
      votes: noting(calls, votes),
      named: async (from) => (typeof from === 'string' ? namedInLines(from) : namedInFile(from)),
      known: async (ids) => (over.known ?? [paper]).filter((one) => one.ids.some((id) => ids.includes(id))),
      ...(over.suggestions && {
        suggestions: {
          async add(made: object) {
            readers.writes.push('suggest');
            suggested.push(made);
          },
        },
      }),
      interests: {
        async markForLearning(readerId) {
          readers.writes.push('markForLearning');
          toLearn.add(readerId);
        },
      },
      votesIn: async () => votes.count(over.papers ?? [paper]),
      requestLetter: async (message) => {
        calls.push('requestLetter');
        readers.writes.push('requestLetter');
        letters.push(message);
      },
      noteDeparture: async (hash, { what }) => {
        readers.writes.push('noteDeparture');
        departures.set(hash, what);
      },
      mailboxes: noting(calls, mailboxes),
      caps: {
        count: async (key, until) => {
          calls.push('count');
          readers.writes.push('count');
          const name = `${key} ${until.toISOString()}`;
          counts.set(name, (counts.get(name) ?? 0) + 1);
          return counts.get(name) ?? 0;
        },
      },
      addressKey,
      tokenKeys: async () => RING,
      randomId: () => `id${String(ids++).padStart(20, '0')}`,
      now: over.now ?? (() => NOW),
      count: (what, n) => void metrics.set(what, (metrics.get(what) ?? 0) + n),
      failed: (error) => failures.push(error),
    },
    {
      site: {
        listName: 'The Daily Paper',
        publisher: 'Example Lab',
        postalAddress: '1 Main St, Springfield',
        publicUrl: 'https://papers.example.org',
        domain: 'lab.example',
        language: over.language ?? 'en-GB',
      },
      privacy: {
        contact: 'desk@lab.example',
        region: 'eu-west-1',
        note: over.privacyNote ?? '',
        kept: { logs: 1, sesEvents: 2, backups: 3, oldVersions: 4, letters: 5, ledger: 6, unconfirmed: 7 },
      },
      closeZone: 'Europe/Berlin',
      closeHour: 5,
      allowedSites: ['https://lab.example'],
      mailsPerHour: over.mailsPerHour ?? 1000,
    },
  );
  return {
    app,
    readers,
    votes,
    suggested,
    toLearn,
    letters,
    mailboxes,
    failures,
    metrics,
    departures,
    calls,
    writes: readers.writes,
  };
}

export const sign = (grant: Omit<Grant, 'subject'> & { subject?: string }) =>
  signToken(RING, { subject: 'id00000000000000000000', ...grant });

/** A form as a browser sends it. */
export const form = (fields: Record<string, string>): RequestInit => ({ method: 'POST', body: new URLSearchParams(fields) });

export const ADA = { email: 'ada@example.org', frequency: 'daily', weekday: '1', hour: '8', zone: 'Europe/Berlin' };

/** A request that speaks JSON. */
export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A site with one reader, who has signed up, and confirmed if `confirmed` is true. */
export async function withReader(confirmed: boolean, over: Parameters<typeof testSite>[0] = {}) {
  const site = testSite(over);
  await site.app.request('/subscribe', form(ADA));
  const token = sign({ purpose: 'confirm', generation: 0, expiresAt: new Date(NOW.getTime() + 72 * 3_600_000) });
  if (confirmed) await site.app.request('/confirm', form({ token }));
  site.letters.length = site.calls.length = site.writes.length = 0;
  return site;
}

export const onlyReader = ({ readers }: ReturnType<typeof testSite>) => [...readers.all.values()][0];
