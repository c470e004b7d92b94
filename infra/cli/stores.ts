import pMap from 'p-map';
import { controlStore } from '../../functions/adapters/control-store.ts';
import { editionsStore } from '../../functions/adapters/editions-store.ts';
import { editorStore } from '../../functions/adapters/editor-store.ts';
import { ledgerStore } from '../../functions/adapters/ledger-store.ts';
import { papersStore } from '../../functions/adapters/papers-store.ts';
import { queue } from '../../functions/adapters/queue.ts';
import { readersStore } from '../../functions/adapters/readers-store.ts';
import { votesStore } from '../../functions/adapters/votes-store.ts';
import type { Edition } from '../../functions/domain/edition.ts';
import { dueBefore, editionId, parseSlot } from '../../functions/domain/schedule.ts';
import { clients, output, type Stack } from './stack.ts';

/** What an operator looks at and steers in a stack: the same stores and the same queue as the functions have. */
export function storesOf(stack: Stack) {
  const { dynamo, sqs } = clients(stack);
  const table = output(stack, 'EditionsTableName');
  const batches = queue(output(stack, 'SendQueueUrl'), sqs);
  return {
    editions: editionsStore(dynamo, table),
    ledger: ledgerStore(dynamo, table),
    control: controlStore(dynamo, table),
    editor: editorStore(dynamo, table),
    papers: papersStore(dynamo, output(stack, 'PapersTableName')),
    readers: readersStore(dynamo, output(stack, 'SubscribersTableName')),
    votes: votesStore(dynamo, output(stack, 'SubscribersTableName')),
    enqueue: (messages: { edition: string; batch: number }[]) => batches.send(messages),
  };
}

/** The last editions, newest first: the open ones, the house's, and the last of each slot in use. */
export async function recentEditions(stack: Stack, limit: number): Promise<Edition[]> {
  const { editions, readers } = storesOf(stack);
  const served = await editions.served((await readers.slots()).map(({ slot }) => slot));
  const last = [...served].map(([slot, end]) =>
    editionId({ frequency: parseSlot(slot).frequency, start: dueBefore(slot, end), end }),
  );
  const house = (await editions.house(limit)).map(({ id }) => id);
  const ids = [...new Set([...(await editions.open()), ...house, ...last])];
  const found = await pMap(ids, (id) => editions.get(id), { concurrency: 16 });
  return found
    .filter((edition) => edition !== undefined)
    .sort((a, b) => (a.windowEnd > b.windowEnd ? -1 : 1))
    .slice(0, limit);
}
