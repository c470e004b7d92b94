import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { getSystemErrorMessage, styleText } from 'node:util';
import { nearest } from '../../../functions/domain/text/nearest.ts';

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

/**
 * Runs a command, waits until its output is taken, and exits with its code. `--help` prints `help`; a wrong option or a
 * `Failure` one sentence. Output that cannot be written makes the command fail; a reader that went away, as `head` does, does
 * not: the command does its work to the end.
 */
export async function command(help: string, run: () => Promise<number>): Promise<void> {
  let fault: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error) => {
    fault = error;
  });
  // Nobody is left to tell it to.
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
      new Failure(`The output is not complete: ${fault.errno ? getSystemErrorMessage(fault.errno) : fault.message}.`),
    );
  await drained();
  // An explicit exit, because clients keep connections open for a while.
  process.exit(code);
}

/** Resolves when all output so far has been taken, or cannot be. */
export async function drained(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write('', resolve));
  // An error is told after the write it belongs to.
  await setImmediate();
}

/** Resolves when output cannot be written any more: its reader went away, or the disk is full. */
export async function unread(): Promise<void> {
  await once(process.stdout, 'error');
}

/** Node's own way of writing to a file takes no notice when only a part of it found room. */
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
  // Node's own messages about options go on to explain how to write an argument that looks like one.
  const sentence = wrongOption ? (message.split('. To specify')[0] ?? message) : message;
  const [, option = ''] = /^Unknown option '(--[^']+)'/.exec(sentence) ?? [];
  const meant = wrongOption ? nearest(option, help.match(/--[a-z][a-z-]+/g) ?? []) : undefined;
  console.error(styleText('red', meant ? `${sentence}. Did you mean ${meant}?` : sentence, { stream: process.stderr }));
  if (error instanceof Failure) return error.code;
  if (wrongOption) return 2;
  if (process.env.DEBUG) console.error(error);
  return 1;
}
