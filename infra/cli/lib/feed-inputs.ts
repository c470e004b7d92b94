import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };
import { Failure } from './command.ts';

/** How long a fetch may take, ms, and how many bytes it may give, unpacked: enough for a day's feed. */
const LIMITS = { ms: 60_000, bytes: 100 * 1024 * 1024 };

/** How often a watched folder is read, ms. A file that has not changed between two reads is complete. */
const LOOK_MS = 1_000;

/** Names of files that are still being written, and of hidden files. */
const UNFINISHED = /^\.|~$|\.(part|partial|crdownload|download|tmp|swp)$/i;

/** The word for standard input. */
const STDIN = '-';

/** A file to read. `said` is what the operator typed, `name` its name in the bucket. */
export type FeedInput = { said: string; file: string; name: string };

export const INPUTS = `FILE may be a folder (all files in it), an http(s) address (this machine fetches it; at most 60 seconds and 100 MB), or - for
standard input. --watch DIR then takes each file that is put into a folder, until Ctrl-C.`;

/** The day that was typed. Throws a `Failure` if it is none. */
export function dayOf(typed: string | undefined): string | undefined {
  if (typed !== undefined && !z.iso.date().safeParse(typed).success)
    throw new Failure(`--day ${typed} is not a day such as 2026-03-18.`, 2);
  return typed;
}

/** The files that these words name. What was fetched is deleted when the process ends. Throws a `Failure` if one cannot be read. */
export async function feedInputs(words: readonly string[], limits = LIMITS): Promise<FeedInput[]> {
  return (await Promise.all(words.map((word) => input(word, limits)))).flat();
}

/** The bytes of a file, in pieces of 1 MB. */
export const contents = (file: string): Readable =>
  file === STDIN ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });

/** The size of a file in bytes; undefined for standard input. */
export const sizeOf = async (file: string) => (file === STDIN ? undefined : (await stat(file)).size);

async function input(file: string, limits: typeof LIMITS): Promise<FeedInput[]> {
  if (/^https?:\/\//i.test(file)) return [await fetched(file, limits)];
  if (file === STDIN) return [{ said: file, file, name: `stdin-${new Date().toISOString().replace(/\.\d+|[-:]/g, '')}` }];
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure(`${file}: ${cause.code === 'ENOENT' ? 'there is no such file' : 'you may not read it'}.`, 1, cause);
  });
  if (found.isFile()) return [{ said: file, file, name: basename(file) }];
  if (!found.isDirectory()) throw new Failure(`${file} is neither a file nor a folder.`);
  const files = await filesIn(file);
  if (files.length === 0) throw new Failure(`${file} is a folder without files.`);
  return files;
}

async function filesIn(folder: string): Promise<FeedInput[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ said: file, file, name: relative(folder, file).replaceAll(sep, '/') }))
    .filter(({ name }) => !name.split('/').some((part) => UNFINISHED.test(part)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function fetched(said: string, { ms, bytes }: typeof LIMITS): Promise<FeedInput> {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { hostname, pathname } = new URL(said);
  const name = `${hostname}${pathname}`
    .replace(/[^\w.-]+/g, '-')
    .replace(/-$/, '')
    .slice(0, 120);
  const file = join(folder, name);
  try {
    const headers = { 'user-agent': `Broadsheet/${packageJson.version}` };
    const response = await fetch(said, { headers, signal: AbortSignal.timeout(ms) });
    if (!response.ok || !response.body) throw new Error(`it answers ${response.status} ${response.statusText}`);
    let came = 0;
    const measured = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        came += chunk.length;
        if (came > bytes) throw new Error(`it sends more than ${Math.floor(bytes / 1024 / 1024)} MB`);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), measured, createWriteStream(file));
  } catch (cause) {
    const late = cause instanceof Error && cause.name === 'TimeoutError';
    // The error of `fetch` says only that it failed; its cause says why.
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const told = why instanceof Error ? why.message : String(why);
    throw new Failure(`${said}: ${late ? `it took longer than ${ms / 1000} seconds` : told}.`, 1, cause);
  }
  return { said, file, name };
}

/** Yields each file that is put into a folder or changes there, when it is complete. Ends when `stop` is aborted. */
export async function* watched(folder: string, stop: AbortSignal, lookMs = LOOK_MS): AsyncGenerator<FeedInput> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new Failure(`${folder} is not a folder.`);
  const look = async () => {
    const found = await Promise.all(
      (await filesIn(folder)).map(async (input) => {
        const is = await stat(input.file).catch(() => undefined);
        return is ? [[`${input.file} ${is.size} ${is.mtimeMs}`, input] as const] : [];
      }),
    );
    return new Map(found.flat());
  };
  let before = await look();
  const done = new Set(before.keys());
  while (!stop.aborted) {
    await sleep(lookMs, undefined, { signal: stop }).catch(() => {});
    const now = await look();
    for (const [state, input] of now) {
      if (stop.aborted || !before.has(state) || done.has(state)) continue;
      done.add(state);
      yield input;
    }
    before = now;
  }
}

/** The files of a watched folder, until Ctrl-C; none if `folder` is undefined. */
export async function* untilStopped(folder: string | undefined): AsyncGenerator<FeedInput> {
  if (folder === undefined) return;
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  console.error(`Watching ${folder} for new files. Ctrl-C ends it.`);
  yield* watched(folder, stop.signal);
}
