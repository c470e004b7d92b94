import * as z from 'zod';
import { renderParts } from '../../emails/index.tsx';
import { editorStore } from '../adapters/desk.ts';
import { editionFiles } from '../adapters/edition-files.ts';
import { editionKeeper } from '../adapters/edition-keeper.ts';
import { editionsStore, summaryStore } from '../adapters/editions.ts';
import { ledgerStore } from '../adapters/ledger.ts';
import { lexiconVersion, shippedLexicon } from '../adapters/lexicon.ts';
import { papersStore } from '../adapters/papers.ts';
import { queue } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers.ts';
import { sesAccount } from '../adapters/ses.ts';
import { unconfirmedStore } from '../adapters/sign-ups.ts';
import { sourcesStore } from '../adapters/sources.ts';
import { documentClient } from '../adapters/table.ts';
import { interestsStore, votesStore } from '../adapters/votes.ts';
import { digestEnv, publicationOf } from '../contract/env.ts';
import { isAmiss } from '../domain/source-state.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger, withMetrics } from '../runtime/log.ts';
import { siteLinks } from './compose.ts';
import { type ModelPorts, summariser } from './summarise.ts';
import { failWith, type TickPorts, tick } from './tick.ts';

// Cold start
const env = readEnv(digestEnv);
const client = documentClient();
const sendQueue = queue(env.SEND_QUEUE_URL);
const letters = env.LETTERS_QUEUE_URL ? queue(env.LETTERS_QUEUE_URL) : undefined;
const publication = publicationOf(env);
/**
 * Loads the client of the model. Called before the first question only, so that cold starts without a model do not pay for it.
 */
const model = () => import('../adapters/bedrock.ts').then(({ bedrock }) => bedrock(env.SUMMARY_MODEL, countTokens));
let loaded: ReturnType<typeof model> | undefined;
const modelPorts: ModelPorts = {
  ask: async (paper) => {
    loaded ??= model();
    return (await loaded)(paper);
  },
  kept: summaryStore(client, env.EDITIONS_TABLE),
  failed: (error) => {
    count('summariesFailed', 1);
    logger.warn('the model did not summarise a paper', { error: asError(error) });
  },
  now: () => new Date(),
};
const ports: TickPorts = {
  papers: papersStore(client, env.PAPERS_TABLE),
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  editions: editionsStore(client, env.EDITIONS_TABLE, env.LEDGER_DAYS),
  ledger: ledgerStore(client, env.EDITIONS_TABLE, env.LEDGER_DAYS),
  unconfirmed: unconfirmedStore(client, env.SUBSCRIBERS_TABLE),
  remind: letters && ((messages) => letters.send(messages)),
  votes: votesStore(client, env.SUBSCRIBERS_TABLE),
  summarise: env.SUMMARY_MODEL ? summariser(env.SUMMARY_MODEL, modelPorts) : async () => new Map(),
  editor: editorStore(client, env.EDITIONS_TABLE),
  sources: sourcesStore(client, env.EDITIONS_TABLE),
  interests: interestsStore(client, env.SUBSCRIBERS_TABLE),
  lexicon: { version: lexiconVersion, read: shippedLexicon },
  expected: env.EXPECT && { rhythm: env.EXPECT, fetched: env.SOURCES.map(({ folder }) => folder) },
  corpora: new Map(),
  clock: () => new Date(),
  files: { ...editionFiles(env.STORE_BUCKET), ...editionKeeper(env.STORE_BUCKET) },
  enqueue: (messages) => sendQueue.send(messages),
  render: (model, edition) => renderParts({ ...model, publication, ...siteLinks(env.PUBLIC_URL, edition) }),
  account: sesAccount(env.SES_SHARE),
  closeTime: { zone: env.CLOSE_ZONE, hour: env.CLOSE_HOUR },
};
const scheduled = z.object({ time: z.iso.datetime() });

// Called by the schedule. The tick goes by the clock, not by the event's time: an event that comes late must see what is due now.
export const handler = (event: unknown) =>
  withMetrics(async () => {
    const { time } = scheduled.parse(event);
    const report = await tick(ports, new Date());
    count('ticks', report.failed.length === 0 ? 1 : 0, { zero: true });
    count('editionsMade', report.editions.length);
    count('dispatchesMissed', report.missed.length);
    count('skipped', sum(report.closed.map(({ SKIPPED }) => SKIPPED)));
    count('unknownAtClose', sum(report.closed.map(({ UNKNOWN }) => UNKNOWN)));
    count('ledgerGap', sum(report.closed.map(({ gap }) => Math.abs(gap))));
    count('quotaShortfall', report.shortfall);
    const { uploads } = report;
    const amiss = uploads !== undefined && isAmiss(uploads.state);
    count('sourcesAmiss', amiss ? 1 : 0);
    if (amiss) logger.warn('uploads are amiss', uploads);
    for (const { edition, due, unknown } of report.closed) {
      // One line a batch: CloudWatch Logs takes 256 KB a line.
      for (const { batch, readerIds } of unknown)
        logger.warn('a dispatch closed with UNKNOWN copies', { edition, due, batch, readerIds });
    }
    for (const { what, error } of report.failed) logger.error('a part of the tick failed', { what, error: asError(error) });
    const closed = report.closed.map(({ unknown: _, ...counts }) => counts);
    logger.info('tick', { scheduled: time, ...report, closed, failed: report.failed.map(({ what }) => what) });
    // All else is done. Fail now, so that the alarm rings.
    failWith(report.failed);
  });

function countTokens({ input, output }: { input: number; output: number }): void {
  count('summaryTokensIn', input);
  count('summaryTokensOut', output);
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

const asError = (error: unknown) => (error instanceof Error ? error : String(error));
