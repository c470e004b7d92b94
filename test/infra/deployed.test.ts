import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { stillMissing } from '../../infra/cli/lib/cdk.ts';
import { deleteLater, keptBy } from '../../infra/cli/lib/kept-data.ts';
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
  expect(plan.said).toContain('Would deploy Broadsheet-trial, as in cdk.out/Broadsheet-trial.template.json.');
  expect(plan.said).toContain('put the record that the console of Certificate Manager shows into the DNS of papers.lab.org');
  const { Outputs } = synthesised('Broadsheet-trial');
  expect(JSON.parse(Outputs.Settings.Value)).toEqual({
    ...{ stage: 'trial', domain: 'news.lab.org', from: 'papers@news.lab.org', webDomain: 'papers.lab.org' },
  });
}, 120_000);

test('destroy synthesises the stack that is there, and where the CDK fails says so and deletes nothing', async () => {
  rmSync('cdk.out', { recursive: true, force: true });
  const { code, said } = await npm('destroy', [], { env: local.operator, input: 'y\n' });
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('The CDK stopped') });
  expect(said).not.toContain('To delete for good');
  expect(JSON.parse(synthesised('Broadsheet').Outputs.Settings.Value)).toEqual({
    domain: 'example.org',
    from: 'digest@example.org',
  });
  const { dynamo } = clients(localStack(local.cloud));
  for (const TableName of keptBy(localStack(local.cloud)).tables)
    expect(await dynamo.send(new DescribeTableCommand({ TableName }))).toMatchObject({ Table: { TableStatus: 'ACTIVE' } });
}, 120_000);

test('what was kept is told with the commands that delete it', () => {
  const text = deleteLater(keptBy(localStack(local.cloud))).join('\n');
  expect(text.match(/^aws dynamodb delete-table --table-name \S+$/gm)).toHaveLength(3);
  expect(text.match(/^aws s3api delete-bucket --bucket \S+/gm)).toHaveLength(3);
  expect(text).toContain('aws secretsmanager delete-secret --secret-id arn:aws:secretsmanager:');
});
