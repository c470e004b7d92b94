import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, expect, test } from 'vitest';
import { stillMissing } from '../../infra/cli/lib/cdk.ts';
import { deleteData, deleteLater, keptBy } from '../../infra/cli/lib/destroy-data.ts';
import { clients, localStack } from '../../infra/cli/lib/stack.ts';
import { localCloud } from '../e2e/local-cloud.ts';
import { ofType, read, template } from './synth.ts';

const local = await localCloud();
afterAll(() => local.stop());

test('what is kept is what the template retains: no table, bucket or secret is left out', () => {
  const outputs = Object.fromEntries(
    Object.entries<{ Value: unknown }>(template.Outputs).map(([name, { Value }]) => [name, Value]),
  );
  const { tables, buckets, secrets } = keptBy({ outputs: outputs as Record<string, string>, local: undefined });
  const retained = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'].flatMap((type) =>
    Object.keys(ofType(type)),
  );
  expect([...tables, ...buckets, ...secrets].map(read).sort()).toEqual(retained.sort());
});

test('after a deployment doctor has looked, and what it comes to is said', async () => {
  const { AWS_REGION: _, ...rest } = process.env;
  // The SDK by itself does not know this variable, which the CDK does.
  const env = { ...rest, AWS_ENDPOINT_URL: local.cloud.gateway, AWS_DEFAULT_REGION: 'us-east-1' };
  const operator = { ...env, AWS_ACCESS_KEY_ID: 'operator', AWS_SECRET_ACCESS_KEY: 'x' };
  expect(await stillMissing('main', operator)).toMatch(/^Deployed, without faults/);
  expect(await stillMissing('trial', operator)).toMatch(
    /^Deployed\. Digests do not go out[\s\S]+ npx broadsheet doctor --stage trial$/,
  );
});

test('--plan names it all and runs nothing', async () => {
  const { code, said } = await local.typeDeployed('destroy', '--plan');
  expect(code).toBe(0);
  const kept = keptBy({ outputs: local.cloud.outputs, local: undefined });
  for (const name of [...kept.tables, ...kept.buckets, ...kept.secrets]) expect(said).toContain(name);
  expect(said).toMatch(/^Kept[\s\S]+Would run: cdk destroy Broadsheet\. Nothing was changed\.\n$/);
  expect((await local.typeDeployed('destroy', '--plan', '--with-data')).said).toContain('Deleted for good');
});

test('--with-data deletes nothing before the name of the stack was typed', async () => {
  const { code, said } = await local.typeDeployed('destroy', '--with-data');
  expect(code).toBe(1);
  expect(said).toContain('That is not Broadsheet. Nothing was deleted.');
});

/** Types a command of npm's in this terminal's place, with these words piped into it. */
const npm = (script: string, args: string[], { env = {}, input = '' }: { env?: NodeJS.ProcessEnv; input?: string } = {}) =>
  new Promise<{ code: unknown; said: string }>((resolve) => {
    const whole = { ...process.env, NO_COLOR: '1', ...env };
    const child = execFile(
      process.execPath,
      [`infra/cli/commands/${script}.ts`, ...args],
      { env: whole },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
    child.stdin?.end(input);
  });
const synthesised = (stack: string) => JSON.parse(readFileSync(`cdk.out/${stack}.template.json`, 'utf8'));

test('deploy --plan synthesises what is said, tells what only people can do, and asks nobody', async () => {
  const said = [
    '--stage',
    'trial',
    '--domain',
    'news.lab.org',
    '--from',
    'papers@news.lab.org',
    '--web-domain',
    'papers.lab.org',
  ];
  // A call of AWS would have nowhere to go.
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: undefined };
  const plan = await npm('deploy', [...said, '--plan'], { env });
  expect(plan).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^What only you can do\n {2}1\. [\s\S]+Nothing was changed\./),
  });
  expect(plan.said).toMatch(/^Would deploy Broadsheet-trial\n +\d+ CloudWatch::Alarm$/m);
  expect(plan.said).toContain('put the record that the console of Certificate Manager shows into the DNS of papers.lab.org');
  const { Outputs } = synthesised('Broadsheet-trial');
  expect(JSON.parse(Outputs.Settings.Value)).toEqual({
    ...{ stage: 'trial', domain: 'news.lab.org', from: 'papers@news.lab.org', webDomain: 'papers.lab.org' },
  });
}, 120_000);

test('destroy synthesises the stack that is there; where the CDK fails no data are deleted', async () => {
  rmSync('cdk.out', { recursive: true, force: true });
  const { code, said } = await npm('destroy', ['--with-data'], { env: local.operator, input: 'Broadsheet\n' });
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('The CDK stopped') });
  expect(JSON.parse(synthesised('Broadsheet').Outputs.Settings.Value)).toEqual({
    domain: 'example.org',
    from: 'digest@example.org',
  });
  const { dynamo } = clients(localStack(local.cloud));
  for (const TableName of keptBy(localStack(local.cloud)).tables)
    expect(await dynamo.send(new DescribeTableCommand({ TableName }))).toMatchObject({ Table: { TableStatus: 'ACTIVE' } });
}, 120_000);

