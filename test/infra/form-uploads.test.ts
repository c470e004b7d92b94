import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { largeFiles } from '../../functions/adapters/large-files.ts';
import { formUploads } from '../../infra/local/form-uploads.ts';
import { accessDenied, gateway } from '../../infra/local/gateway.ts';
import { FUNCTION_SECRET } from '../../infra/local/lambda.ts';
import { close, holdPort, inner, listen } from '../../infra/local/listen.ts';

/** An S3 that keeps what is put, behind a gate that lets DESK put files under `staged/` alone. */
const kept = new Map<string, Buffer>();
const s3 = createServer(async (request, response) => {
  kept.set(decodeURIComponent(request.url?.split('?')[0] ?? ''), await buffer(request));
  response.writeHead(200, { etag: '"e"' }).end();
});
let now = new Date();
let endpoint: string;
let door: ReturnType<typeof gateway>;

beforeAll(async () => {
  const held = await holdPort();
  endpoint = `http://127.0.0.1:${held.port}`;
  const gate: Parameters<typeof gateway>[1] = async (caller, service, { path }) =>
    caller === 'local-cloud' || (caller === 'Desk' && path.startsWith('/store/staged/'))
      ? undefined
      : accessDenied(service, 'no');
  const to = inner('s3', await listen(s3, 0, { names: ['s3'] }));
  door = gateway({ s3: { to, form: formUploads({ endpoint, gate, now: () => now }) } }, gate, () => now);
  await listen(door, held, { origins: ['null'] });
});
afterAll(() => Promise.all([close(door), close(s3)]));
beforeEach(() => {
  kept.clear();
  now = new Date();
});

/** A form as DESK makes it, signed by AWS's own library, for at most ten bytes. */
const formOf = (accessKeyId = 'Desk', secretAccessKey = FUNCTION_SECRET, bucket = 'store') =>
  largeFiles(
    { store: bucket, feeds: 'feeds' },
    new S3Client({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } }),
  ).form('cG9ZVtPAQkXbb1h4cGZ3Qw', 10, 'https://papers.example.org/desk/papers/arrived');

/** Sends a form as a browser does, from a page without a referrer. Returns the status and S3's code or the address it leads to. */
async function send(
  { action, fields }: Awaited<ReturnType<typeof formOf>>,
  { text = 'ten bytes!', name = 'a.txt', changed = {} }: { text?: string; name?: string; changed?: Record<string, string> } = {},
) {
  const body = new FormData();
  for (const [field, value] of Object.entries({ ...fields, ...changed })) body.set(field, value);
  body.set('file', new File([text], name));
  const headers = { origin: 'null', 'sec-fetch-site': 'cross-site' };
  const response = await fetch(action, { method: 'POST', body, headers, redirect: 'manual' });
  const said = await response.text();
  return [response.status, response.headers.get('location') ?? /<Code>(\w+)/.exec(said)?.[1] ?? said];
}

test('a file of the form is kept under its folder and name, and the browser is led back with the key', async () => {
  for (const name of ['2026-03-18.jsonl', 'día "x" 論文 & $1.txt']) {
    const [status, location] = await send(await formOf(), { name });
    const [path = ''] = kept.keys();
    expect(path.startsWith('/store/staged/cG9ZVtPAQkXbb1h4cGZ3Qw/')).toBe(true);
    expect(status).toBe(303);
    const next = new URL(location ?? '');
    expect(next.origin + next.pathname).toBe('https://papers.example.org/desk/papers/arrived');
    expect(`/store/${next.searchParams.get('key')}`).toBe(path);
    expect(path.split('/').at(-1)).toBe(name.replaceAll('"', '%22'));
    expect([next.searchParams.get('bucket'), next.searchParams.get('etag')]).toEqual(['store', '"e"']);
    expect(kept.get(path)?.toString()).toContain('ten bytes!');
    kept.clear();
  }
});

