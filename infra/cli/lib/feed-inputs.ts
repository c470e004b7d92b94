import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../../../package.json' with { type: 'json' };
import { Failure } from './command.ts';

/**
 * How long a download may take, ms, and how much it may send, unpacked: for a day's feed. A snapshot is downloaded by other
 * means.
 */
const FETCH_MS = 60_000;
const FETCH_BYTES = 100 * 1024 * 1024;

/** How often a watched folder is read, ms. A file that has not changed between two reads is complete. */
const LOOK_MS = 1_000;

/** Names of files that are still being written, and of hidden files. */
const UNFINISHED = /^\.|~$|\.(part|partial|crdownload|download|tmp|swp)$/i;

/** A file to read. `said` is what the user typed, `name` its name in the bucket. */
export type FeedInput = { said: string; file: string; name: string };

export const INPUTS = `FILE may be a folder (all files in it), an http(s) address (this machine fetches it; at most 60 seconds and 100 MB), or - for
standard input. --watch DIR then takes each file that is put into a folder, until Ctrl-C.`;

/** The files that these words name. Downloads are deleted when the process ends. Throws a `Failure` if one cannot be read. */
export async function feedInputs(
  words: readonly string[],
  fetched: { ms: number; bytes: number } = LIMITS,
): Promise<FeedInput[]> {
  const inputs: FeedInput[] = [];
  for (const said of words) inputs.push(...(await input(said, fetched)));
  return inputs;
}

const LIMITS = { ms: FETCH_MS, bytes: FETCH_BYTES };

async function input(said: string, limits: typeof LIMITS): Promise<FeedInput[]> {
  if (said === '-') {
    const name = `stdin-${new Date().toISOString().replace(/\.\d+|[-:]/g, '')}`;
    return [{ said, name, file: await kept(name, process.stdin, Number.POSITIVE_INFINITY) }];
  }
  if (/^https?:\/\//i.test(said)) return [await download(said, limits)];
  const found = await stat(said).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure(`${said}: ${cause.code === 'ENOENT' ? 'there is no such file' : 'you may not read it'}.`, 1, cause);
  });
  if (found.isFile()) return [{ said, file: said, name: basename(said) }];
  if (!found.isDirectory()) throw new Failure(`${said} is neither a file nor a folder.`);
  const files = await filesIn(said);
  if (files.length === 0) throw new Failure(`${said} is a folder without files.`);
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

async function download(address: string, { ms, bytes }: typeof LIMITS): Promise<FeedInput> {
  const why = (cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    const late = cause instanceof Error && cause.name === 'TimeoutError';
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new Failure(`${address}: ${late ? `it took longer than ${ms / 1000} seconds` : reason}.`, 1, cause);
  };
  const headers = { 'user-agent': `Broadsheet/${packageJson.version}` };
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(ms) }).catch(why);
  if (!response.ok || !response.body) throw new Failure(`${address}: it answers ${response.status} ${response.statusText}.`);
  const { hostname, pathname } = new URL(address);
  const name = `${hostname}${pathname}`
    .replace(/[^\w.-]+/g, '-')
    .replace(/-$/, '')
    .slice(0, 120);
  return { said: address, name, file: await kept(name, Readable.fromWeb(response.body), bytes, address).catch(why) };
}

/** Writes a stream to a temporary file and returns its path. */
async function kept(name: string, from: Readable, most: number, said = name): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done(bytes > most ? new Failure(`${said}: it sends more than ${Math.floor(most / 1024 / 1024)} MB.`) : undefined, chunk);
    },
  });
  const file = join(folder, name);
  await pipeline(from, measured, createWriteStream(file));
  return file;
}

/** Yields each file that is put into a folder or changes there, when it is complete. Ends when `stop` is aborted. */
export async function* watched(folder: string, stop: AbortSignal, lookMs = LOOK_MS): AsyncGenerator<FeedInput> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new Failure(`${folder} is not a folder.`);
  const state = async ({ file }: FeedInput) => {
    const found = await stat(file).catch(() => undefined);
    return found && `${found.size} ${found.mtimeMs}`;
  };
  const look = async () => {
    const files = await filesIn(folder);
    return new Map(await Promise.all(files.map(async (found) => [found.file, { found, state: await state(found) }] as const)));
  };
  let before = await look();
  const done = new Map([...before].map(([file, { state }]) => [file, state]));
  while (!stop.aborted) {
    await sleep(lookMs, undefined, { signal: stop }).catch(() => {});
    const now = await look();
    for (const [file, { found, state }] of now) {
      if (stop.aborted || state !== before.get(file)?.state || state === done.get(file)) continue;
      done.set(file, state);
      yield found;
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
