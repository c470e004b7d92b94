import { Failure, ink } from '../lib/command.ts';
import { deadLetters } from '../lib/dead-letters.ts';
import { agreed, stackCommand } from '../lib/stack-command.ts';
import { columns, counter } from '../lib/table.ts';

const HELP = `Shows what failed for good, stage by stage, and has it tried again.

  npx broadsheet redrive                    what lies in the DLQs: ids only, never an address
  npx broadsheet redrive <stage> [--yes]    puts its messages back into the queue of INGEST, RANGES, SEND, LETTERS, LEAVE or
                                            FEEDBACK; old ticks of DIGEST and runs of FETCH have nothing left to do and are deleted

Cure the cause first, or they come back. Any message may be repeated: INGEST knows its papers, the ledger knows who was served,
letters are claimed. Why one failed stands in the log of its stage, by the message's id.

  --yes         without asking
  --json        one JSON object a stage`;

await stackCommand(HELP, { yes: { type: 'boolean', default: false } }, async ({ values, words, stack }) => {
  // Runbook and help write stages in capitals.
  const [wanted, ...more] = words.map((word) => word.toLowerCase());
  const all = deadLetters(await stack());
  const chosen = all.filter(({ stage }) => wanted === undefined || stage === wanted);
  if (chosen.length === 0 || more.length > 0) throw new Failure(`Say one stage: ${all.map(({ stage }) => stage).join(', ')}.`, 2);

  const start = new Date();
  const found = await Promise.all(
    chosen.map(async (dlq) => {
      const waiting = await dlq.waiting();
      return { dlq, stage: dlq.stage, waiting, messages: waiting > 0 ? await dlq.look() : [] };
    }),
  );
  if (!values.json) {
    const rows = found.flatMap(({ stage, messages }) =>
      messages.map(({ id, since, about }) => [stage, since.slice(0, 16).replace('T', ' '), id, about]),
    );
    if (rows.length > 0) console.log(columns(['Stage', 'Since (UTC)', 'Message', 'About'], rows));
    const counts = found.map(({ stage, waiting }) => `${stage} ${waiting > 0 ? ink.bad(String(waiting)) : 0}`);
    console.log(`In the DLQs: ${counts.join(ink.soft(' · '))}`);
  }
  const [only] = found;
  if (!wanted || !only || only.waiting === 0) {
    if (values.json) for (const { dlq: _, ...told } of found) console.log(JSON.stringify(told));
    return 0;
  }
  const { returns, move } = only.dlq;
  if (!values.yes && !(await agreed(returns ? 'Put them back?' : 'Delete them? They have nothing left to do.'))) return 1;
  const moved = await move(start, counter('moved'));
  if (values.json) console.log(JSON.stringify({ stage: wanted, waiting: only.waiting, messages: only.messages, moved }));
  else
    console.log(
      `${ink.bold(String(moved))} messages ${returns ? `are back in the queue of ${wanted.toUpperCase()}` : 'are deleted'}.`,
    );
  return 0;
});
