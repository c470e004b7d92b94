import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { renderLetter } from '../../emails/index.tsx';
import { cached } from '../adapters/cache.ts';
import { capsStore } from '../adapters/caps.ts';
import { rateLimiter } from '../adapters/control.ts';
import { editorsStore } from '../adapters/desk.ts';
import { editionFiles } from '../adapters/edition-files.ts';
import { editionsStore } from '../adapters/editions.ts';
import { lettersStore } from '../adapters/ledger.ts';
import { postponeIn } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers.ts';
import { keyring } from '../adapters/secrets.ts';
import { mailer } from '../adapters/ses.ts';
import { documentClient } from '../adapters/table.ts';
import { lettersEnv, publicationOf, senderOf } from '../contract/env.ts';
import { deskLetterMessage, letterMessage } from '../contract/messages.ts';
import { breaker } from '../domain/breaker.ts';
import { NOT_VERIFIED } from '../domain/mail.ts';
import { readEnv } from '../runtime/env.ts';
import { count, logger } from '../runtime/log.ts';
import { sqsBatch } from '../runtime/sqs.ts';
import { mailboxes } from '../subscribe/mailboxes.ts';
import type { LetterOutcome } from './hand-over.ts';
import { type DeskLetterPorts, sendDeskLetter } from './send-desk-letter.ts';
import { type LetterPorts, sendLetter } from './send-letter.ts';

// Cold start
const env = readEnv(lettersEnv);
const client = documentClient();
const now = () => new Date();
const keys = keyring(env.TOKEN_SECRET_ARN, now);
const ses = mailer(senderOf(env), now);
const watchedAccount = async () => {
  const account = await ses.account();
  if (account.unanswered) logger.warn('GetAccount of SES failed: its last answer is used', { code: account.unanswered });
  return account;
};
const account = cached(watchedAccount, 300_000, now);
const limiter = rateLimiter(client, env.EDITIONS_TABLE, { now, sleep });
const addressKey = async () => (await keys()).address;
const ports: LetterPorts & DeskLetterPorts = {
  readers: readersStore(client, env.SUBSCRIBERS_TABLE),
  letters: lettersStore(client, env.EDITIONS_TABLE),
  mailboxes: mailboxes({ caps: capsStore(client, env.SUBSCRIBERS_TABLE), addressKey }),
  editors: editorsStore(client, env.EDITIONS_TABLE),
  addressKey,
  editions: editionsStore(client, env.EDITIONS_TABLE),
  papers: editionFiles(env.STORE_BUCKET).papers,
  tokenKeys: async () => (await keys()).tokens,
  render: renderLetter,
  pace: async () => limiter.take((await account()).ratePerSecond),
  send: ses.send,
  breaker: breaker(),
  now,
};
const config = {
  publicUrl: env.PUBLIC_URL,
  publication: publicationOf(env),
  editors: env.EDITORS,
  closeZone: env.CLOSE_ZONE,
};

// Called for every letter message
export const handler = sqsBatch(z.union([letterMessage, deskLetterMessage]), postponeIn([env.QUEUE_URL]), async (order) => {
  let outcome: LetterOutcome | undefined;
  // The log names an editor by their place in the list only.
  let about: object = { kind: order.kind, letter: order.letter };
  try {
    if ('editorId' in order) {
      const sent = await sendDeskLetter(ports, config, order);
      outcome = sent.outcome;
      about = { ...about, editor: sent.editor };
    } else {
      about = order;
      outcome = await sendLetter(ports, config, order);
    }
  } finally {
    const reason = outcome?.kind === 'retry' ? outcome.reason : undefined;
    const unverified = outcome?.kind === 'rejected' && outcome.code === NOT_VERIFIED;
    count('sendingStopped', reason === 'stopped' || reason === 'quota' || unverified ? 1 : 0);
    count('lettersGivenUp', outcome?.kind === 'unknown' || outcome?.kind === 'rejected' ? 1 : 0);
  }
  const { kind, ...result } = outcome;
  logger.info('letter', { ...about, outcome: kind, ...result });
  if (outcome.kind === 'retry') throw new Error(`the letter was not sent and will be tried again: ${outcome.reason}`);
});
