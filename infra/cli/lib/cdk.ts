import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { drained, Failure } from './command.ts';

/** Where package.json and cdk.json are. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the CDK with these settings, in the user's terminal. */
export async function cdk(words: string[], settings: ReadonlyMap<string, string>): Promise<void> {
  await drained();
  const context = [...settings].flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const { status } = spawnSync(process.execPath, [`${ROOT}/node_modules/aws-cdk/bin/cdk`, ...words, ...context], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Failure(
      'The CDK stopped: what it said last is why. A deployment that fails is rolled back; what a first one leaves behind, npm run deploy -- --check lists.',
    );
}

/** Has doctor look at a stack that was just deployed, in the user's terminal, and says what that comes to: a first deployment is never done. */
export async function stillMissing(stage: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  await drained();
  const doctor = spawn(process.execPath, [`${ROOT}/infra/cli/broadsheet.ts`, 'doctor', '--stage', stage], {
    stdio: 'inherit',
    env,
  });
  const [code] = await once(doctor, 'close');
  return code === 0
    ? 'Deployed, and no fault found; what is a warning should be looked at.'
    : `Deployed. No digest goes out, or not as it should, before these faults are cured. To look again: npx broadsheet doctor --stage ${stage}`;
}
