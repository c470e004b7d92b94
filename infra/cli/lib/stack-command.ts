import { createInterface } from 'node:readline/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { command, Failure } from './command.ts';
import { runningCloud } from './running-cloud.ts';
import { deployedStack, localStack, type Stack } from './stack.ts';

const WHERE = `  --stage NAME  a deployed stack instead of the local cloud: NAME is what it was deployed as, main if without a name. Account
                and region are those of your credentials (AWS_PROFILE, AWS_REGION).

Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

const EVERYWHERE = {
  stage: { type: 'string' },
  /** Another local cloud's state folder: tests have their own. */
  state: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O & typeof EVERYWHERE; allowPositionals: true }>>;

/** What an operator typed, and the stack it is about: looked for when first asked, so that mistakes are told before. */
export type Typed<O extends Options> = { values: Parsed<O>['values']; words: string[]; stack: () => Promise<Stack> };

/** A command about a stack: the local cloud's, or with `--stage` a deployed one. It exits with what `run` returns. */
export function stackCommand<const O extends Options>(help: string, options: O, run: (typed: Typed<O>) => Promise<number>) {
  return command(`${help}\n\n${WHERE}`, async () => {
    const { values, positionals: words } = parseArgs({ allowPositionals: true, options: { ...options, ...EVERYWHERE } });
    const { stage, state }: { stage?: string; state?: string } = values;
    const stack = async () => (stage === undefined ? localStack(await runningCloud(state)) : await deployedStack(stage));
    return await run({ values, words, stack });
  });
}

/** Asks the person at the keyboard. Throws when there is none: a script says `--yes`. */
export async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Failure(`${question} Nobody is here to be asked: say --yes.`, 2);
  return /^y(es)?$/i.test(await asked(`${question} [y/N] `));
}

/** A line typed at the keyboard, or the first of what was piped in. */
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
