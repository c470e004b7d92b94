import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { STORE_PREFIXES } from '../contract/tables.ts';
import type { DispatchId, Parts, PrintedPaper } from '../domain/edition.ts';
import type { Features } from '../domain/interests/features.ts';
import { TIMEOUTS } from './aws.ts';
import { featureLines } from './edition-files.ts';

/** Bytes of one request when a large file is uploaded in several: S3's minimum. */
const CHUNK_BYTES = 5 * 1024 * 1024;

/**
 * Writes the files of editions and dispatches, each named by the hash of its content. `editionFiles` reads them, and the rows of
 * `editionsStore` name them.
 */
export function editionKeeper(bucket: string, client = new S3Client({ requestHandler: TIMEOUTS })) {
  async function keep(
    id: string,
    name: string,
    ContentType: string,
    lines: Iterable<string>,
    prefix: string = STORE_PREFIXES.editions,
  ): Promise<string> {
    const Body = Buffer.concat([...chunks(lines)]);
    const Key = `${prefix}${id}/${name.replace('.', `-${createHash('sha256').update(Body).digest('hex')}.`)}`;
    const params = { Bucket: bucket, Key, Body, ContentType };
    // If an upload breaks off, a rule of the bucket removes what came: no function may delete anything here.
    await new Upload({ client, params, partSize: CHUNK_BYTES, queueSize: 2, leavePartsOnError: true }).done();
    return Key;
  }

  return {
    keepPapers: (id: string, papers: readonly PrintedPaper[]) => keep(id, 'papers.ndjson', NDJSON, ndjson(papers)),
    keepParts: (id: string, { papers, ...rest }: Parts) => keep(id, 'parts.ndjson', NDJSON, ndjson([rest, ...papers])),
    keepFeatures: (id: string, features: Features) => keep(id, 'features.ndjson', NDJSON, ndjson(featureLines(features))),
    keepAudience: ({ edition, due }: DispatchId, readerIds: readonly string[]) =>
      keep(
        edition,
        `audience-${due.replaceAll(/[:.]/g, '')}.ndjson`,
        NDJSON,
        readerIds.map((id) => `${id}\n`),
        STORE_PREFIXES.audiences,
      ),
  };
}

const NDJSON = 'application/x-ndjson';

function* ndjson(rows: Iterable<object>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** Joins lines into buffers of about 1 MB: one string of all lines would double the memory it takes. */
function* chunks(text: Iterable<string>): Generator<Buffer> {
  let chunk = '';
  for (const line of text) {
    chunk += line;
    if (chunk.length < 1 << 20) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}
