import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { command, Failure } from '../../infra/cli/lib/command.ts';
import { allowJsx } from '../../infra/cli/lib/jsx.ts';
import { PRICES_OF } from '../../infra/prices.ts';
import { bill, type Line } from './bill.ts';
import { costPage, withPage } from './cost-page.ts';

const HELP = `npm run cost -- [--readers 10000] [--papers 100] [--write] [--json]

What a month costs, by service: what DIGEST, SEND, FEEDBACK and the tables ask for is counted by running them on the stand-ins,
what stands in the template is counted there, and all of it goes by the list prices of ${PRICES_OF}, us-east-1, free tiers left out.

  --readers N   readers, each with a digest a day
  --papers N    papers of a day
  --write       write the table of 100, 10,000 and 1,000,000 readers into docs/cost.md
  --json        one JSON object
  --help        this text
`;
const PAGE = fileURLToPath(new URL('../../docs/cost.md', import.meta.url));

allowJsx();

const number = (name: string, given: string) => {
  const n = Number(given.replaceAll(/[,_]/g, ''));
  if (!Number.isInteger(n) || n < 1) throw new Failure(`--${name} ${given} is not a number of ${name}.`, 2);
  return n;
};

await command(HELP, async () => {
  const { values } = parseArgs({
    options: {
      readers: { type: 'string', default: '10000' },
      papers: { type: 'string', default: '100' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const size = { readers: number('readers', values.readers), papers: number('papers', values.papers) };
  const [{ counted }, { fixedCosts }] = await Promise.all([import('./counting.ts'), import('./fixed.ts')]);
  const [counts, fixed] = [await counted(), await fixedCosts()];
  const lines = bill(counts, fixed, size);
  const total = (held: typeof fixed) => bill(counts, held, size).reduce((sum, { usd }) => sum + usd, 0);
  if (values.write) {
    writeFileSync(
      PAGE,
      withPage(readFileSync(PAGE, 'utf8'), costPage(counts, fixed, size.papers, total(await fixedCosts('all')) - total(fixed))),
    );
    console.log('docs/cost.md holds the table of 100, 10,000 and 1,000,000 readers.');
  } else if (values.json) console.log(JSON.stringify({ ...size, pricesOf: PRICES_OF, lines, counts, fixed }));
  else print(lines);
  return 0;
});

function print(lines: Line[]): void {
  const table = new Table({
    head: ['Service', 'USD a month', ''],
    style: { head: [], compact: true },
    colAligns: ['left', 'right'],
  });
  for (const { service, usd, what } of lines) table.push([service, usd.toFixed(2), what]);
  table.push(['all', lines.reduce((sum, { usd }) => sum + usd, 0).toFixed(2), `list prices of ${PRICES_OF}, us-east-1`]);
  console.log(table.toString());
}
