import { departures } from '../adapters/files.ts';
import { postponeIn } from '../adapters/queue.ts';
import { readersStore } from '../adapters/readers.ts';
import { keyring } from '../adapters/secrets.ts';
import { documentClient } from '../adapters/table.ts';
import { leaveEnv } from '../contract/env.ts';
import { readEnv } from '../runtime/env.ts';
import { logger } from '../runtime/log.ts';
import { sqsBatch } from '../runtime/sqs.ts';
import { leaveByMail, recipientsOf } from './leave-by-mail.ts';

// Cold start
const env = readEnv(leaveEnv);
const now = () => new Date();
const keys = keyring(env.TOKEN_SECRET_ARN, now);
const leave = leaveByMail({
  readers: readersStore(documentClient(), env.SUBSCRIBERS_TABLE),
  addressKey: async () => (await keys()).address,
  tokenKeys: async () => (await keys()).tokens,
  noteDeparture: departures(env.STORE_BUCKET).note,
  now,
});

// Called for every mail to the unsubscribe domain
export const handler = sqsBatch(recipientsOf, postponeIn([env.QUEUE_URL]), async (recipients) =>
  logger.info('mail to unsubscribe', await leave(recipients)),
);
