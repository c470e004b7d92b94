import { Failure, ink } from '../lib/command.ts';
import { readerPorts } from '../lib/reader-ports.ts';
import { restoreReaders } from '../lib/restore-readers.ts';
import { clients, output, timeOf } from '../lib/stack.ts';
import { agreed, print, stackCommand } from '../lib/stack-command.ts';
import { filesOf, rowsOf } from '../lib/table-export.ts';

const HELP = `Brings readers back from an export of the subscribers table, without those who have left since.

  npx broadsheet restore FOLDER [--yes]

FOLDER has an export as DynamoDB writes it to S3 (DynamoDB JSON): data/*.json.gz and manifest-files.json, the list of them.
Rows that are in the table stay as they are. Who unsubscribed after the export comes back as unsubscribed; who was erased or moved to
another address does not come back: withdrawn/ and moved/ in the store know them. A restore may be repeated. All steps: docs/operate.md#restore-readers

  --yes         without asking
  --json        one JSON object`;

await stackCommand(HELP, { yes: { type: 'boolean', default: false } }, async ({ values, words, stack }) => {
  const [folder, ...more] = words;
  if (!folder || more.length > 0) throw new Failure('Name the folder of one export.', 2);
  const files = await filesOf(folder);
  const where = await stack();
  const question = `Bring back the readers of ${files.length} files of ${folder} that the table lacks?`;
  if (!(await agreed(question, values))) return 1;
  const { dynamo } = clients(where);
  const table = output(where, 'SubscribersTableName');
  const report = await restoreReaders({ dynamo, table, at: await timeOf(where), ...(await readerPorts(where)) }, () =>
    rowsOf(files),
  );
  const { restored, there, unsubscribed, gone, unreadable } = report;
  const lines = [
    `${ink.bold(String(restored))} readers are back, ${unsubscribed} of them unsubscribed, because they left after the export.`,
    `${there} were in the table already. ${gone} do not come back: erased or moved since, or another reader has their address now.`,
    ...(unreadable > 0 ? [ink.bad(`${unreadable} rows could not be read.`)] : []),
  ];
  print(values.json, report, () => lines.join('\n'));
  return unreadable > 0 ? 1 : 0;
});
