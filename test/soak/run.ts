import { parseArgs } from 'node:util';
import * as z from 'zod';
import { command, Failure, ink } from '../../infra/cli/lib/command.ts';
import { allowJsx } from '../../infra/cli/lib/jsx.ts';

const HELP = `npm run soak -- [--days 30] [--readers 2000] [--seed 1]

Lives a month of a list in minutes: readers in forty time zones who sign up, change, pause, leave and are forgotten, feeds in every
format, mailboxes that bounce, people who complain, an SES that answers badly, calls that are throttled, processes that die at any
moment, an outage. At the end every promise is checked: one copy at most, every copy accounted for, no paper twice and none
missed, nothing after leaving, nothing left open, and every day on each reader's own page told as it was.

  --days N     how many days (30)
  --readers N  how many readers in all, about (2,000)
  --seed N     another life (1); the same seed lives the same one
`;

allowJsx();

await command(HELP, async () => {
  const { values } = parseArgs({
    options: {
      days: { type: 'string', default: '30' },
      readers: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const count = z.coerce.number().int().positive();
  const life = z.object({ days: count, readers: count, seed: count }).safeParse(values).data;
  if (!life) throw new Failure('--days, --readers and --seed are whole numbers above zero.', 2);
  const { soak } = await import('./soak.ts');
  const { happened, left, faults } = await soak(life, ({ day, active, copies, wishes, open, heapMb }) =>
    console.log(
      `day ${String(day).padStart(3)} of ${life.days}  ${active} readers  ${copies} copies  ${wishes} wishes  ${open} open  ${heapMb} MB`,
    ),
  );
  const table = (rows: Record<string, number>) =>
    Object.entries(rows)
      .map(([what, n]) => `  ${n.toLocaleString('en').padStart(9)}  ${what}`)
      .join('\n');
  console.log(`${ink.bold('Happened')}\n${table(happened)}\n${ink.bold('Left')}\n${table(left)}`);
  for (const fault of faults.slice(0, 50)) console.log(ink.bad(fault));
  console.log(faults.length === 0 ? ink.good('Every promise held.') : ink.bad(`${faults.length} promises broken.`));
  return faults.length === 0 ? 0 : 1;
});
