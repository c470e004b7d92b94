import { Failure, ink } from '../lib/command.ts';
import { readerPorts } from '../lib/reader-ports.ts';
import { restoreReaders } from '../lib/restore-readers.ts';
import { clients, output, timeOf } from '../lib/stack.ts';
import { agreed, stackCommand } from '../lib/stack-command.ts';
import { openExport } from '../lib/table-export.ts';

const HELP = `Brings readers back from an export of the subscribers table, but nobody who has left since.

  npx broadsheet restore FOLDER [--yes]

FOLDER holds an export as DynamoDB writes it to S3 (DynamoDB JSON): its data/*.json.gz, and manifest-files.json to check it by.
Rows that are in the table stay as they are. Who unsubscribed, moved to another address or was erased after the export does not
come back, for that stands outside the table, under withdrawn/ and moved/. It may be repeated. docs/operate.md#restore-readers has the whole way.

  --yes         without asking
  --json        one JSON object`;

await stackCommand(HELP, { yes: { type: 'boolean', default: false } }, async ({ values, words, stack }) => {
  const [folder, ...more] = words;
  if (!folder || more.length > 0) throw new Failure('Name the folder of one export.', 2);
  const found = await openExport(folder);
  const where = await stack();
  const question = `Bring back what ${found.files.length} files of ${folder} hold and the table does not?`;
  if (!values.yes && !(await agreed(question))) return 1;
  const { dynamo } = clients(where);
  const table = output(where, 'SubscribersTableName');
  const report = await restoreReaders({ dynamo, table, at: await timeOf(where), ...(await readerPorts(where)) }, found);
  const { restored, there, unsubscribed, gone, unreadable } = report;
  if (values.json) console.log(JSON.stringify(report));
  else {
    console.log(
      `${ink.bold(String(restored))} readers are back, ${unsubscribed} of them unsubscribed, as they had themselves been since.`,
    );
    console.log(`${there} were there. ${gone} stay away: erased or moved since, or their address is somebody else's now.`);
    if (unreadable > 0) console.log(ink.bad(`${unreadable} rows could not be read.`));
  }
  return unreadable > 0 ? 1 : 0;
});
