import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { getSystemErrorMessage, styleText } from 'node:util';
import { nearest } from '../../../functions/domain/text/nearest.ts';

/** An error that the operator can put right. Only its message is printed. */
export class Failure extends Error {
  /** Exit code: 1 failed, 2 used wrongly. */
  readonly code: 1 | 2;
  constructor(message: string, code: 1 | 2 = 1, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Colours, which are left out without a terminal or with NO_COLOR. */
export const ink = {
  bold: (text: string) => styleText('bold', text),
  soft: (text: string) => styleText('dim', text),
  good: (text: string) => styleText('green', text),
  bad: (text: string) => styleText('red', text),
};

/** Writes something to a file or folder. Throws a `Failure` that names it if that cannot be done. */
export function written(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new Failure(`${file} cannot be written: ${cause instanceof Error ? cause.message : cause}.`, 1, cause);
  }
}

/**
 * Runs a command, waits until its output is written, and exits with its code. `--help` prints `help`; a wrong option or a
 * `Failure` prints one sentence. If the output cannot be written, the command fails. If the program that reads it ended early, as
 * `head` does, the command does its work and does not fail.
 */
export async function command(help: string, run: () => Promise<number>): Promise<void> {
  let fault: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error) => {
    fault = error;
  });
  // An error of standard error cannot be reported anywhere.
  process.stderr.on('error', () => {});
  const output: Writable = process.stdout;
  if (!(output instanceof Socket)) output._write = writeAll;

  const words = process.argv.slice(2);
  const helped = words.includes('--help') || words.includes('-h');
  if (helped) console.log(help);
  let code = helped ? 0 : await run().catch((error: unknown) => report(error, help));
  await drained();
  if (fault && fault.code !== 'EPIPE')
    code = report(
      new Failure(
        `The output could not be written completely: ${fault.errno ? getSystemErrorMessage(fault.errno) : fault.message}.`,
      ),
    );
  await drained();
  // Exits at once: clients keep connections open for a while.
  process.exit(code);
}

/** Resolves when all output so far is written, or cannot be written. */
export async function drained(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
  // A stream reports an error after the write that caused it.
  await setImmediate();
}

/** Resolves when output cannot be written any more: the reading program ended, or the disk is full. */
export async function unread(): Promise<void> {
  await once(process.stdout, 'error');
}

/** Writes all of a chunk. Node's own write to a file does not notice if only a part was written. */
function writeAll(chunk: Buffer, _: BufferEncoding, done: (error?: Error) => void): void {
  try {
    writeFileSync(process.stdout.fd, chunk);
    done();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}

function report(error: unknown, help = ''): number {
  const wrongOption = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const message = error instanceof Error ? error.message : String(error);
  // Leaves out the end of Node's message, which explains arguments that begin with a dash.
  const sentence = wrongOption ? (message.split('. To specify')[0] ?? message) : message;
  const [, option = ''] = /^Unknown option '(--[^']+)'/.exec(sentence) ?? [];
  const meant = wrongOption ? nearest(option, help.match(/--[a-z][a-z-]+/g) ?? []) : undefined;
  console.error(styleText('red', meant ? `${sentence}. Did you mean ${meant}?` : sentence, { stream: process.stderr }));
  if (error instanceof Failure) return error.code;
  if (wrongOption) return 2;
  if (process.env.DEBUG) console.error(error);
  return 1;
}
