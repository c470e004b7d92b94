import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
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
  const files = entries.filter((name) => name.endsWith('.json.gz')).map((name) => join(folder, name));
  if (files.length === 0) throw new Failure(`${folder} holds no data files (*.json.gz) of an export.`);
  const list = entries.find((name) => basename(name) === 'manifest-files.json');
  const listed = list ? (await readFile(join(folder, list), 'utf8')).split('\n').filter(Boolean) : [];
  const expected = listed.map((text) => manifest.parse(JSON.parse(text)));
  const missing = expected.filter(({ dataFileS3Key: key }) => !files.some((file) => basename(file) === basename(key)));
  if (missing.length > 0)
    throw new Failure(`${missing.length} of ${expected.length} files of the export are missing from ${folder}.`);

  async function* rows(): AsyncGenerator<Item> {
    for (const file of files) {
      const count = expected.find(({ dataFileS3Key: key }) => basename(key) === basename(file))?.itemCount;
      let read = 0;
      try {
        for await (const text of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
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
