import { Failure, ink } from '../lib/command.ts';
import { deadLetters } from '../lib/dead-letters.ts';
import { agreed, print, stackCommand } from '../lib/stack-command.ts';
import { columns, counter } from '../lib/table.ts';

const HELP = `Shows the messages that failed for good, by stage, and puts them back into their queue.

  npx broadsheet redrive                    what is in the DLQs: ids only, never an address
  npx broadsheet redrive <stage> [--yes]    puts its messages back into the queue of INGEST, RANGES, SEND, LETTERS, LEAVE or
                                            FEEDBACK; old ticks of DIGEST and runs of FETCH are deleted: the next run does their work

Cure the cause first, or they come back. Every message may be repeated: INGEST knows the papers it has, the ledger knows which
copies were sent, letters are claimed. The log of the stage says why a message failed, by the message's id.

  --yes         without asking
  --json        one JSON object a stage`;

await stackCommand(HELP, { yes: { type: 'boolean', default: false } }, async ({ values, words, stack }) => {
  // docs/operate.md and the help write stages in capitals.
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
  if (!(await agreed(returns ? 'Put them back?' : 'Delete them? The next run has done their work.', values))) return 1;
  const moved = await move(start, counter('moved'));
  const done = returns ? `are back in the queue of ${wanted.toUpperCase()}` : 'are deleted';
  const { waiting, messages } = only;
  print(values.json, { stage: wanted, waiting, messages, moved }, () => `${ink.bold(String(moved))} messages ${done}.`);
  return 0;
});
