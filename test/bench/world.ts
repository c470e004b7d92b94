import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { assemble, assembleNotice } from '../../emails/assemble.ts';
import { cached } from '../../functions/adapters/cache.ts';
import { controlStore, rateLimiter } from '../../functions/adapters/control.ts';
import { editionsStore } from '../../functions/adapters/editions.ts';
import { ledgerStore } from '../../functions/adapters/ledger.ts';
import { lexiconVersion, shippedLexicon } from '../../functions/adapters/lexicon.ts';
import { readersStore } from '../../functions/adapters/readers.ts';
import { mailer, sesAccount } from '../../functions/adapters/ses.ts';
import { unconfirmedStore } from '../../functions/adapters/sign-ups.ts';
import { documentClient } from '../../functions/adapters/table.ts';
import { interestsStore } from '../../functions/adapters/votes.ts';
import { WISH_INDEX } from '../../functions/contract/tables.ts';
import { failWith, type TickPorts, tick } from '../../functions/digest/tick.ts';
import { breaker } from '../../functions/domain/breaker.ts';
import {
  BATCH_SIZE,
  type Dispatch,
  type DispatchId,
  type Parts,
  type Printed,
  type PrintedPaper,
} from '../../functions/domain/edition.ts';
import { NO_CHOICES } from '../../functions/domain/editor.ts';
import { type Features, finder } from '../../functions/domain/interests/features.ts';
import type { Preferences } from '../../functions/domain/schedule.ts';
import { wishOf } from '../../functions/domain/schedule.ts';
import { type Purpose, signToken } from '../../functions/domain/token.ts';
import { type SendPorts, sendBatch } from '../../functions/send/send-batch.ts';
import { edition, fullDay, list, readerOf, render } from './edition.ts';
import { startStandIns } from './stand-ins.ts';

/** Capacity units of DynamoDB and calls of it, as its stand-in counts them. */
export type Usage = { read: number; write: number; calls: number };

/**
 * DIGEST and SEND as their handlers compose them, on the real stores and the real SDK, over loopback HTTP to stand-ins for
 * DynamoDB and SES in another process. S3 and SQS are in memory: they are called once or twice for a hundred readers.
 */
export async function sendWorld({ counting = false } = {}) {
  const day = await fullDay();
  const standIns = await startStandIns();
  const client = documentClient();
  const usage: Usage = { read: 0, write: 0, calls: 0 };
  if (counting) countCapacity(client, usage);
  const { subscribers, editions } = standIns.tables;
  const config = { name: list.name, from: 'digest@example.org', replyTo: '', configurationSet: 'broadsheet' };
  const time = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
  const ses = mailer(config, time.now);
  const ring = { newest: 'k1', keys: new Map([['k1', new Uint8Array(32).fill(7)]]) };
  const control = controlStore(client, editions);
  let clock = edition.madeAt;
  const now = () => new Date(clock);
  const files = memoryFiles();
  const queue: (DispatchId & { batch: number })[] = [];
  const stores = {
    readers: readersStore(client, subscribers),
    unconfirmed: unconfirmedStore(client, subscribers),
    editions: editionsStore(client, editions),
    ledger: ledgerStore(client, editions),
  };
  const digest: TickPorts = {
    ...stores,
    account: sesAccount(),
    papers: {
      newsBetween: async () => day.papers.map(({ id }) => id),
      getMany: async () => day.papers,
      receiptsBetween: async () => [],
    },
    votes: { count: async () => new Map() },
    summarise: async () => new Map(),
    sources: { states: async () => [], put: async () => {} },
    expected: undefined,
    remind: undefined,
    editor: { choices: async () => NO_CHOICES },
    interests: interestsStore(client, subscribers),
    lexicon: { version: lexiconVersion, read: shippedLexicon },
    corpora: new Map(),
    clock: now,
    files,
    enqueue: async (messages) => void queue.push(...messages),
    render,
    closeTime: { zone: 'UTC', hour: 0 },
  };
  const send: SendPorts = {
    ...stores,
    files,
    parts: files.parts,
    finder: async (edition) => {
      const features = await files.features(edition);
      return features && finder(features);
    },
    assemble,
    assembleNotice,
    language: 'en-GB',
    mailer: { send: ses.send, account: cached(ses.account, 60_000, time.now) },
    paused: cached(control.paused, 2_000, time.now),
    count: control.count,
    pace: rateLimiter(client, editions, time).take,
    links:
      async () =>
      ({ readerId: subject, generation }) => {
        const token = (purpose: Purpose) => signToken(ring, { purpose, subject, generation });
        const link = (purpose: Purpose) => `https://papers.example.org/${purpose}?token=${token(purpose)}`;
        return { unsubscribeUrl: link('unsubscribe'), preferencesUrl: link('preferences'), voteToken: token('vote') };
      },
    breaker: breaker(),
    list,
    now,
    sleep: time.sleep,
  };
  return {
    day,
    config,
    stores,
    send,
    queue,
    usage,
    seen: standIns.seen,
    stop: standIns.stop,
    now,
    control,
    files,
    setClock: (at: string) => {
      clock = at;
    },
    async tick() {
      const report = await tick(digest, now());
      failWith(report.failed);
      return report;
    },
    /** One worker on one message. */
    deliver: (id: DispatchId, batch: number) => sendBatch(send, id, batch, new Date(now().getTime() + 300_000)),
    /** Puts active readers `from` to `to` of a wish into the table, as SUBSCRIBE would leave them. */
    async join(preferences: Preferences, from: number, to: number) {
      await stores.readers.save({ ...readerOf(from), preferences });
      for (let n = from; n < to; n += 25) {
        const rows = Array.from({ length: Math.min(25, to - n) }, (_, i) => {
          const row = { ...readerOf(n + i), preferences };
          const key = {
            pk: `READER#${row.readerId}`,
            sk: 'READER',
            [WISH_INDEX.partition]: `${wishOf(preferences)}#${(n + i) % 4}`,
          };
          return { PutRequest: { Item: { ...key, ...row } } };
        });
        await client.send(new BatchWriteCommand({ RequestItems: { [subscribers]: rows } }));
      }
    },
  };
}

