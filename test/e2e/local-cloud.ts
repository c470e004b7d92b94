import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { startCloud } from '../../infra/local/cloud.ts';
import type { Outside } from '../../infra/local/lambda.ts';
import { openState, type State } from '../../infra/local/state.ts';
import { assembly, synthesised } from './assembly.ts';
import { temporaryFolder, world } from './harness.ts';

export type LocalCloud = Awaited<ReturnType<typeof localCloud>>;

/**
 * A cloud on an empty folder, from a template made now with these settings, and what people can do with it. `facts` are what an
 * earlier cloud left: its secrets, its clock. With `sandbox` SES is in it, and these addresses are verified; `outside` is what FETCH reaches.
 */
export async function localCloud(
  settings: Record<string, unknown> = {},
  facts: Partial<State['data']> = {},
  { sandbox, outside }: { sandbox?: readonly string[]; outside?: Outside } = {},
) {
  const { dir, remove } = temporaryFolder();
  const state = openState(dir);
  state.save(facts);
  const own = Object.keys(settings).length > 0;
  if (own) await synthesised(state.path('cdk.out'), settings);
  const cloud = await startCloud({ assembly: own ? state.path('cdk.out') : await assembly(), state, sandbox, outside });
  /** What the operator of a deployed stack has: a region and credentials. */
  const operator = {
    AWS_ENDPOINT_URL: cloud.gateway,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'x',
  };
  return {
    dir,
    operator,
    facts: state.data,
    cloud,
    the: world(cloud),
    /** Types a command, with nobody at the keyboard; `input` is piped into it. */
    type: (name: string, ...args: string[]) => run([name, ...args, '--state', dir]),
    pipe: (input: string, name: string, ...args: string[]) => run([name, ...args, '--state', dir], { input }),
    /** Types it as the operator of a deployed stack, with nothing known of this folder. */
    typeDeployed: (name: string, ...args: string[]) => run([name, '--stage', 'main', ...args], { env: operator }),
    async stop() {
      await cloud.stop();
      remove();
    },
  };
}

const BROADSHEET = fileURLToPath(new URL('../../infra/cli/broadsheet.ts', import.meta.url));

function run(args: string[], { input = '', env }: { input?: string; env?: Record<string, string> } = {}) {
  return new Promise<{ code: unknown; said: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [BROADSHEET, ...args],
      { env: { ...process.env, ...env }, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stripVTControlCharacters(stdout + stderr) }),
    );
    child.stdin?.end(input);
  });
}
