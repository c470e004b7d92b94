import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readKept } from './damage.ts';

const cloudFile = z.object({
  gateway: z.url(),
  site: z.url(),
  inbox: z.url(),
  outputs: z.record(z.string(), z.string()),
});

/** The addresses of a running local cloud, and the outputs of its stack. */
export type CloudFile = z.infer<typeof cloudFile>;

const fileOf = (dir: string) => join(dir, 'cloud.json');

/** Writes the file into the state folder. */
export function writeCloudFile(dir: string, { gateway, site, inbox, outputs }: CloudFile): void {
  const file = fileOf(dir);
  writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, gateway, site, inbox, outputs }, undefined, 2), {
    mode: 0o600,
  });
  renameSync(`${file}.new`, file);
}

/** What the file in a state folder says. A killed cloud leaves one behind. Throws a `Damage` if it cannot be read. */
export function readCloudFile(dir: string): CloudFile | undefined {
  const cure = 'It only says where the local cloud runs. Stop the cloud with Ctrl-C; npm start writes the file again.';
  return readKept(fileOf(dir), cloudFile, cure);
}

/** Deletes the file. */
export function removeCloudFile(dir: string): void {
  rmSync(fileOf(dir), { recursive: true, force: true });
}