/** Asks for the capacity that each call consumes. A write that its condition refused consumes a unit without telling. */
export function countCapacity(client: ReturnType<typeof documentClient>, usage: Usage): void {
  type Answer = { ConsumedCapacity?: Capacity | Capacity[] };
  type Capacity = { CapacityUnits: number };
  const send = client.send.bind(client) as (command: { input: object }) => Promise<Answer>;
  client.send = (async (command: { input: object }) => {
    Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
    const kind = /Get|Query/.test(command.constructor.name) ? 'read' : 'write';
    usage.calls++;
    try {
      const answer = await send(command);
      usage[kind] += [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
      return answer;
    } catch (error) {
      usage[kind] += 1;
      throw error;
    }
  }) as typeof client.send;
}

function memoryFiles() {
  const parts = new Map<string, Parts>();
  const papers = new Map<string, readonly PrintedPaper[]>();
  const features = new Map<string, Features>();
  const audiences = new Map<string, readonly string[]>();
  const keep = <T>(all: Map<string, T>, id: string, content: T) => {
    all.set(id, content);
    return Promise.resolve(id);
  };
  const batchOf = (key: string, n: number) => audiences.get(key)!.slice(n * BATCH_SIZE, (n + 1) * BATCH_SIZE);
  const allPapers = async ({ files }: Printed) => [...papers.get(files.papers)!];
  return {
    keepPapers: (id: string, printed: readonly PrintedPaper[]) => keep(papers, id, printed),
    keepFeatures: (id: string, all: Features) => keep(features, id, all),
    features: async ({ files }: Printed) => (files.features ? features.get(files.features) : undefined),
    keepParts: (id: string, cut: Parts) => keep(parts, id, cut),
    keepAudience: ({ edition, due }: DispatchId, readerIds: readonly string[]) => keep(audiences, `${edition} ${due}`, readerIds),
    papers: allPapers,
    allPapers,
    parts: async ({ files }: Printed) => parts.get(files.parts)!,
    batch: async ({ audienceKey = '' }: Pick<Dispatch, 'audienceKey'>, n: number) => batchOf(audienceKey, n),
    batches:
      async ({ audienceKey = '' }: Pick<Dispatch, 'audienceKey'>) =>
      (n: number) =>
        batchOf(audienceKey, n),
  };
}
