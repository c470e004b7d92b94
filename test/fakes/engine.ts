import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { controlStore } from '../../functions/adapters/control.ts';
import { featureLines, featuresIn } from '../../functions/adapters/edition-files.ts';
import { editionsStore } from '../../functions/adapters/editions.ts';
import { ledgerStore } from '../../functions/adapters/ledger.ts';
import { readersStore } from '../../functions/adapters/readers.ts';
import { interestsStore } from '../../functions/adapters/votes.ts';
import type { RenderParts } from '../../functions/digest/compose.ts';
import { type TickPorts, tick } from '../../functions/digest/tick.ts';
import { breaker } from '../../functions/domain/breaker.ts';
import {
  BATCH_SIZE,
  type Dispatch,
  type DispatchId,
  notDropped,
  type Parts,
  type Printed,
  type PrintedPaper,
} from '../../functions/domain/edition.ts';
import { type Choices, NO_CHOICES } from '../../functions/domain/editor.ts';
import { type Features, finder } from '../../functions/domain/interests/features.ts';
import { countTerms } from '../../functions/domain/interests/lexicon.ts';
import type { Mail, SendOutcome } from '../../functions/domain/mail.ts';
import type { StoredPaper } from '../../functions/domain/paper.ts';
import type { Receipt } from '../../functions/domain/receipt.ts';
import type { Preferences } from '../../functions/domain/schedule.ts';
import type { SourceState } from '../../functions/domain/source-state.ts';
import { type FeedbackPorts, takeFeedback } from '../../functions/feedback/take-feedback.ts';
import type { Assemble, AssembleNotice } from '../../functions/send/copies.ts';
import { type SendPorts, sendBatch } from '../../functions/send/send-batch.ts';
import { memoryControl } from './memory-control.ts';
import { memoryEditions } from './memory-editions.ts';
import { memoryInterests } from './memory-interests.ts';
import { memoryLedger } from './memory-ledger.ts';
import { memoryReaders } from './memory-readers.ts';

type Names = { papers: string; subscribers: string; editions: string };
type Event = { eventType: string; mail: { messageId: string; tags: Record<string, string[]> } };

/** The real stores, on DynamoDB in memory. */
export const tableStores = (client: DynamoDBDocumentClient, tables: Names) => ({
  readers: readersStore(client, tables.subscribers),
  editions: editionsStore(client, tables.editions),
  ledger: ledgerStore(client, tables.editions),
  control: controlStore(client, tables.editions),
  interests: interestsStore(client, tables.subscribers),
});

/** Stores with the same contracts that are a hundred times faster, for tests that make and send thousands of editions. */
export function memoryStores(now?: () => Date) {
  const readers = memoryReaders(now);
  return {
    readers,
    editions: memoryEditions(),
    ledger: memoryLedger(),
    control: memoryControl(),
    interests: memoryInterests(readers),
  };
}

/**
 * Passes every awaited call of a port through `step`, so that a test can stop the process, or let something happen, before
 * or after any of them.
 */
export type Step = <T>(name: string, call: () => Promise<T>, args: readonly unknown[]) => Promise<T>;
const straight: Step = (_name, call) => call();

function stepped<T extends object>(name: string, port: T, step: Step): T {
  const wrapped = Object.entries(port).map(([method, call]) => [
    method,
    typeof call === 'function' && call.constructor.name === 'AsyncGeneratorFunction'
      ? call
      : (...args: unknown[]) => step(`${name}.${method}`, async () => call(...args), args),
  ]);
  return Object.fromEntries(wrapped) as T;
}

/** The wish of a reader who wants a daily digest at eight, UTC. */
export const utc8 = { frequency: 'daily', weekday: 1, hour: 8, zone: 'UTC' } as const;

export const readerIdOf = (n: number) => `reader${String(n).padStart(16, '0')}`;

export const paperOf = (n: number, over: Partial<StoredPaper> = {}): StoredPaper => ({
  id: `title:${n}`,
  ids: [`title:${n}`],
  title: `Paper number ${n}`,
  abstract: `We study the number ${n}. It is large. It is small. It is odd.`,
  authors: [],
  url: `https://example.org/${n}`,
  links: [],
  position: n,
  source: 'test',
  original: { title: `Paper number ${n}`, abstract: '' },
  listedOn: '2026-03-18',
  firstSeenAt: '2026-03-18T09:00:00.000Z',
  newsAt: '2026-03-18T09:00:00.000Z',
  rev: 1,
  ...over,
});

