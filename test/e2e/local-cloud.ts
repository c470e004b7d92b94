import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { startCloud } from '../../infra/local/cloud.ts';
import { openState } from '../../infra/local/state.ts';
import { synthesiseInto } from '../../infra/local/synthesis.ts';
import { temporaryFolder, world } from './harness.ts';

export type LocalCloud = Awaited<ReturnType<typeof localCloud>>;

/** A cloud on an empty folder, from a template made now with these settings, and what people can do with it. */
export async function localCloud(settings: Record<string, unknown> = {}) {
  const { dir, remove } = temporaryFolder();
  const state = openState(dir);
  await synthesiseInto(state.path('cdk.out'), settings);
  const cloud = await startCloud({ assembly: state.path('cdk.out'), state });
  return {
    dir,
    cloud,
    the: world(cloud),
    /** Types a command, with nobody at the keyboard. */
    type(name: string, ...args: string[]) {
      const program = fileURLToPath(new URL(`../../infra/cli/${name}.ts`, import.meta.url));
      return new Promise<{ code: unknown; said: string }>((resolve) => {
        execFile(process.execPath, [program, ...args, '--state', dir], (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, said: stripVTControlCharacters(stdout + stderr) }),
        );
      });
    },
    async stop() {
      await cloud.stop();
      remove();
    },
  };
}
