import { styleText } from 'node:util';

/** Something the person at the keyboard can put right; printed as its one sentence. */
export class Failure extends Error {
  /** Exit code: 1 failed, 2 used wrongly. */
  readonly code: 1 | 2;
  constructor(message: string, code: 1 | 2 = 1, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Colours that vanish where they do not belong: without a terminal, or with NO_COLOR. */
export const ink = {
  bold: (text: string) => styleText('bold', text),
  soft: (text: string) => styleText('dim', text),
  good: (text: string) => styleText('green', text),
  bad: (text: string) => styleText('red', text),
};

/** A port as it was typed, 0 for any that is free; undefined when none was. Throws when it is none. */
export function portOf(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  if (!/^\d{1,5}$/.test(typed) || Number(typed) > 65_535) throw new Failure(`${typed} is not a port.`, 2);
  return Number(typed);
}

/** Runs a command and exits with its code. `--help` prints `help`; a wrong option or a `Failure` one sentence. */
export async function command(help: string, run: () => Promise<number>): Promise<void> {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    console.log(help);
    return;
  }
  // An explicit exit, because clients keep connections open for a while.
  process.exit(await run().catch(report));
}

function report(error: unknown): number {
  const wrongOption = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const message = error instanceof Error ? error.message : String(error);
  // Node's own messages about options go on to explain how to write an argument that looks like one.
  console.error(ink.bad(message.split('. To specify')[0] ?? message));
  if (error instanceof Failure) return error.code;
  if (wrongOption) return 2;
  if (process.env.DEBUG) console.error(error);
  return 1;
}