/** Renders parts that hold only what tests look at: titles. */
const render: RenderParts = ({ frequency, papers }) => ({
  frame: {
    publication: { listName: 'Broadsheet', language: 'en-GB' },
    frequency,
    webUrl: '',
    html: { page: [], brief: [], heading: [], reason: [], follow: [] },
    text: [],
  },
  papers: papers.map(({ title, tldr }) => {
    const markup = { card: [title], item: [title] };
    return { title, said: tldr, voteUrl: '', html: markup, text: markup };
  }),
});

/** The titles that a copy shows, and the pages that have the others. */
function textOf(shown: readonly { title: string }[], total: number, pages: readonly { id: string }[]): string {
  const titles = shown.map(({ title }) => title).join('\n');
  if (total <= shown.length) return titles;
  return `${titles}\n\n${total - shown.length} more papers on the web: ${pages.map(({ id }) => `/editions/${id}`).join(' ')}`;
}

const assemble: Assemble =
  (_frame, common) =>
  ({ unsubscribeUrl, preferencesUrl }, personal) => {
    const { total, date, pages } = common;
    const { front, next, lists } = personal ?? common;
    const own = (personal?.forYou ?? []).map(({ paper, reason }) => ({ title: `${paper.title} (${reason})` }));
    return {
      subject: `${common.front[0]?.title} and ${total - 1} more papers · ${date}`,
      html: `<p>${[...own, ...front].map(({ title }) => title).join(', ')}</p><a href="${unsubscribeUrl}">Unsubscribe</a><a href="${preferencesUrl}">Preferences</a>`,
      text: `${textOf([...own, ...front, ...next, ...lists.flatMap(({ papers }) => papers)], total, pages)}\n\n${unsubscribeUrl}\n`,
    };
  };

const assembleNotice: AssembleNotice =
  (_frame, { date, personal, why }) =>
  (own) => ({
    subject: `${personal ? 'Nothing for you' : 'No papers'} · ${date}`,
    html: `<p>${why}</p><a href="${own.unsubscribeUrl}">Unsubscribe</a>`,
    text: `${why}\n\n${own.unsubscribeUrl}\n`,
  });

/** The titles of eight topics. Each is that of an eighth of all papers. */
export const TOPICS = [
  ['robots grasp cups', 'proteins fold slowly', 'courts judge contracts', 'stars emit light'],
  ['soil holds water', 'songs have melodies', 'bridges carry trains', 'bees find flowers'],
].flat();
const LEXICON = countTerms(
  TOPICS.flatMap((title) => Array.from({ length: 10 }, () => ({ title }))),
  2,
  'test',
);

/**
 * DIGEST, SEND and FEEDBACK on given stores, with a clock that tests move. The journal of its SES holds every copy that was
 * accepted. The engine makes no decisions: it carries messages and counts.
 */
