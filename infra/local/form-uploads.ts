import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import * as z from 'zod';
import { type Answer, type Gate, s3Refusal } from './gateway.ts';
import { FUNCTION_SECRET } from './lambda.ts';
import { OWN } from './storage.ts';

/** Part size, bytes: fauxqs takes single requests up to 11 MiB. */
const PART = 8 * 1024 * 1024;

const condition = z.union([
  z.tuple([z.literal('content-length-range'), z.int(), z.int()]).transform(([, least, most]) => [{ least, most }]),
  z
    .tuple([z.enum(['eq', 'starts-with']), z.string(), z.string()])
    .transform(([how, name, text]) => [{ how, name: name.slice(1), text }]),
  z.record(z.string(), z.string()).transform((exact) => Object.entries(exact).map(([name, text]) => ({ how: 'eq', name, text }))),
]);
const policySchema = z.object({
  expiration: z.iso.datetime(),
  conditions: z.array(condition).transform((all) => all.flat()),
});
type Policy = z.infer<typeof policySchema>;

/** S3 puts the file's name in its place. */
const FILE_NAME = `$\{filename}`;

/** Bytes of a file's name. fauxqs keeps it as the name of a file on disk, and does not answer if that is too long. S3's limit is 1,024. */
const LONGEST_NAME = 200;

/** Fields that a policy need not name. */
const FREE = ['policy', 'x-amz-signature', 'file'];

/** The fields of a form by their names in small letters. */
type Fields = ReadonlyMap<string, string>;

/**
 * Takes files that browsers send by a form whose policy a function has signed (S3's "POST Object"). fauxqs takes such forms up to
 * 11 MB and reads no policy. This checks signature, policy and the function's permission, and uploads the file to `endpoint`. Of the
 * other fields it knows `success_action_redirect`.
 */
export function formUploads({ endpoint, gate, now }: { endpoint: string; gate: Gate; now: () => Date }) {
  const s3 = new S3Client({ endpoint, ...OWN });

  /** `name` is empty if the browser's user chose no file. */
  async function take(bucket: string, fields: Fields, file: BusboyFileStream, name = ''): Promise<Answer> {
    const key = (fields.get('key') ?? '').replaceAll(FILE_NAME, () => name);
    if (Buffer.byteLength(name) > LONGEST_NAME)
      return s3Refusal(400, 'KeyTooLongError', `The local cloud takes no name of more than ${LONGEST_NAME} bytes.`);
    // S3 takes `.` and `..` as any other part of a key. fauxqs would write the file into another folder.
    if (/\/\.{1,2}(\/|$)/.test(key)) return s3Refusal(400, 'InvalidURI', 'The local cloud takes no such key.');
    const policy = readPolicy(new Map([['bucket', bucket], ...fields, ['key', key]]), bucket, now());
    if ('status' in policy) return policy;
    const [caller = ''] = (fields.get('x-amz-credential') ?? '').split('/');
    const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const call = { method: 'POST', path, query: new URLSearchParams(), target: '', body: Buffer.alloc(0) };
    const refused = await gate(caller, 's3', call);
    if (refused) return refused;

    const Body = Readable.from(measured(file, policy), { objectMode: false });
    const upload = new Upload({ client: s3, partSize: PART, params: { Bucket: bucket, Key: key, Body } });
    const done = await upload.done().catch((error: unknown) => {
      if (error instanceof WrongSize) return error;
      throw error;
    });
    if (done instanceof WrongSize) return s3Refusal(400, done.message, 'Your proposed upload has a size that is not allowed');
    const next = fields.get('success_action_redirect');
    if (next === undefined) return { status: 204, body: '' };
    const location = new URL(next);
    for (const [part, value] of Object.entries({ bucket, key, etag: done.ETag ?? '' })) location.searchParams.set(part, value);
    return { status: 303, headers: { location: location.href }, body: '' };
  }

  return async (request: IncomingMessage): Promise<Answer> => {
    const bucket = decodeURIComponent(request.url?.split('/')[1] ?? '');
    const form = new Busboy({ headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' } });
    const fields = new Map<string, string>();
    let answer: Promise<Answer> | undefined;
    form.on('field', (name, value) => fields.set(name.toLowerCase(), value));
    form.on('file', (_, file, name) => {
      // As on S3, the fields after the file do not count.
      answer ??= take(bucket, new Map(fields), file, name);
      // Reads the rest of a file that is refused: the browser shows an answer only when it has sent all.
      const drain = () => void file.resume();
      answer.then(drain, drain);
    });
    await finished(request.pipe(form));
    return (await answer) ?? s3Refusal(400, 'InvalidArgument', 'POST requires exactly one file upload per request.');
  };
}

/** The policy of a form, or why S3 refuses it ("Creating a POST Policy", "Calculating a Signature"). */
function readPolicy(fields: Fields, bucket: string, now: Date): Policy | Answer {
  const of = (name: string) => fields.get(name) ?? '';
  const denied = (why: string) => s3Refusal(403, 'AccessDenied', `Invalid according to Policy: ${why}`);

  const [, ...scope] = of('x-amz-credential').split('/');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const signed = hmac(scope.reduce<string | Buffer>(hmac, `AWS4${FUNCTION_SECRET}`), of('policy')).toString('hex');
  if (of('x-amz-signature') !== signed || scope[2] !== 's3')
    return s3Refusal(403, 'SignatureDoesNotMatch', 'The signature is not the one of this policy.');

  const policy = policySchema.parse(JSON.parse(Buffer.from(of('policy'), 'base64').toString()));
  if (Date.parse(policy.expiration) <= now.getTime()) return denied('Policy expired.');
  const rules = policy.conditions.flatMap((one) => ('how' in one ? [{ ...one, name: one.name.toLowerCase() }] : []));
  const named = new Set(rules.map(({ name }) => name));
  if ([...fields.keys()].some((name) => !named.has(name) && !FREE.includes(name))) return denied('Extra input fields.');
  const holds = rules.every(({ how, name, text }) => (how === 'eq' ? of(name) === text : of(name).startsWith(text)));
  return holds && of('bucket') === bucket ? policy : denied('Policy Condition failed.');
}

/** A file has not a size that its policy allows. The message is S3's code. */
class WrongSize extends Error {}

/** Passes a file on, and fails as soon as it is larger than its policy allows, or at its end if it is smaller. */
async function* measured(file: BusboyFileStream, { conditions }: Policy): AsyncGenerator<Buffer> {
  const { least, most } = conditions.find((one) => 'most' in one) ?? { least: 0, most: Number.POSITIVE_INFINITY };
  let size = 0;
  for await (const chunk of file.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > most) throw new WrongSize('EntityTooLarge');
    yield chunk;
  }
  if (size < least) throw new WrongSize('EntityTooSmall');
}
