import * as z from 'zod';
import { renderDigest } from '../../emails/index.tsx';
import { sesAccount } from '../adapters/account.ts';
import { documentClient } from '../adapters/dynamo.ts';
import { editionFiles } from '../adapters/edition-files.ts';
import { editionsStore } from '../adapters/editions-store.ts';
import { editorStore } from '../adapters/editor-store.ts';
import { ledgerStore } from '../adapters/ledger-store.ts';
import { papersStore } from '../adapters/papers-store.ts';
import { queue } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers-store.ts';
import { votesStore } from '../adapters/votes-store.ts';
import { digestEnv } from '../contract/env.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger, withMetrics } from '../runtime/log.ts';
import { type TickPorts, tick } from './tick.ts';

// Cold start
const env = readEnv(digestEnv);
const client = documentClient();
const sendQueue = queue(env.SEND_QUEUE_URL);
const publication = { listName: env.LIST_NAME, publisher: env.PUBLISHER, postalAddress: env.POSTAL_ADDRESS };
const ports: TickPorts = {
  papers: papersStore(client, env.PAPERS_TABLE),
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  editions: editionsStore(client, env.EDITIONS_TABLE),
  ledger: ledgerStore(client, env.EDITIONS_TABLE),
  votes: votesStore(client, env.SUBSCRIBERS_TABLE),
  editor: editorStore(client, env.EDITIONS_TABLE),
  files: editionFiles(env.STORE_BUCKET),
  enqueue: (messages) => sendQueue.send(messages),
  render: ({ voteToken, ...model }, edition) =>
    renderDigest({
      ...model,
      publication,
      webUrl: `${env.PUBLIC_URL}/editions/${edition}`,
      privacyUrl: `${env.PUBLIC_URL}/privacy`,
      voteUrl: `${env.PUBLIC_URL}/vote?edition=${edition}&token=${voteToken}`,
    }),
  account: sesAccount(env.SES_SHARE),
  house: { zone: env.HOUSE_ZONE, hour: env.HOUSE_HOUR },
};
const scheduled = z.object({ time: z.iso.datetime() });

// Called by the schedule. Its own time is not the clock: a firing delivered late must see what is due now.
export const handler = (event: unknown) =>
  withMetrics(async () => {
    const { time } = scheduled.parse(event);
    const report = await tick(ports, new Date());
    count('ticks', 1);
    count('editionsFrozen', report.frozen.length);
    count('unknownAtClose', sum(report.closed.map(({ UNKNOWN }) => UNKNOWN)));
    count('ledgerGap', sum(report.closed.map(({ gap }) => Math.abs(gap))));
    count('quotaShortfall', report.shortfall);
    for (const { id, unknown } of report.closed) {
      // A line a batch: a line of CloudWatch Logs ends at 256 KB.
      for (const { batch, readerIds } of unknown) logger.warn('unknown at close', { edition: id, batch, readerIds });
    }
    const closed = report.closed.map(({ unknown: _, ...counts }) => counts);
    logger.info('tick', { scheduled: time, ...report, closed });
  });

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
