import { createInterface } from 'node:readline/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { command, Failure } from './command.ts';
import { runningCloud } from './running-cloud.ts';
import { deployedStack, localStack, type Stack } from './stack.ts';

const WHERE = `  --stage NAME  use a deployed stack instead of the local cloud; NAME is main if it was deployed without a name. Account and
                region are those of your credentials (AWS_PROFILE, AWS_REGION).

Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

const EVERYWHERE = {
  stage: { type: 'string' },
  /** The state folder of another local cloud, for tests. */
  state: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O & typeof EVERYWHERE; allowPositionals: true }>>;

/** What an operator typed. `stack()` finds the stack; a command calls it after it has checked the words. */
export type Typed<O extends Options> = { values: Parsed<O>['values']; words: string[]; stack: () => Promise<Stack> };

/** Runs a command about a stack: the local cloud's, or with `--stage` a deployed one. Exits with the code that `run` returns. */
export function stackCommand<const O extends Options>(help: string, options: O, run: (typed: Typed<O>) => Promise<number>) {
  return command(`${help}\n\n${WHERE}`, async () => {
    const { values, positionals: words } = parseArgs({ allowPositionals: true, options: { ...options, ...EVERYWHERE } });
    const { stage, state }: { stage?: string; state?: string } = values;
    const stack = async () => (stage === undefined ? localStack(await runningCloud(state)) : await deployedStack(stage));
    return await run({ values, words, stack });
  });
}

/** Prints what was found: with `--json` one JSON object a line, otherwise as text. */
export function print(json: boolean, found: object | readonly object[], text: () => string): void {
  if (!json) console.log(text());
  else for (const one of [found].flat()) console.log(JSON.stringify(one));
}

/** Asks the operator a yes-or-no question, unless they said `--yes`. Throws a `Failure` without a terminal: a script says `--yes`. */
export async function agreed(question: string, { yes }: { yes: boolean }): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new Failure(`${question} There is no terminal to ask: say --yes.`, 2);
  return /^y(es)?$/i.test(await asked(`${question} [y/N] `));
}

/** One line from the terminal, or the first line of standard input. */
export async function asked(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stderr : undefined });
  try {
    if (process.stdin.isTTY) return (await terminal.question(question)).trim();
    for await (const line of terminal) return line.trim();
    return '';
  } finally {
    terminal.close();
  }
}
