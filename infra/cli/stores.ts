import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { controlStore } from '../../functions/adapters/control-store.ts';
import { editionsStore } from '../../functions/adapters/editions-store.ts';
import { editorStore } from '../../functions/adapters/editor-store.ts';
import { ledgerStore } from '../../functions/adapters/ledger-store.ts';
import { papersStore } from '../../functions/adapters/papers-store.ts';
import { queue } from '../../functions/adapters/queue.ts';
import { type Edition, edition } from '../../functions/domain/edition.ts';
import { clients, output, type RunningCloud } from './running-cloud.ts';

/** What an operator looks at and steers in a cloud: the same stores and the same queue as the functions have. */
export function storesOf(cloud: RunningCloud) {
  const { dynamo, sqs } = clients(cloud);
  const table = output(cloud, 'EditionsTableName');
  const batches = queue(output(cloud, 'SendQueueUrl'), sqs);
  return {
    editions: editionsStore(dynamo, table),
    ledger: ledgerStore(dynamo, table),
    control: controlStore(dynamo, table),
    editor: editorStore(dynamo, table),
    papers: papersStore(dynamo, output(cloud, 'PapersTableName')),
    enqueue: (messages: { edition: string; batch: number }[]) => batches.send(messages),
  };
}

/** Every edition, oldest first. Local tables are small enough to scan; a deployed stack would ask its index. */
export async function allEditions(cloud: RunningCloud): Promise<Edition[]> {
  const { Items = [] } = await clients(cloud).dynamo.send(
    new ScanCommand({
      TableName: output(cloud, 'EditionsTableName'),
      FilterExpression: 'sk = :edition',
      ExpressionAttributeValues: { ':edition': 'EDITION' },
      ConsistentRead: true,
    }),
  );
  return z
    .array(edition)
    .parse(Items)
    .sort((a, b) => (a.windowEnd < b.windowEnd ? -1 : 1));
}
