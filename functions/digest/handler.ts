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
import { summaryStore } from '../adapters/summary-store.ts';
import { unconfirmedStore } from '../adapters/unconfirmed-store.ts';
import { votesStore } from '../adapters/votes-store.ts';
import { digestEnv } from '../contract/env.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger, withMetrics } from '../runtime/log.ts';
import { siteLinks } from './compose.ts';
import { type ModelPorts, summariser } from './summarise.ts';
import { failWith, type TickPorts, tick } from './tick.ts';

// Cold start
const env = readEnv(digestEnv);
const client = documentClient();
const sendQueue = queue(env.SEND_QUEUE_URL);
const publication = {
  listName: env.LIST_NAME,
  publisher: env.PUBLISHER,
  postalAddress: env.POSTAL_ADDRESS,
  accent: env.ACCENT,
  language: env.LIST_LANGUAGE,
};
/** A model's client is loaded when it is first asked: without one, no cold start pays for it. */
const model = () => import('../adapters/model.ts').then(({ bedrock }) => bedrock(env.SUMMARY_MODEL, countTokens));
let loaded: ReturnType<typeof model> | undefined;
const modelPorts: ModelPorts = {
  ask: async (paper) => {
    loaded ??= model();
    return (await loaded)(paper);
  },
  kept: summaryStore(client, env.EDITIONS_TABLE),
  failed: (error) => {
    count('summariesFailed', 1);
    logger.warn('no summary', { error: error instanceof Error ? error : String(error) });
  },
  now: () => new Date(),
};
const ports: TickPorts = {
  papers: papersStore(client, env.PAPERS_TABLE),
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  editions: editionsStore(client, env.EDITIONS_TABLE, env.LEDGER_DAYS),
  ledger: ledgerStore(client, env.EDITIONS_TABLE, env.LEDGER_DAYS),
  unconfirmed: unconfirmedStore(client, env.SUBSCRIBERS_TABLE),
  votes: votesStore(client, env.SUBSCRIBERS_TABLE),
  summarise: env.SUMMARY_MODEL ? summariser(env.SUMMARY_MODEL, modelPorts) : async () => new Map(),
  editor: editorStore(client, env.EDITIONS_TABLE),
  files: editionFiles(env.STORE_BUCKET),
  enqueue: (messages) => sendQueue.send(messages),
  render: ({ voteToken, ...model }, edition) =>
    renderDigest({ ...model, publication, ...siteLinks(env.PUBLIC_URL, edition, voteToken) }),
  account: sesAccount(env.SES_SHARE),
  house: { zone: env.HOUSE_ZONE, hour: env.HOUSE_HOUR },
};
const scheduled = z.object({ time: z.iso.datetime() });

// Called by the schedule. Its own time is not the clock: a firing delivered late must see what is due now.
export const handler = (event: unknown) =>
  withMetrics(async () => {
    const { time } = scheduled.parse(event);
    const { failed, ...report } = await tick(ports, new Date());
    count('ticks', failed.length > 0 ? 0 : 1);
    count('editionsFrozen', report.frozen.length);
    count('skipped', sum(report.closed.map(({ SKIPPED }) => SKIPPED)));
    count('unknownAtClose', sum(report.closed.map(({ UNKNOWN }) => UNKNOWN)));
    count('ledgerGap', sum(report.closed.map(({ gap }) => Math.abs(gap))));
    count('quotaShortfall', report.shortfall);
    for (const { id, unknown } of report.closed) {
      // A line a batch: a line of CloudWatch Logs ends at 256 KB.
      for (const { batch, readerIds } of unknown) logger.warn('unknown at close', { edition: id, batch, readerIds });
    }
    const closed = report.closed.map(({ unknown: _, ...counts }) => counts);
    logger.info('tick', { scheduled: time, ...report, closed });
    for (const { what, error } of failed)
      logger.error('not done in this tick', { what, error: error instanceof Error ? error : String(error) });
    failWith(failed);
  });

function countTokens({ input, output }: { input: number; output: number }): void {
  count('summaryTokensIn', input);
  count('summaryTokensOut', output);
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
