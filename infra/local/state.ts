import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const stored = z.object({
  /** Kept over restarts, so that links in old mails and queue URLs go on working. */
  ports: z.object({ gateway: z.int(), site: z.int(), inbox: z.int() }).partial().default({}),
  /** How far the cloud's clock is ahead of this machine's, ms. */
  clockOffset: z.int().default(0),
  /** Last instant each schedule fired for. */
  fired: z.record(z.string(), z.iso.datetime()).default({}),
  /** Generated secrets by ARN. */
  secrets: z.record(z.string(), z.string()).default({}),
  /** When each of them was last changed. */
  secretsChanged: z.record(z.string(), z.iso.datetime()).default({}),
  /** Whether the demo has been played. */
  story: z.boolean().default(false),
});

/** The small facts that survive a restart; tables, objects, queues and mails keep themselves in folders beside it. */
export type State = ReturnType<typeof openState>;

/**
 * Opens, or makes, the state folder. It is readable by its owner only: it holds addresses and secrets. `fresh` empties it.
 * Throws when `state.json` is not ours.
 */
export function openState(dir: string, { fresh = false } = {}) {
  if (fresh) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  // The bundles are CommonJS; without this they would inherit the repository's "type": "module".
  writeFileSync(join(dir, 'package.json'), '{"type":"commonjs"}\n');
  const file = join(dir, 'state.json');
  const data = stored.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

  return {
    dir,
    data,
    path: (...parts: string[]) => join(dir, ...parts),
    /** Changes facts and writes them at once, by rename, so that a kill leaves the old or the new file. */
    save(change: Partial<typeof data>) {
      Object.assign(data, change);
      writeFileSync(`${file}.new`, JSON.stringify(data, undefined, 2), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
