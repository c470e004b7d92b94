import { spawnSync } from 'node:child_process';
import { command, ink } from '../../infra/cli/lib/command.ts';
import { AUDIT_EXCEPTIONS } from './exceptions.ts';
import { judge } from './judge.ts';

const HELP = `npm run audit

Asks the registry for known faults in the packages of package-lock.json (npm audit), and compares them with the exceptions in
test/supply-chain/exceptions.ts: each has a reason and a day on which it ends. Needs the network.

Exits with 0 when every fault found is excepted, 1 when not, or when the registry could not say.
`;

await command(HELP, async () => {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const wrong = judge(stdout ?? '', AUDIT_EXCEPTIONS, new Date().toISOString().slice(0, 10));
  for (const sentence of wrong) console.error(ink.bad(sentence));
  if (wrong.length === 0) console.log(`No known fault that is not excepted (${AUDIT_EXCEPTIONS.length} exceptions).`);
  return wrong.length === 0 ? 0 : 1;
});
