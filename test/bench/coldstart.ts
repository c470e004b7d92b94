import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';
import type * as z from 'zod/mini';
import type {
  deskEnv,
  digestEnv,
  feedbackEnv,
  fetchEnv,
  ingestEnv,
  leaveEnv,
  lettersEnv,
  sendEnv,
  subscribeEnv,
} from '../../functions/contract/env.ts';
import { BUILD, LAMBDA_ONLY } from '../../infra/bundle.ts';
import { median, progress, type Report, short, type Table } from './measure.ts';

const ROUNDS = 15;

/** What a handler imports of each client that does nothing else: the calls that ours make. */
const SDK: Record<string, string> = {
  'client-dynamodb': 'DynamoDBClient, ConditionalCheckFailedException',
  'lib-dynamodb': 'DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand, BatchGetCommand, paginateQuery',
  'client-sesv2': 'SESv2Client, SendEmailCommand, GetAccountCommand',
  'client-s3': 'S3Client, GetObjectCommand, PutObjectCommand',
  'client-sqs': 'SQSClient, SendMessageBatchCommand',
  'client-secrets-manager': 'SecretsManagerClient, GetSecretValueCommand',
};
const CLIENT = /\b(?!DynamoDBDocument)\w+Client\b/;

/** What the environment of any function holds. */
const ENV = {
  ...{ PAPERS_TABLE: 'table', SUBSCRIBERS_TABLE: 'table', EDITIONS_TABLE: 'table' },
  ...{ FEEDS_BUCKET: 'bucket', STORE_BUCKET: 'bucket' },
  ...{ SEND_QUEUE_URL: 'https://queue.example.org', LETTERS_QUEUE_URL: 'https://queue.example.org' },
  ...{ RANGES_QUEUE_URL: 'https://queue.example.org', QUEUE_URL: 'https://queue.example.org' },
  ...{ TOKEN_SECRET_ARN: 'name', LIST_NAME: 'name', LIST_LANGUAGE: 'name', PUBLISHER: 'name' },
  ...{ POSTAL_ADDRESS: 'name', LIST_DOMAIN: 'name', FROM_ADDRESS: 'digest@example.org', SES_SHARE: '1' },
  ...{ ACCENT: '#8c2318 #f0a392', REPLY_TO: '', UNSUBSCRIBE_DOMAIN: '', CONFIGURATION_SET: 'set' },
  ...{ PUBLIC_URL: 'https://papers.example.org', CLOSE_ZONE: 'UTC', CLOSE_HOUR: '7', SUMMARY_MODEL: '' },
  ...{ EXPECT: '', ALLOWED_SITES: '', MAILS_PER_HOUR: '100', CONTACT: 'digest@example.org' },
  ...{ EDITORS: 'editor@example.org', SOURCES: 'hf:daily', PRIVACY_NOTE: '', LOG_DAYS: '90' },
  ...{ LEDGER_DAYS: '90', AWS_REGION: 'eu-west-1' },
} satisfies z.input<typeof ingestEnv> &
  z.input<typeof fetchEnv> &
  z.input<typeof digestEnv> &
  z.input<typeof sendEnv> &
  z.input<typeof subscribeEnv> &
  z.input<typeof lettersEnv> &
  z.input<typeof deskEnv> &
  z.input<typeof feedbackEnv> &
  z.input<typeof leaveEnv>;

type Bundle = { name: string; file: string; kilobytes: number; inputs: [string, number][]; clients: string[] };

/**
 * The time from asking for a bundle to having its handler, in a fresh Node, beside a handler of the same SDK clients and no more, as
 * the SDK comes.
 */