export function engine(stores: ReturnType<typeof tableStores>, step: Step = straight) {
  const world = {
    now: new Date('2026-03-19T08:02:00Z'),
    papers: [] as StoredPaper[],
    files: new Map<string, string>(),
    queue: [] as (DispatchId & { batch: number })[],
    journal: [] as (Mail & { messageId: string; at: number })[],
    events: [] as Event[],
    /** What SES answers to the n-th call; by default it accepts. `accepted`: a copy goes out whatever the answer is. */
    answer: (_mail: Mail, _n: number): { outcome?: SendOutcome; accepted?: boolean } => ({}),
    calls: 0,
    enabled: true,
    choices: (_day: string): Choices => NO_CHOICES,
    votes: new Map<string, number>(),
    receipts: [] as Receipt[],
    summarise: (_shown: readonly { id: string }[]): ReadonlyMap<string, string> => new Map(),
    /** The states of the sources. */
    sources: [] as SourceState[],
    remaining: 1000,
  };
  const keep = (id: string, name: string, body: string) => {
    const key = `editions/${id}/${name}-${createHash('sha256').update(body).digest('hex')}`;
    world.files.set(key, body);
    return Promise.resolve(key);
  };
  const batchOf = (audienceKey: string, n: number) =>
    world.files
      .get(audienceKey)!
      .split('\n')
      .filter(Boolean)
      .slice(n * BATCH_SIZE, (n + 1) * BATCH_SIZE);
  const allPapers = async ({ files }: Printed): Promise<PrintedPaper[]> => JSON.parse(world.files.get(files.papers)!);
  const files = {
    keepPapers: (id: string, papers: readonly PrintedPaper[]) => keep(id, 'papers', JSON.stringify(papers)),
    keepParts: (id: string, parts: Parts) => keep(id, 'parts', JSON.stringify(parts)),
    keepFeatures: (id: string, features: Features) => keep(id, 'features', JSON.stringify([...featureLines(features)])),
    keepAudience: ({ edition, due }: DispatchId, readerIds: readonly string[]) =>
      keep(edition, `audience-${due}`, readerIds.join('\n')),
    parts: async ({ files }: { files: { parts: string } }): Promise<Parts> => JSON.parse(world.files.get(files.parts)!),
    features: async ({ files }: Printed) =>
      files.features ? featuresIn(JSON.parse(world.files.get(files.features)!)) : undefined,
    papers: async (edition: Printed) => notDropped(edition, await allPapers(edition)),
    allPapers,
    batch: async ({ audienceKey = '' }: Dispatch, n: number) => batchOf(audienceKey, n),
    batches:
      async ({ audienceKey = '' }: Dispatch, asked: readonly number[]) =>
      (n: number) =>
        asked.includes(n) ? batchOf(audienceKey, n) : [],
  };
  const papers = {
    newsBetween: async (start: Date, end: Date) =>
      world.papers.filter(({ newsAt }) => newsAt! >= start.toISOString() && newsAt! < end.toISOString()).map(({ id }) => id),
    receiptsBetween: async () => world.receipts,
    getMany: async (ids: readonly string[]) => world.papers.filter(({ id }) => ids.includes(id)),
  };
  const mailer = {
    account: async () => ({
      ratePerSecond: 14,
      remainingToday: world.remaining,
      usedToday: 0,
      enabled: world.enabled,
      sandbox: false,
    }),
    send: async (mail: Mail): Promise<SendOutcome> => {
      const n = world.calls++;
      const { outcome, accepted = !outcome } = world.answer(mail, n);
      const messageId = `message-${n}`;
      if (accepted) {
        world.journal.push({ ...mail, messageId, at: world.now.getTime() });
        const tags = Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]]));
        world.events.push({ eventType: 'Send', mail: { messageId, tags } });
      }
      return outcome ?? { kind: 'sent', messageId };
    },
  };
  const { readers, editions, ledger, control } = stores;
  const through = { readers: stepped('readers', readers, step), editions: stepped('editions', editions, step) };
  const digest: TickPorts = {
    ...through,
    papers: stepped('papers', papers, step),
    summarise: async (shown) => world.summarise(shown),
    sources: {
      states: async () => world.sources,
      put: async (state) => {
        world.sources = [...world.sources.filter(({ name }) => name !== state.name), state];
      },
    },
    expected: undefined,
    unconfirmed: { days: 30, ...stepped('unconfirmed', { asked: async () => [], forget: async () => false }, step) },
    remind: undefined,
    editor: stepped('editor', { choices: async (day: string) => world.choices(day) }, step),
    votes: stepped('votes', { count: async () => world.votes }, step),
    ledger: stepped('ledger', ledger, step),
    files: stepped('files', files, step),
    enqueue: (messages) => step('queue.send', async () => void world.queue.push(...messages), [messages]),
    account: () => step('account', mailer.account, []),
    render,
    interests: stepped('interests', stores.interests, step),
    lexicon: {
      version: async () => LEXICON.version,
      read: async () => LEXICON,
    },
    corpora: new Map(),
    clock: () => world.now,
    closeTime: { zone: 'UTC', hour: 5 },
  };
  const send: Omit<SendPorts, 'breaker'> = {
    ...through,
    ledger: stepped('ledger', ledger, step),
    files: stepped('files', files, step),
    parts: (edition) => step('files.parts', () => files.parts(edition), [edition]),
    finder: (edition) =>
      step('files.features', async () => {
        const features = await files.features(edition);
        return features && finder(features);
      }, [edition]),
    assemble,
    assembleNotice,
    language: 'en-GB',
    mailer: stepped('mailer', mailer, step),
    paused: () => step('control.paused', control.paused, []),
    count: (kind, n, at) => step('control.count', () => control.count(kind, n, at), [kind, n]),
    pace: (rate) => step('rate.take', async () => {}, [rate]),
    links: () =>
      step(
        'keys',
        async () =>
          ({ readerId }) => ({
            unsubscribeUrl: `https://example.org/unsubscribe?token=${readerId}`,
            preferencesUrl: `https://example.org/preferences?token=${readerId}`,
            voteToken: readerId,
          }),
        [],
      ),
    list: { name: 'Broadsheet', domain: 'example.org', archiveUrl: 'https://example.org/editions' },
    now: () => world.now,
    sleep: async (ms) => {
      world.now = new Date(world.now.getTime() + ms);
    },
  };
  const feedback: FeedbackPorts = {
    ledger: stepped('ledger', ledger, step),
    readers: stepped('readers', readers, step),
    control: stepped('control', control, step),
    now: () => world.now,
  };

  /** A worker of SEND, with Lambda's five minutes for each message. */
  const worker = () => {
    const ports: SendPorts = { ...send, breaker: breaker() };
    return ({ batch, ...id }: DispatchId & { batch: number }) =>
      sendBatch(ports, id, batch, new Date(world.now.getTime() + 300_000));
  };

  const self = {
    world,
    readers,
    editions,
    ledger,
    control,
    interests: stores.interests,
    files,
    closeTime: () => digest.closeTime,
    /** Sets when the publisher's uploads are expected. */
    expectUploads(expected: TickPorts['expected']) {
      digest.expected = expected;
    },
    /** Sets another close hour or zone. */
    moveCloseTime(closeTime: TickPorts['closeTime']) {
      digest.closeTime = closeTime;
    },
    /** Runs a tick. Throws if a step failed. */
    async tick() {
      const report = await tick(digest, world.now);
      if (report.failed.length > 0) throw report.failed[0]!.error;
      return report;
    },
    /** Runs a tick, and returns its report even if steps failed. */
    tickAnyhow: () => tick(digest, world.now),
    worker,
    /** The worker to which `drain` delivers messages. */
    send: worker(),
    /** Delivers what is queued. A message stays queued when its worker dies, as SQS keeps it. */
    async drain() {
      const reports: Awaited<ReturnType<typeof self.send>>[] = [];
      for (let message = world.queue[0]; message; message = world.queue[0]) {
        reports.push(await self.send(message));
        world.queue.shift();
      }
      return reports;
    },
    async learn() {
      for (let event = world.events[0]; event; event = world.events[0]) {
        await takeFeedback(feedback, event);
        world.events.shift();
      }
    },
    /** Adds an active reader, as SUBSCRIBE would write it. */
    async join(n: number, preferences: Preferences, since = '2026-03-18T12:00:00.000Z') {
      const readerId = readerIdOf(n);
      const address = `reader-${n}@example.org`;
      await readers.signUp({ addressHash: String(n), address, readerId, requested: preferences, at: new Date(since) });
      const pending = (await readers.get(readerId))!;
      await readers.save({
        ...pending,
        status: 'active',
        generation: 1,
        preferences,
        requested: undefined,
        since,
        confirmedAt: since,
      });
      return readerId;
    },
    /** The sum of the counts of an edition's dispatches, from the ledger itself. */
    async accounts(id: string) {
      let state = 'CLOSED';
      const counts = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, CLAIMED: 0, PENDING: 0, audience: 0 };
      for (const dispatch of await editions.dispatches(id)) {
        // No copy of a missed dispatch is sent: a later copy brings its papers.
        if (dispatch.state === 'MISSED') continue;
        counts.audience += dispatch.audience;
        if (dispatch.state === 'OPEN') state = 'OPEN';
        for (let batch = 0; batch * BATCH_SIZE < dispatch.audience; batch++) {
          const readerIds = await files.batch(dispatch, batch);
          for (const row of (await ledger.rows(id, readerIds)).values())
            counts[row.dispatch && row.dispatch !== dispatch.due ? 'SKIPPED' : row.state]++;
        }
      }
      return { state, ...counts };
    },
    after(ms: number) {
      world.now = new Date(world.now.getTime() + ms);
    },
  };
  return self;
}
