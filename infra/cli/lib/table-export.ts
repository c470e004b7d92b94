import { open, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { Failure } from './command.ts';

/** A line of an export, and of its list of files (Amazon DynamoDB Developer Guide, "DynamoDB table export output format"). */
const line = z.object({ Item: z.record(z.string(), z.any()) });
const manifest = z.object({ dataFileS3Key: z.string() });

const item = z.looseObject({ pk: z.string(), sk: z.string() });
/** A row of the table. */
export type Item = z.infer<typeof item>;

/** The data files of an export, as its list has them. Throws a `Failure` if the folder has no export, or only a part of one. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new Failure(`The folder ${folder} cannot be read.`, 1, cause);
  });
  const list = entries.find((name) => basename(name) === 'manifest-files.json');
  if (!list) throw new Failure(`${folder} has no export: its manifest-files.json is missing.`);
  const listed = (await readFile(join(folder, list), 'utf8')).split('\n').filter(Boolean);
  return listed.map((text) => {
    const name = basename(manifest.parse(JSON.parse(text)).dataFileS3Key);
    const file = entries.find((entry) => basename(entry) === name);
    if (!file) throw new Failure(`${name} is missing from ${folder}: the export is not whole.`);
    return join(folder, file);
  });
}

/** Yields the rows of an export's files. Throws a `Failure` that names the damaged file. */
export async function* rowsOf(files: readonly string[]): AsyncGenerator<Item> {
  for (const file of files)
    try {
      for await (const text of lines(file)) yield item.parse(unmarshall(line.parse(JSON.parse(text)).Item));
    } catch (cause) {
      // The parser's message may quote the row, which has an address.
      throw new Failure(`${file} cannot be read: it is damaged, or not DynamoDB JSON.`, 1, cause);
    }
}

/** Yields the lines of a gzip file. The file of an empty partition may have no bytes at all. */
async function* lines(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  if ((await handle.stat()).size === 0) return await handle.close();
  yield* createInterface({ input: handle.createReadStream().pipe(createGunzip()) });
}
