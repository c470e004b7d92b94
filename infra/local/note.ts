import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readKept } from './damage.ts';

const note = z.object({
  gateway: z.url(),
  site: z.url(),
  inbox: z.url(),
  outputs: z.record(z.string(), z.string()),
});

/** The addresses of a running local cloud, and the outputs of its stack. */
export type Note = z.infer<typeof note>;

const fileOf = (dir: string) => join(dir, 'cloud.json');

/** Writes the note into the state folder. */
export function leaveNote(dir: string, { gateway, site, inbox, outputs }: Note): void {
  const file = fileOf(dir);
  writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, gateway, site, inbox, outputs }, undefined, 2), {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
}

/** The note in a state folder. A killed cloud leaves one behind. Throws a `Damage` if it cannot be read. */
export function readNote(dir: string): Note | undefined {
  const cure = 'It only says where the local cloud runs. Stop the cloud with Ctrl-C; npm start writes the file again.';
  return readKept(fileOf(dir), note, cure);
}

/** Deletes the note. */
export function removeNote(dir: string): void {
  rmSync(fileOf(dir), { recursive: true, force: true });
}
