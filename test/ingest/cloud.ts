import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { papersStore } from '../../functions/adapters/papers.ts';
import { INGEST_TRIES } from '../../functions/contract/env.ts';
import { FEED_PREFIXES, STORE_PREFIXES } from '../../functions/contract/tables.ts';
import type { Receipt } from '../../functions/domain/receipt.ts';
import { ingestFeed } from '../../functions/ingest/ingest-feed.ts';
import type { IngestPorts } from '../../functions/ingest/ingest-ports.ts';
import { ingestRange } from '../../functions/ingest/ingest-range.ts';
import type { Upload } from '../../functions/ingest/notification.ts';
import type { RangeMessage } from '../../functions/ingest/range.ts';
import { refuseUnread } from '../../functions/ingest/refuse-unread.ts';
import type { startTables } from '../fakes/tables.ts';

/** What a crash looks like: nothing between the ports and the queue may take it for an answer. */
class Crash extends Error {}

/** Ingest with a bucket and a queue in memory and the papers in DynamoDB. `rangeBytes` is small, so that small files have ranges. */
export async function ingestCloud(tables: Awaited<ReturnType<typeof startTables>>, rangeBytes = 64 * 1024) {
  const { papers } = await tables.fresh();
  const objects = new Map<string, { bytes: Buffer; metadata: Record<string, string>; eTag: string }>();
  const written = new Map<string, string>();
  let waiting: (Upload | RangeMessage)[] = [];
  const dead: (Upload | RangeMessage)[] = [];
  const received = new Map<Upload | RangeMessage, number>();
  let sequence = 0;
  let stepsTaken = 0;
  let crashAt = Number.POSITIVE_INFINITY;
  let deadly: (message: Upload | RangeMessage) => boolean = () => false;
  let clock = Date.parse('2026-03-18T07:00:00.000Z');

  /** Stops before or after every call that leaves the process. */
  const stepped =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (++stepsTaken === crashAt) throw new Crash();
      const answer = await call(...args);
      if (++stepsTaken === crashAt) throw new Crash();
      return answer;
    };
  const now = () => {
    clock += 1;
    return new Date(clock);
  };
  const store = papersStore(tables.client, papers, { now, sleep: async () => {}, random: () => 0.5 });
  const ports: IngestPorts = {
    bucket: 'feeds-bucket',
    prefixes: { ...FEED_PREFIXES, receipts: STORE_PREFIXES.receipts },
    now,
    rangeBytes,
    open: stepped(async (key, eTag, from = 0) => {
      const object = objects.get(key);
      if (!object || object.eTag !== eTag) return undefined;
      async function* bytes() {
        const { bytes } = object!;
        for (let at = from; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
      }
      return { bytes: bytes(), metadata: object.metadata };
    }),
    save: stepped(store.save),
    getMany: stepped(store.getMany),
    putReceipt: stepped(store.putReceipt),
    receipt: stepped(store.receipt),
    putRange: stepped(store.putRange),
    ranges: stepped(store.ranges),
    putObject: stepped(async (key, body) => void written.set(key, body)),
    sendRanges: stepped(async (messages) => void waiting.push(...messages)),
  };

  /** Takes one message as SQS and INGEST's handler do: what ends without an answer comes back, once more than it is tried. */
  async function takeOne(): Promise<void> {
    const message = waiting.shift();
    if (!message) return;
    const times = (received.get(message) ?? 0) + 1;
    received.set(message, times);
    const isRange = 'range' in message;
    const tries = isRange ? INGEST_TRIES.range : INGEST_TRIES.upload;
    try {
      if (times > tries) {
        await refuseUnread(ports, isRange ? message : { uploads: [message], ignored: 0 }, tries);
        dead.push(message);
        return;
      }
      if (!deadly(message)) {
        await (isRange ? ingestRange(ports, message) : ingestFeed(ports, message));
        return;
      }
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    waiting.push(message);
  }

  return {
    store,
    written,
    takeOne,
    async settle(): Promise<void> {
      while (waiting.length > 0) await takeOne();
    },
    /** Delivers what waits in another order, or more than once. */
    deliver: (order: (messages: (Upload | RangeMessage)[]) => (Upload | RangeMessage)[]) => {
      waiting = order(waiting);
    },
    setClock: (at: Date) => {
      clock = at.getTime();
    },
    crash: (at: number) => {
      stepsTaken = 0;
      crashAt = at;
    },
    steps: () => stepsTaken,
    /** Messages whose files end the process that reads them, so that nothing of it is left. */
    kills: (those: (message: Upload | RangeMessage) => boolean) => {
      deadly = those;
    },
    /** Puts what lies in the DLQ back, as an operator does: as new messages. */
    redrive(): number {
      const moved = dead.splice(0).map((message) => ({ ...message }));
      waiting.push(...moved);
      return moved.length;
    },
    /** Uploads an object; its event waits in the queue. */
    put(key: string, content: string | Buffer, metadata: Record<string, string> = {}): Upload {
      const bytes = Buffer.from(content);
      const eTag = createHash('md5').update(bytes).digest('hex');
      objects.set(key, { bytes, metadata, eTag });
      const uploadedAt = new Date('2026-03-18T06:59:00.000Z');
      const id = `${uploadedAt.toISOString()}#${String(++sequence).padStart(32, '0')}`;
      const upload = { id, bucket: 'feeds-bucket', key, eTag, size: bytes.length, uploadedAt };
      waiting.push(upload);
      return upload;
    },
    remove: (key: string) => objects.delete(key),
    receipt: (upload: Upload): Promise<Receipt | undefined> => store.receipt(upload.id),
    /** The papers of the table, without pointers and bookkeeping. */
    async papers() {
      const { Items = [] } = await tables.client.send(new ScanCommand({ TableName: papers, ConsistentRead: true }));
      return Items.filter((item) => item.sk === 'PAPER' && !('mergedInto' in item)).sort((a, b) => (a.pk < b.pk ? -1 : 1));
    },
  };
}

/** Lines of a snapshot as arXiv's: `records` of them, about `papers` papers again and again; every `bad`th is broken. */
export function snapshot(records: number, papers: number, bad = Number.POSITIVE_INFINITY): string {
  let text = '';
  for (let n = 0; n < records; n += 1) {
    const id = `2001.${String(n % papers).padStart(5, '0')}`;
    const line = JSON.stringify({
      id,
      submitter: 'Emmy',
      authors: 'A. Noether',
      title: `On paper ${n % papers}`,
      abstract: 'We show – it holds.',
      categories: 'math.AG',
    });
    text += `${n % bad === bad - 1 ? line.slice(0, -5) : line}\n`;
  }
  return text;
}
export const packed = (text: string) => gzipSync(text);
