import { open, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { Failure } from './command.ts';

/** A line of an export, and of its list of files (Amazon DynamoDB Developer Guide, "DynamoDB table export output format"). */
const line = z.object({ Item: z.record(z.string(), z.any()) });
const manifest = z.object({ dataFileS3Key: z.string(), itemCount: z.int() });

const item = z.looseObject({ pk: z.string(), sk: z.string() });
/** A row of the table. */
export type Item = z.infer<typeof item>;

/** An export of a table: its files, and their rows, which `rows` reads again on each call. */
export type TableExport = { files: string[]; rows: () => AsyncGenerator<Item> };

/** Opens an export. Throws a `Failure` if the folder has none, or only a part of one. */
export async function openExport(folder: string): Promise<TableExport> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new Failure(`The folder ${folder} cannot be read.`, 1, cause);
  });
  const there = entries.filter((name) => name.endsWith('.json.gz')).map((name) => join(folder, name));
  if (there.length === 0) throw new Failure(`${folder} has no data files (*.json.gz) of an export.`);
  const list = entries.find((name) => basename(name) === 'manifest-files.json');
  const listed = list ? (await readFile(join(folder, list), 'utf8')).split('\n').filter(Boolean) : [];
  const expected = listed.map((text) => manifest.parse(JSON.parse(text)));
  const missing = expected.filter(({ dataFileS3Key: key }) => !there.some((file) => basename(file) === basename(key)));
  if (missing.length > 0)
    throw new Failure(`${missing.length} of ${expected.length} files of the export are missing from ${folder}.`);

  const countOf = new Map(expected.map(({ dataFileS3Key: key, itemCount }) => [basename(key), itemCount]));
  // The folder may also have files of other exports.
  const files = list ? there.filter((file) => countOf.has(basename(file))) : there;

  async function* rows(): AsyncGenerator<Item> {
    for (const file of files) {
      const count = countOf.get(basename(file));
      let read = 0;
      try {
        for await (const text of lines(file)) {
          yield item.parse(unmarshall(line.parse(JSON.parse(text)).Item));
          read += 1;
        }
      } catch (cause) {
        // The parser's message may quote the row, which has an address.
        throw new Failure(`${file} cannot be read after row ${read}: it is damaged, or not DynamoDB JSON.`, 1, cause);
      }
      if (count !== undefined && count !== read) throw new Failure(`${file} has ${read} rows, but ${count} were exported.`);
    }
  }
  return { files, rows };
}

/** Yields the lines of a gzip file. The file of an empty partition may have no bytes at all. */
async function* lines(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  if ((await handle.stat()).size === 0) return await handle.close();
  yield* createInterface({ input: handle.createReadStream().pipe(createGunzip()) });
}
