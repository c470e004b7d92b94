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

/** An export of a table: its files, and all rows of them, anew each time they are asked for. */
export type TableExport = { files: string[]; rows: () => AsyncGenerator<Item> };

/** Opens an export. Throws a sentence when the folder holds none, or not all of it. */
export async function openExport(folder: string): Promise<TableExport> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new Failure(`${folder} is no folder that can be read.`, 1, cause);
  });
  const there = entries.filter((name) => name.endsWith('.json.gz')).map((name) => join(folder, name));
  if (there.length === 0) throw new Failure(`${folder} holds no data files (*.json.gz) of an export.`);
  const list = entries.find((name) => basename(name) === 'manifest-files.json');
  const listed = list ? (await readFile(join(folder, list), 'utf8')).split('\n').filter(Boolean) : [];
  const expected = listed.map((text) => manifest.parse(JSON.parse(text)));
  const missing = expected.filter(({ dataFileS3Key: key }) => !there.some((file) => basename(file) === basename(key)));
  if (missing.length > 0)
    throw new Failure(`${missing.length} of ${expected.length} files of the export are missing from ${folder}.`);

  const countOf = new Map(expected.map(({ dataFileS3Key: key, itemCount }) => [basename(key), itemCount]));
  // Beside the files of an export may lie those of others.
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
        // Its own message may quote the row, which holds an address.
        throw new Failure(`${file} cannot be read after row ${read}: it is damaged, or no DynamoDB JSON.`, 1, cause);
      }
      if (count !== undefined && count !== read)
        throw new Failure(`${file} holds ${read} rows and not the ${count} that were exported.`);
    }
  }
  return { files, rows };
}

/** The lines of a packed file. The file of an empty partition may have no bytes at all. */
async function* lines(file: string): AsyncGenerator<string> {
  const handle = await open(file);
  if ((await handle.stat()).size === 0) return await handle.close();
  yield* createInterface({ input: handle.createReadStream().pipe(createGunzip()) });
}
