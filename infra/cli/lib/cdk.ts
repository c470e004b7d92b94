import { spawnSync } from 'node:child_process';
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
