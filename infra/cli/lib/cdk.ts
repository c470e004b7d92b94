import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { drained, Failure } from './command.ts';

/** Where package.json and cdk.json are. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the CDK with these settings, in the operator's terminal. */
export async function cdk(words: string[], settings: ReadonlyMap<string, string>): Promise<void> {
  await drained();
  const context = [...settings].flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const { status } = spawnSync(process.execPath, [`${ROOT}/node_modules/aws-cdk/bin/cdk`, ...words, ...context], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Failure(
      'The CDK stopped; its last lines say why. A deployment that fails is rolled back. If it was the first one, npm run deploy -- --check lists what it left behind.',
    );
}

/** Runs doctor on a stack that was just deployed, in the operator's terminal. Returns a sentence with the result. */
export async function stillMissing(stage: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  await drained();
  const doctor = spawn(process.execPath, [`${ROOT}/infra/cli/broadsheet.ts`, 'doctor', '--stage', stage], {
    stdio: 'inherit',
    env,
  });
  const [code] = await once(doctor, 'close');
  return code === 0
    ? 'Deployed, without faults. Look at the warnings.'
    : `Deployed. Digests do not go out, or not as they should, until you cure these faults. To check again: npx broadsheet doctor --stage ${stage}`;
}
