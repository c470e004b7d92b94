import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { command } from '../../infra/cli/lib/command.ts';
import { type Mutant, mutants } from './mutants.ts';

const HELP = `Takes one safeguard after another out of the code, as it is loaded, and shows which tests turn red. That takes minutes.

  npm run mutants

Exits 0 when some test missed each safeguard, 1 when none missed one, or a test file did not run.`;

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const config = fileURLToPath(new URL('./vitest.config.ts', import.meta.url));
const report = z.object({
  testResults: z.array(
    z.object({ message: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

function killers({ name, rooms }: Mutant): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', '--config', config, '--reporter=json', ...rooms], {
    encoding: 'utf8',
    env: { ...process.env, MUTANT: name },
    maxBuffer: 1 << 28,
  });
  // Whatever tests print comes before the report, which is the last line.
  const files = report.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).testResults;
  const broken = files.find(({ assertionResults }) => assertionResults.length === 0);
  if (broken) throw new Error(`A test file did not run: ${broken.message}\n${stderr}`);
  return files.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
}

await command(HELP, async () => {
  parseArgs();
  let survivors = 0;
  for (const mutant of mutants) {
    const red = killers(mutant);
    if (red.length === 0) survivors += 1;
    console.log(`${red.length > 0 ? 'killed  ' : 'SURVIVED'}  ${mutant.name} (${mutant.file})`);
    for (const test of red.slice(0, 5)) console.log(`            ✗ ${test}`);
    if (red.length > 5) console.log(`            and ${red.length - 5} more`);
  }
  console.log(`${mutants.length - survivors} of ${mutants.length} killed`);
  return survivors > 0 ? 1 : 0;
});
