import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { editionFiles } from '../../functions/adapters/edition-files.ts';
import { editionKeeper } from '../../functions/adapters/edition-keeper.ts';
import { objectStore } from '../../functions/adapters/files.ts';
import { awsAt, listening } from '../fakes/listening.ts';

/** An S3 that keeps what is put, answers ranges (RFC 9110, section 14.2) and notes which were asked for. */
const DENIED = '<Error><Code>AccessDenied</Code><Message>User is not authorized to perform: s3:GetObject</Message></Error>';
const objects = new Map<string, Buffer>();
const reads: (string | undefined)[] = [];
const server = createServer((request, response) => {
  const [path = ''] = request.url!.split('?');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'PUT') objects.set(path, Buffer.concat(chunks));
    if (request.method !== 'GET') return response.end();
    reads.push(request.headers.range);
    // Who may not list a bucket is not told what is missing from it.
    if (!objects.has(path)) return response.writeHead(403, { 'content-type': 'application/xml' }).end(DENIED);
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    response.writeHead(206);
    return response.end(objects.get(path)!.subarray(Number(first), Number(last) + 1));
  });
});

let files: ReturnType<typeof editionFiles>;
let keeper: ReturnType<typeof editionKeeper>;
const DISPATCH = { edition: '2026-03-19', due: '2026-03-19T08:00:00.000Z' };
beforeAll(async () => {
  Object.assign(process.env, {
    ...awsAt(await listening(server)),
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
  });
  files = editionFiles('store');
  keeper = editionKeeper('store');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  reads.length = 0;
});

const readerIds = Array.from({ length: 1_234 }, (_, n) => `reader${String(n).padStart(16, '0')}`);
const batchOf = (n: number) => readerIds.slice(n * 100, (n + 1) * 100);

it('tells the readers of many batches by one read, of the bytes from the first to the last', async () => {
  const edition = { audienceKey: await keeper.keepAudience(DISPATCH, readerIds), audience: readerIds.length };
  const asked = [3, 4, 9, 12];
  const of = await files.batches(edition, asked);
  expect(asked.map(of)).toEqual(asked.map(batchOf));
  expect(of(12)).toHaveLength(34);
  expect(reads).toEqual([`bytes=${3 * 2300}-${1_234 * 23 - 1}`]);
  expect(await files.batch(edition, 12)).toEqual(batchOf(12));
  expect(edition.audienceKey).toMatch(/^audiences\/2026-03-19\//);
  expect(reads[1]).toBe(`bytes=${12 * 2300}-${1_234 * 23 - 1}`);
});

it('a file that is gone is told as missing or unreadable, by its name', async () => {
  const gone = { audienceKey: 'audiences/2026-03-19/gone', audience: 1 };
  await expect(files.batch(gone, 0)).rejects.toThrow('audiences/2026-03-19/gone is missing, or may not be read');
});

it('what may be gone is looked for, and its absence is no error', async () => {
  const store = objectStore('store');
  expect(await store.find('staged/gone')).toBeUndefined();
  await expect(store.get('staged/gone')).rejects.toThrow('staged/gone is missing, or may not be read');
});

it('reads nothing where there is nobody to name', async () => {
  const edition = { audienceKey: await keeper.keepAudience(DISPATCH, []), audience: 0 };
  await files.batches(edition, []);
  await files.batches({ ...edition, audience: 1_234 }, []);
  expect(await files.batch(edition, 0)).toEqual([]);
  expect(reads).toEqual([]);
});
