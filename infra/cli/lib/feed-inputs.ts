import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import { Failure } from './command.ts';

/** Names of files that are still being written, and of hidden files. */
const UNFINISHED = /^\.|~$|\.(part|partial|crdownload|download|tmp|swp)$/i;

/** The word for standard input. */
const STDIN = '-';

/** A file to read, and its name in the bucket. */
export type FeedInput = { file: string; name: string };

export const INPUTS =
  'FILE may be a folder (all files in it), or - for standard input: curl -s https://… | npx broadsheet parse -';

/** The day that was typed. Throws a `Failure` if it is none. */
export function dayOf(typed: string | undefined): string | undefined {
  if (typed !== undefined && !z.iso.date().safeParse(typed).success)
    throw new Failure(`--day ${typed} is not a day such as 2026-03-18.`, 2);
  return typed;
}

/** The files that these words name. Throws a `Failure` if one cannot be read. */
export async function feedInputs(words: readonly string[]): Promise<FeedInput[]> {
  return (await Promise.all(words.map(input))).flat();
}

/** The bytes of a file, in pieces of 1 MB. */
export const contents = (file: string): Readable =>
  file === STDIN ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });

/** The size of a file in bytes; undefined for standard input. */
export const sizeOf = async (file: string) => (file === STDIN ? undefined : (await stat(file)).size);

async function input(file: string): Promise<FeedInput[]> {
  if (file === STDIN) return [{ file, name: `stdin-${new Date().toISOString().replace(/\.\d+|[-:]/g, '')}` }];
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure(`${file}: ${cause.code === 'ENOENT' ? 'there is no such file' : 'you may not read it'}.`, 1, cause);
  });
  if (found.isFile()) return [{ file, name: basename(file) }];
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
    .map((file) => ({ file, name: relative(folder, file).replaceAll(sep, '/') }))
    .filter(({ name }) => !name.split('/').some((part) => UNFINISHED.test(part)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
