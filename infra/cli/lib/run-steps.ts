import { Listr } from 'listr2';
import { ink } from './command.ts';
import { redraws } from './table.ts';

/** One step of a longer job. `run` resolves with its result in a few words. */
export type Step = { title: string; run: () => Promise<string> };

/** Runs steps in order and prints each with its result: animated on a terminal, otherwise one line a step. */
export async function runSteps(steps: Step[]): Promise<void> {
  const room = (process.stdout.columns || Number.POSITIVE_INFINITY) - 30;
  const line = (title: string, outcome: string) =>
    `${title.padEnd(24)}${ink.soft(outcome.length > room ? `${outcome.slice(0, room)}…` : outcome)}`;
  if (!redraws(process.stdout) || !process.stdout.columns) {
    for (const { title, run } of steps) console.log(`✔ ${line(title, await run())}`);
    return;
  }
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: async (_: unknown, task: { title?: string }) => {
      task.title = line(title, await run());
    },
  }));
  // The command handles Ctrl-C; `command` prints the error once.
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions: { showErrorMessage: false } }).run();
}
