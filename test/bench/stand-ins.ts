import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { listening } from '../fakes/listening.ts';
import { startTables } from '../fakes/tables.ts';

/** Where the stand-ins listen, and the tables made for this run. */
type Ready = { dynamo: string; ses: string; tables: Record<'papers' | 'subscribers' | 'editions', string> };
/** What the stand-ins have seen so far. */
export type Seen = { mails: number; readers: number; requests: Record<string, number>; rss: number };

/**
 * DynamoDB (dynalite, in memory) and an SES that takes every mail, in a process of their own, so that what they use is not
 * counted as ours. Points this process's SDK at them.
 */
export async function startStandIns() {
  const child = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: ['--max-old-space-size=12000'] });
  const message = <T>() => new Promise<T>((resolve) => child.once('message', (answer) => resolve(answer as T)));
  const ready = await message<Ready>();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: ready.dynamo,
    AWS_ENDPOINT_URL_SESV2: ready.ses,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  return {
    tables: ready.tables,
    seen: () => {
      child.send('seen');
      return message<Seen>();
    },
    stop: () => child.kill(),
  };
}

async function serve(): Promise<void> {
  const tables = await startTables();
  const readers = new Set<string>();
  let mails = 0;
  const ses = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.method === 'GET') return response.end(ACCOUNT);
      const [, reader] = /"Name":"reader","Value":"([\w-]+)"/.exec(Buffer.concat(chunks).toString('latin1')) ?? [];
      if (reader) readers.add(reader);
      return response.end(`{"MessageId":"0100019${(mails++).toString(16).padStart(53, '0')}"}`);
    });
  });
  const host = await listening(ses);
  process.on('message', () => process.send?.({ mails, readers: readers.size, rss: process.memoryUsage.rss() }));
  process.on('disconnect', () => process.exit());
  process.send?.({
    dynamo: tables.endpoint,
    ses: `http://${host}`,
    tables: await tables.fresh(),
  } satisfies Ready);
}

/** No limit, so that what is measured is us. */
const ACCOUNT = JSON.stringify({
  SendQuota: { Max24HourSend: -1, MaxSendRate: 1_000_000, SentLast24Hours: 0 },
  SendingEnabled: true,
  ProductionAccessEnabled: true,
  EnforcementStatus: 'HEALTHY',
});

if (process.argv[2] === 'serve') await serve();
