import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { capsStore } from '../../../functions/adapters/caps.ts';
import { departures } from '../../../functions/adapters/files.ts';
import { queue } from '../../../functions/adapters/queue.ts';
import { readersStore } from '../../../functions/adapters/readers.ts';
import { keyring } from '../../../functions/adapters/secrets.ts';
import { type Reader, reader } from '../../../functions/domain/reader.ts';
import type { AccountPorts } from '../../../functions/subscribe/account.ts';
import type { ImportPorts } from '../../../functions/subscribe/import-reader.ts';
import { mailboxes } from '../../../functions/subscribe/mailboxes.ts';
import { clients, output, place, type Stack, timeOf } from './stack.ts';

/** The ports of SUBSCRIBE's use cases, for the readers of a stack. `now` is always the instant of this call. */
export async function readerPorts(stack: Stack): Promise<AccountPorts & ImportPorts> {
  const { dynamo, s3, sqs } = clients(stack);
  const at = await timeOf(stack);
  const now = () => at;
  const keys = keyring(output(stack, 'TokenSecretArn'), now, new SecretsManagerClient({ ...place(stack) }));
  const letters = queue(output(stack, 'LettersQueueUrl'), sqs);
  const addressKey = async () => (await keys()).address;
  const { note, of } = departures(output(stack, 'StoreBucketName'), s3);
  return {
    readers: readersStore(dynamo, output(stack, 'SubscribersTableName')),
    mailboxes: mailboxes({ caps: capsStore(dynamo, output(stack, 'SubscribersTableName')), addressKey }),
    noteDeparture: note,
    departureOf: of,
    addressKey,
    requestLetter: (message) => letters.send([message]),
    randomId: () => randomBytes(16).toString('base64url'),
    now,
  };
}

/** Yields every reader of a stack, in no order; undefined for a row that cannot be read. Reads the whole table. */
export async function* everyReader(stack: Stack): AsyncGenerator<Reader | undefined> {
  const scan = {
    TableName: output(stack, 'SubscribersTableName'),
    FilterExpression: 'sk = :reader',
    ExpressionAttributeValues: { ':reader': 'READER' },
  };
  for await (const { Items = [] } of paginateScan({ client: clients(stack).dynamo }, scan))
    for (const item of Items) yield reader.safeParse(item).data;
}
