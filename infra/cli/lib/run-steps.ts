import { ink } from './command.ts';
import { clearLine } from './table.ts';

/** One step of a longer job. `run` resolves with its result in a few words. */
export type Step = { title: string; run: () => Promise<string> };

/** Runs steps in order and prints each with its result, one line a step; on a terminal also which one runs. */
export async function runSteps(steps: Step[]): Promise<void> {
  const room = (process.stdout.columns || Number.POSITIVE_INFINITY) - 30;
  for (const { title, run } of steps) {
    if (clearLine()) process.stdout.write(`… ${title}`);
    const outcome = await run();
    const shown = outcome.length > room ? `${outcome.slice(0, room)}…` : outcome;
    console.log(`${clearLine()}✔ ${title.padEnd(24)}${ink.soft(shown)}`);
  }
}