test('what the policy does not allow is refused, and nothing is kept', async () => {
  const form = await formOf();
  const changed = (fields: Record<string, string>) => send(form, { changed: fields });
  expect(await send(form, { text: 'eleven bytes' })).toEqual([400, 'EntityTooLarge']);
  expect(await send(form, { text: 'x'.repeat(30_000_000) })).toEqual([400, 'EntityTooLarge']);
  expect(await send(form, { text: '' })).toEqual([400, 'EntityTooSmall']);
  for (const key of ['feeds/a.txt', 'staged/another/a.txt', 'staged/', '$' + '{filename}'])
    expect(await changed({ key }), key).toEqual([403, 'AccessDenied']);
  expect(await changed({ key: `staged/cG9ZVtPAQkXbb1h4cGZ3Qw/../../feeds/a.txt` })).toEqual([400, 'InvalidURI']);
  expect(await changed({ bucket: 'feeds' })).toEqual([403, 'AccessDenied']);
  expect(await send({ ...form, action: form.action.replace('/store', '/feeds') })).toEqual([403, 'AccessDenied']);
  expect(await changed({ success_action_redirect: 'https://evil.example' })).toEqual([403, 'AccessDenied']);
  expect(await changed({ acl: 'public-read' })).toEqual([403, 'AccessDenied']);
  const policy = Buffer.from(form.fields.Policy ?? '', 'base64').toString();
  const wider = Buffer.from(policy.replace('1,10]', '1,1000]')).toString('base64');
  expect(await changed({ Policy: wider })).toEqual([403, 'SignatureDoesNotMatch']);
  expect(await changed({ 'X-Amz-Signature': '' })).toEqual([403, 'SignatureDoesNotMatch']);
  expect(await send(await formOf('Desk', 'guessed'))).toEqual([403, 'SignatureDoesNotMatch']);
  now = new Date(now.getTime() + 3_601_000);
  expect(await send(form)).toEqual([403, 'AccessDenied']);
  expect([...kept.keys()]).toEqual([]);
});

test('a file without a name is kept under its folder alone', async () => {
  const [status] = await send(await formOf(), { name: '' });
  expect([status, ...kept.keys()]).toEqual([303, '/store/staged/cG9ZVtPAQkXbb1h4cGZ3Qw/']);
});

test('the policy cannot allow what the role of its function may not do', async () => {
  expect(await send(await formOf('Ingest'))).toEqual([403, 'AccessDenied']);
  expect(await send(await formOf('Desk', FUNCTION_SECRET, 'feeds'))).toEqual([403, 'AccessDenied']);
  expect([...kept.keys()]).toEqual([]);
});

test('what DESK signs on AWS: one folder, 1 to 500 MB, one hour, its own session, the way back, and no more', async () => {
  const credentials = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' };
  const files = largeFiles({ store: 'stack-store', feeds: 'stack-feeds' }, new S3Client({ region: 'eu-west-1', credentials }));
  const made = Date.now();
  const { action, fields } = await files.form('folder', 500 * 1024 * 1024, 'https://papers.example.org/x');
  expect(action).toBe('https://stack-store.s3.eu-west-1.amazonaws.com/');
  const { expiration, conditions } = JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString());
  const minutes = (Date.parse(expiration) - made) / 60_000;
  expect(minutes > 58 && minutes < 62).toBe(true);
  expect(conditions).toEqual([
    ['content-length-range', 1, 524_288_000],
    { success_action_redirect: 'https://papers.example.org/x' },
    { bucket: 'stack-store' },
    { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' },
    { 'X-Amz-Credential': expect.stringMatching(/^ASIA\/\d{8}\/eu-west-1\/s3\/aws4_request$/) },
    { 'X-Amz-Date': expect.stringMatching(/^\d{8}T\d{6}Z$/) },
    { 'X-Amz-Security-Token': 'token' },
    ['starts-with', '$key', 'staged/folder/'],
  ]);
  expect(Object.keys(fields).filter((name) => name.startsWith('x-') || name.startsWith('acl'))).toEqual([]);
});
