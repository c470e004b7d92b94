import { setTimeout as sleep } from 'node:timers/promises';
import { assemble, assembleNotice } from '../../emails/assemble.ts';
import { cached, cachedByKey } from '../adapters/cache.ts';
import { controlStore, rateLimiter } from '../adapters/control.ts';
import { editionFiles } from '../adapters/edition-files.ts';
import { editionsStore } from '../adapters/editions.ts';
import { ledgerStore } from '../adapters/ledger.ts';
import { postponeIn } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers.ts';
import { keyring } from '../adapters/secrets.ts';
import { mailer } from '../adapters/ses.ts';
import { documentClient } from '../adapters/table.ts';
import { sendEnv, senderOf } from '../contract/env.ts';
import { batchMessage } from '../contract/messages.ts';
import { breaker } from '../domain/breaker.ts';
import { type Features, finder } from '../domain/interests/features.ts';
import { OWED_DAYS } from '../domain/ledger.ts';
import { signLocalPart } from '../domain/mail-token.ts';
import { type Purpose, signToken } from '../domain/token.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger } from '../runtime/log.ts';
import { sqsBatch } from '../runtime/sqs.ts';
import { type SendPorts, sendBatch } from './send-batch.ts';

// Cold start
const env = readEnv(sendEnv);
const client = documentClient();
const now = () => new Date();
const keys = keyring(env.TOKEN_SECRET_ARN, now);
const control = controlStore(client, env.EDITIONS_TABLE);
const ses = mailer(senderOf(env), now);
const watchedAccount = async () => {
  const account = await ses.account();
  if (account.unanswered) logger.warn('GetAccount of SES failed: its last answer is used', { code: account.unanswered });
  count('quotaNear', account.usedToday >= 0.8 ? 1 : 0);
  return account;
};
const files = editionFiles(env.STORE_BUCKET);
const finderOf = (features: Features | undefined) => features && finder(features);
const ports: SendPorts = {
  editions: editionsStore(client, env.EDITIONS_TABLE, env.LEDGER_DAYS),
  files,
  // A copy draws on a fortnight's editions at most, and editions do not change.
  parts: cachedByKey(files.parts, { most: OWED_DAYS + 1, forMs: Number.POSITIVE_INFINITY, now }),
  finder: cachedByKey(async (edition) => finderOf(await files.features(edition)), {
    most: OWED_DAYS + 1,
    forMs: Number.POSITIVE_INFINITY,
    now,
  }),
  assemble,
  assembleNotice,
  language: env.LIST_LANGUAGE,
  ledger: ledgerStore(client, env.EDITIONS_TABLE, env.LEDGER_DAYS),
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  // SES answers GetAccount once a second for the whole account, so a worker asks once a minute.
  mailer: { send: ses.send, account: cached(watchedAccount, 60_000, now) },
  // A pause reaches every worker within two seconds.
  paused: cached(control.paused, 2_000, now),
  count: control.count,
  pace: rateLimiter(client, env.EDITIONS_TABLE, { now, sleep }).take,
  links: async () => {
    const { tokens } = await keys();
    return ({ readerId: subject, generation }) => {
      const token = (purpose: Purpose) => signToken(tokens, { purpose, subject, generation });
      const link = (purpose: Purpose) => `${env.PUBLIC_URL}/${purpose}?token=${token(purpose)}`;
      const local = env.UNSUBSCRIBE_DOMAIN && signLocalPart(tokens, { subject, generation });
      return {
        unsubscribeUrl: link('unsubscribe'),
        ...(local && { unsubscribeMail: `${local}@${env.UNSUBSCRIBE_DOMAIN}` }),
        preferencesUrl: link('preferences'),
        voteToken: token('vote'),
      };
    };
  },
  breaker: breaker(),
  list: { name: env.LIST_NAME, domain: env.LIST_DOMAIN, archiveUrl: `${env.PUBLIC_URL}/editions` },
  now,
  sleep,
};

// Called for every batch message
export const handler = sqsBatch(batchMessage, postponeIn([env.QUEUE_URL]), async ({ batch, ...id }, context) => {
  const deadline = new Date(Date.now() + context.getRemainingTimeInMillis());
  const report = await sendBatch(ports, id, batch, deadline);
  count('sent', report.SENT);
  count('rejected', report.REJECTED);
  const { halt = '', unverified } = report;
  const stopped = halt === 'disabled' || halt === 'quota' || halt.startsWith('stopped') || unverified;
  count('sendingStopped', stopped ? 1 : 0);
  logger.info('batch', { ...id, batch, ...report });
});
