import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { interestsStore } from '../../functions/adapters/votes.ts';
import { EMPTY_FILTER, type Interests, NO_INTERESTS } from '../../functions/domain/interests/interests.ts';
import type { Reader } from '../../functions/domain/reader.ts';
import { clients, localStack, output } from '../../infra/cli/lib/stack.ts';
import type { LocalCloud } from './local-cloud.ts';

type Said = Partial<Omit<Interests, 'follow' | 'mute'>> & Record<'follow' | 'mute', Partial<Interests['follow']>>;

/** A reader says what they work on, and names papers: as rows, the way the pages write them. */
export async function say(
  cloud: LocalCloud['cloud'],
  address: string,
  { follow, mute, ...others }: Said,
  examples: string[] = [],
) {
  const stack = localStack(cloud);
  const { dynamo } = clients(stack);
  const TableName = output(stack, 'SubscribersTableName');
  const { readerId } = await readerAt(cloud, address);
  const said = { follow: { ...EMPTY_FILTER, ...follow }, mute: { ...EMPTY_FILTER, ...mute } };
  const update = new UpdateCommand({
    TableName,
    Key: { pk: `READER#${readerId}`, sk: 'READER' },
    UpdateExpression: 'SET interests = :interests ADD rev :one',
    ExpressionAttributeValues: { ':interests': { ...NO_INTERESTS, ...others, ...said }, ':one': 1 },
  });
  await dynamo.send(update);
  for (const paperId of examples) {
    const Item = { pk: `READER#${readerId}`, sk: `VOTE#${paperId}`, kind: 'example', at: '2026-03-18T12:00:00.000Z' };
    await dynamo.send(new PutCommand({ TableName, Item }));
  }
  await interestsStore(dynamo, TableName).markForLearning(readerId);
}

/** The row of a reader. */
export async function readerAt(cloud: LocalCloud['cloud'], address: string): Promise<Reader> {
  const stack = localStack(cloud);
  const query = new ScanCommand({
    TableName: output(stack, 'SubscribersTableName'),
    FilterExpression: 'sk = :reader AND address = :address',
    ExpressionAttributeValues: { ':reader': 'READER', ':address': address },
  });
  return (await clients(stack).dynamo.send(query)).Items?.[0] as Reader;
}