export async function bench(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-bench-'));
  const ours = globSync('functions/*/handler.ts', { cwd: BUILD.absWorkingDir }).map((path) =>
    bundle(folder, basename(dirname(path)), `import * as h from './${path}'; export const handler = h.handler;`, LAMBDA_ONLY),
  );
  const sdk = ours.map(({ name, clients }) => bundle(folder, `${name}-sdk`, sdkOnly(clients)));
  const base = bundle(folder, 'ses-and-dynamodb', sdkOnly(['client-dynamodb', 'lib-dynamodb', 'client-sesv2']));
  const all = [...ours, ...sdk, base];
  const times = new Map(all.map(({ file }) => [file, [] as number[]]));
  for (let round = -1; round < ROUNDS; round++) {
    progress(`round ${round + 1} of ${ROUNDS}`);
    for (const { file } of round % 2 ? all : all.toReversed()) {
      const ms = start(file);
      if (round >= 0) times.get(file)!.push(ms);
    }
  }
  progress();
  rmSync(folder, { recursive: true });
  const ms = ({ file }: Bundle) => median(times.get(file)!);
  const ratio = (a: Bundle, b: Bundle) => median(times.get(a.file)!.map((time, i) => time / times.get(b.file)![i]!));
  const rows = ours.map((bundled, i) => [
    bundled.name,
    bundled.kilobytes,
    ms(bundled).toFixed(0),
    sdk[i]!.kilobytes,
    ms(sdk[i]!).toFixed(0),
    `${short(ratio(bundled, sdk[i]!))} ×`,
  ]);
  rows.push(['SES and DynamoDB alone', '', '', base.kilobytes, ms(base).toFixed(0), '']);
  const send = ours.findIndex(({ name }) => name === 'send');
  return {
    tables: [{ head: ['Cold start', 'KB', 'CPU ms', 'its SDK alone, KB', 'CPU ms', 'ratio'], rows }, ...ours.map(largest)],
    goals: [{ what: 'SEND beside a handler of its SDK clients', ratio: ratio(ours[send]!, sdk[send]!), atMost: 1.15 }],
    notes: [
      'From `require` to the handler, in a Node that has started; CPU of all threads. A client is imported with the calls ours make.',
    ],
  };
}

function bundle(folder: string, name: string, contents: string, options: BuildOptions = {}): Bundle {
  const file = join(folder, `${name}.js`);
  const { outputFiles, metafile } = buildSync({
    ...BUILD,
    ...options,
    sourcemap: false,
    stdin: { contents, resolveDir: BUILD.absWorkingDir, loader: 'ts' },
    write: false,
    metafile: true,
  });
  writeFileSync(file, outputFiles[0]!.contents);
  const { inputs } = Object.values(metafile.outputs)[0]!;
  const clients = Object.keys(SDK).filter((client) => Object.keys(inputs).some((path) => path.includes(`@aws-sdk/${client}/`)));
  return { name, file, kilobytes: Math.round(outputFiles[0]!.contents.length / 1000), inputs: bytesOf(inputs), clients };
}

type Inputs = Metafile['outputs'][string]['inputs'];
const bytesOf = (inputs: Inputs) =>
  Object.entries(inputs).map(([path, { bytesInOutput }]): [string, number] => [
    path.replace(/^.*node_modules\//, ''),
    bytesInOutput,
  ]);

function largest({ name, inputs }: Bundle): Table {
  const rows = inputs.toSorted(([, a], [, b]) => b - a).slice(0, 10);
  return { head: [`Largest in ${name}`, 'KB'], rows: rows.map(([path, bytes]) => [path, (bytes / 1000).toFixed(1)]) };
}

/** A handler that makes its clients and nothing else. */
function sdkOnly(clients: readonly string[]): string {
  const imports = clients.map((client) => `import { ${SDK[client]} } from '@aws-sdk/${client}';`);
  const made = clients.flatMap((client) => CLIENT.exec(SDK[client]!)?.[0] ?? []).map((client) => `new ${client}({})`);
  const names = clients.map((client) => SDK[client]).join(', ');
  return `${imports.join('\n')}\nconst made = [${made.join(', ')}];\nexport const handler = () => [made, ${names}];`;
}

/** CPU of loading a bundle in a fresh Node, ms. */
function start(file: string): number {
  const script = `const c = process.cpuUsage(); require(${JSON.stringify(file)}); const d = process.cpuUsage(c); console.log((d.user + d.system) / 1000);`;
  const env = { PATH: process.env.PATH, ...ENV };
  return Number(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' }).trim().split('\n').at(-1));
}
