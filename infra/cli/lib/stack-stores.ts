import { controlStore } from '../../../functions/adapters/control.ts';
import { editorStore } from '../../../functions/adapters/desk.ts';
import { editionFiles } from '../../../functions/adapters/edition-files.ts';
import { editionsStore } from '../../../functions/adapters/editions.ts';
import { ledgerStore } from '../../../functions/adapters/ledger.ts';
import { papersStore } from '../../../functions/adapters/papers.ts';
import { queue } from '../../../functions/adapters/queue.ts';
import { readersStore } from '../../../functions/adapters/readers.ts';
import { votesStore } from '../../../functions/adapters/votes.ts';
import { accent } from '../../../functions/contract/colours.ts';
import type { Publisher } from '../../../functions/desk/whole-mail.ts';
import type { DispatchId } from '../../../functions/domain/edition.ts';
import type { CloseTime } from '../../../functions/domain/schedule.ts';
import { config } from '../../config.ts';
import { deployedSettings } from './settings.ts';
import { clients, output, type Stack } from './stack.ts';

/** The stores of a stack's tables and buckets, and SEND's queue: the same adapters that the functions use. */
export function storesOf(stack: Stack) {
  const { dynamo, s3, sqs } = clients(stack);
  const table = output(stack, 'EditionsTableName');
  const batches = queue(output(stack, 'SendQueueUrl'), sqs);
  return {
    editions: editionsStore(dynamo, table),
    files: editionFiles(output(stack, 'StoreBucketName'), s3),
    ledger: ledgerStore(dynamo, table),
    control: controlStore(dynamo, table),
    editor: editorStore(dynamo, table),
    papers: papersStore(dynamo, output(stack, 'PapersTableName')),
    readers: readersStore(dynamo, output(stack, 'SubscribersTableName')),
    votes: votesStore(dynamo, output(stack, 'SubscribersTableName')),
    enqueue: (messages: (DispatchId & { batch: number })[]) => batches.send(messages),
  };
}

/** When the editions of a stack close. */
export const closeTimeOf = (stack: Stack): CloseTime => ({
  zone: output(stack, 'CloseZone'),
  hour: Number(output(stack, 'CloseHour')),
});

/** The publisher's details for the mails of a stack. */
export function publisherOf(stack: Stack): Publisher {
  const said = Object.fromEntries(deployedSettings(stack));
  const { listName, publisher, postalAddress } = { ...config.parse({}), ...said };
  return {
    publication: {
      ...{ listName, publisher, postalAddress },
      accent: accent(output(stack, 'Accent')),
      language: output(stack, 'ListLanguage'),
    },
    site: output(stack, 'ApiUrl').replace(/\/$/, ''),
  };
}