/** S3 with versions, which the local cloud's lacks: it lists a thousand at most, and deletes no bucket that holds any. */
function versionedS3(buckets: Map<string, string[]>, late = new Map<string, number>()) {
  const missing = () => Promise.reject(Object.assign(new Error('no such bucket'), { name: 'NoSuchBucket' }));
  const send = async (command: {
    constructor: { name: string };
    input: { Bucket: string; Delete?: { Objects: { VersionId: string }[] } };
  }) => {
    const { Bucket, Delete } = command.input;
    const versions = buckets.get(Bucket);
    if (!versions) return missing();
    const { name } = command.constructor;
    if (name === 'ListObjectVersionsCommand') {
      const [markers, kept] = [versions.slice(0, 1000).filter((id) => id.startsWith('marker')), versions.slice(0, 1000)];
      const listed = (ids: string[]) => ids.map((VersionId) => ({ Key: 'archive/page.txt', VersionId }));
      return { Versions: listed(kept.filter((id) => !id.startsWith('marker'))), DeleteMarkers: listed(markers) };
    }
    if (name === 'DeleteObjectsCommand') {
      const gone = new Set(Delete?.Objects.map(({ VersionId }) => VersionId));
      buckets.set(
        Bucket,
        versions.filter((id) => !gone.has(id)),
      );
      return {};
    }
    expect(name).toBe('DeleteBucketCommand');
    // An access log that came late.
    if (late.has(Bucket)) versions.push(`log-${late.get(Bucket)}`);
    late.set(Bucket, (late.get(Bucket) ?? 0) - 1);
    if ((late.get(Bucket) ?? 0) <= 0) late.delete(Bucket);
    if (versions.length > 0) throw Object.assign(new Error('not empty'), { name: 'BucketNotEmpty' });
    buckets.delete(Bucket);
    return {};
  };
  return { send } as unknown as S3Client;
}

test('all data go, every version of every object too; a second time there is nothing left to do', async () => {
  const stack = localStack(local.cloud);
  const kept = keptBy(stack);
  const { dynamo } = clients(stack);
  const versions = ['marker-1', ...Array.from({ length: 2500 }, (_, n) => `version-${n}`)];
  const buckets = new Map(kept.buckets.map((name, i) => [name, i === 0 ? versions : []]));
  const asked: unknown[] = [];
  const secrets = { send: async ({ input }: { input: unknown }) => void asked.push(input) } as unknown as SecretsManagerClient;
  const run = async () => {
    const said: string[] = [];
    for (const step of deleteData(kept, { dynamo, s3: versionedS3(buckets), secrets, sleep })) said.push(await step.run());
    return said;
  };
  const said = await run();
  expect(said.filter((line) => line.includes(': deleted'))).toHaveLength(7);
  expect(said.join('\n')).toContain('deleted with 2,501 versions of objects');
  for (const TableName of kept.tables)
    await expect(dynamo.send(new DescribeTableCommand({ TableName }))).rejects.toThrow(/not found/);
  expect([...buckets]).toEqual([]);
  expect(asked).toEqual(kept.secrets.map((SecretId) => ({ SecretId })));
  expect((await run()).filter((line) => line.endsWith('gone already'))).toHaveLength(6);
});

test('an access log that S3 writes late keeps no bucket: it is emptied and tried again, four times in all', async () => {
  const deleteLogs = async (lateLogs: number) => {
    const pauses: number[] = [];
    const s3 = versionedS3(new Map([['logs', ['old']]]), new Map([['logs', lateLogs]]));
    const [bucket] = deleteData({ tables: [], buckets: ['logs'], secrets: [] }, {
      s3,
      sleep: async (ms: number) => pauses.push(ms),
    } as never);
    return { said: await bucket!.run().catch((error: Error) => error.name), pauses };
  };
  expect(await deleteLogs(2)).toEqual({ said: 'logs: deleted with 3 versions of objects', pauses: [15_000, 15_000] });
  expect(await deleteLogs(9)).toEqual({ said: 'BucketNotEmpty', pauses: [15_000, 15_000, 15_000] });
});

test('what was kept is told with the commands that delete it', () => {
  const text = deleteLater(keptBy(localStack(local.cloud))).join('\n');
  expect(text.match(/^aws dynamodb delete-table --table-name \S+$/gm)).toHaveLength(3);
  expect(text.match(/^aws s3api delete-bucket --bucket \S+/gm)).toHaveLength(3);
  expect(text).toContain('aws secretsmanager delete-secret --secret-id arn:aws:secretsmanager:');
});

test('the protection of a table is turned off first', async () => {
  const sent: [string, unknown][] = [];
  const send = async (command: { constructor: { name: string }; input: unknown }) => {
    sent.push([command.constructor.name, command.input]);
    if (sent.some(([name]) => name === 'DeleteTableCommand') && command.constructor.name === 'DescribeTableCommand')
      throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
    return { Table: { DeletionProtectionEnabled: true, TableStatus: 'ACTIVE' } };
  };
  const [table] = deleteData({ tables: ['papers'], buckets: [], secrets: [] }, { dynamo: { send } } as never);
  await table!.run();
  expect(sent.map(([name]) => name.replace('TableCommand', ''))).toEqual([
    'Describe',
    'Update',
    'Describe',
    'Delete',
    'Describe',
  ]);
  expect(sent[1]?.[1]).toEqual({ TableName: 'papers', DeletionProtectionEnabled: false });
});
