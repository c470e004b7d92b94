import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { command, Failure, ink } from '../../infra/cli/lib/command.ts';
import { allowJsx } from '../../infra/cli/lib/jsx.ts';
import { type Goal, met, type Report, short } from './measure.ts';

const BENCHES = {
  render: 'a digest put together from rendered parts, beside rendering it for each reader',
  mail: 'CPU of a mail in SEND, everything included, beside a bare SendEmail of the SDK',
  send: 'a whole edition for 100,000 readers, its accounts, its units of DynamoDB, and the pacing',
  coldstart: 'loading each bundle, beside its SDK clients alone, and what is largest in it',
  http: 'signing up and reading an edition through the local cloud, beside a bare handler; the weight of each page',
  memory: 'the largest editions in the memory of DIGEST, SEND and SUBSCRIBE',
  relevance: 'how well papers are ranked for real readers, beside peers (--stream FILE --picks FILE)',
  'for-you': 'choosing what is for a reader, learning it, and a personal copy beside the common one',
  ingest: 'reading feeds, beside their grammars alone, and the memory of a file of 1 GB',
} as const;

const HELP = `Measures how fast Broadsheet is, as ratios of one run: peers, the limit, and ours.

  npm run bench -- NAME [--check] [--readers N]

${Object.entries(BENCHES)
  .map(([name, what]) => `  ${name.padEnd(10)} ${what}`)
  .join('\n')}

  --check      exit 1 when a ratio misses its goal
  --readers N  how many readers \`send\` serves (100,000)
  --help       this text

Times are CPU time, medians of rounds that take the cases in turn. Ratios hold on any machine, absolute figures on this one.
`;

allowJsx();

function print({ tables, goals, notes = [] }: Report): void {
  for (const { head, rows } of tables) {
    const table = new Table({
      head,
      style: { head: [], compact: true },
      colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
    });
    table.push(...rows);
    console.log(table.toString());
  }
  for (const note of notes) console.log(ink.soft(note));
  for (const goal of goals)
    console.log(`${met(goal) ? ink.good('✓') : ink.bad('✗')} ${goal.what}: ${short(goal.ratio)} × ${bound(goal)}`);
}

const bound = (goal: Goal) => ink.soft('atLeast' in goal ? `(goal: at least ${goal.atLeast})` : `(goal: at most ${goal.atMost})`);

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      readers: { type: 'string', default: '100000' },
      ...{ stream: { type: 'string' }, picks: { type: 'string' } },
    },
  });
  const [name, ...others] = positionals;
  if (!name) {
    console.log(HELP);
    return 0;
  }
  if (!(name in BENCHES) || others.length > 0)
    throw new Failure(`There is no bench “${positionals.join(' ')}”; --help lists them.`, 2);
  const readers = Number(values.readers.replaceAll(',', ''));
  if (!Number.isInteger(readers) || readers < 1) throw new Failure(`--readers ${values.readers} is not a number of readers.`, 2);
  const { stream, picks } = values;
  const {
    bench,
  }: { bench: (options: { readers: number; stream?: string | undefined; picks?: string | undefined }) => Promise<Report> } =
    await import(`./${name}.ts`);
  const report = await bench({ readers, stream, picks });
  print(report);
  return values.check && !report.goals.every(met) ? 1 : 0;
});
