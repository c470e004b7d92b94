import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './cdk.ts';
import { drained } from './command.ts';

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
