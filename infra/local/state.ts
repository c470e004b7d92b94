import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { readCloudFile, removeCloudFile } from './cloud-file.ts';
import { Damage, readKept, startFresh } from './damage.ts';

/** The file that one process locks to hold the folder. */
const LOCK = 'lock';

/** SQLite's codes for "another process has it" and "this is not a database". */
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;

const stored = z.object({
  /** Kept over restarts, so that links in old mails and queue URLs go on working. */
  ports: z.object({ gateway: z.int(), site: z.int(), inbox: z.int() }).partial(),
  /** How far the cloud's clock is ahead of this machine's, ms. */
  clockOffset: z.int(),
  /** Last instant each schedule fired for. */
  fired: z.record(z.string(), z.iso.datetime()),
  /** Generated secrets by ARN. */
  secrets: z.record(z.string(), z.string()),
  /** When each of them was last changed. */
  secretsChanged: z.record(z.string(), z.iso.datetime()),
  /** Whether the demo has been played. */
  demo: z.boolean(),
  /** Whether SES has published its test message: it does so once, when destinations are made. */
  greeted: z.boolean().default(false),
});
const NEW: z.infer<typeof stored> = {
  ...{ ports: {}, clockOffset: 0, fired: {}, secrets: {}, secretsChanged: {} },
  ...{ demo: false, greeted: false },
};

/** Facts that survive a restart. Tables, objects, queues and mails are in folders beside them. */
export type State = ReturnType<typeof openState>;

/** Makes the state folder if it is missing. Only its owner may read it: it holds addresses and secrets. */
function makeFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}

/** Locks the state folder until the returned function is called, or the process ends. Throws if another process has locked it. */
export function holdState(dir: string): () => void {
  makeFolder(dir);
  try {
    // SQLite locks files on every system, and no such lock outlives its process.
    const lock = new DatabaseSync(join(dir, LOCK));
    lock.exec('BEGIN EXCLUSIVE');
    removeCloudFile(dir);
    return () => lock.close();
  } catch (cause) {
    const code = cause instanceof Error && 'errcode' in cause ? cause.errcode : undefined;
    if (code === SQLITE_BUSY) throw new Error(heldBy(dir));
    if (code !== SQLITE_NOTADB) throw cause;
    throw new Damage(join(dir, LOCK), 'npm start did not make it', 'Delete it and start again.', cause);
  }
}

function heldBy(dir: string): string {
  try {
    const running = readCloudFile(dir);
    if (running) return `A local cloud is running already: its inbox is ${running.inbox}. Stop it first with Ctrl-C.`;
  } catch {
    // The file cannot be read, but a cloud runs.
  }
  return `Another npm start uses ${dir}. Wait until it runs, or stop it first with Ctrl-C.`;
}

/** Opens or makes the state folder. `fresh` empties it. Throws a `Damage` if `state.json` cannot be read. */
export function openState(dir: string, { fresh = false } = {}) {
  makeFolder(dir);
  if (fresh) for (const name of readdirSync(dir)) if (name !== LOCK) rmSync(join(dir, name), { recursive: true, force: true });
  // The bundles are CommonJS; without this they would inherit the repository's "type": "module".
  writeFileSync(join(dir, 'package.json'), '{"type":"commonjs"}\n');
  const file = join(dir, 'state.json');
  const data = readKept(file, stored, startFresh(dir, 'Put back a copy of it')) ?? { ...NEW };

  return {
    dir,
    data,
    path: (...parts: string[]) => join(dir, ...parts),
    /** Changes facts and writes them at once, by rename, so that after a kill either the old or the new file is there. */
    save(change: Partial<typeof data>) {
      Object.assign(data, change);
      writeFileSync(`${file}.new`, JSON.stringify(data, undefined, 2), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

/** The cloud's clock: this machine's, plus an offset that survives restarts. */
export type Clock = ReturnType<typeof cloudClock>;

/** Reads and moves the offset kept in `state`. */
export function cloudClock(state: State) {
  return {
    now: () => new Date(Date.now() + state.data.clockOffset),
    /** What the functions add to their own `Date`, ms. */
    offset: () => state.data.clockOffset,
    /** Sets the clock to `at` from now on. */
    set: (at: Date) => state.save({ clockOffset: at.getTime() - Date.now() }),
  };
}
