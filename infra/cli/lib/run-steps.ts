import { Listr } from 'listr2';
import { ink } from './command.ts';
import { redraws } from './table.ts';

/** One step of a longer job; `run` resolves with what came of it, in a few words. */
export type Step = { title: string; run: () => Promise<string> };

/** Plays steps in order, each with its outcome beside it: animated on a terminal, one line a step elsewhere. */
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
  // Ctrl-C is the command's business; the error is printed once, by `command`.
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions: { showErrorMessage: false } }).run();
}
