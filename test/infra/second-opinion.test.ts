import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { broadsheet } from '../../infra/app.ts';

const hostedZone = 'Z0123456789ABC';
const webDomain = 'papers.example.org';
const VARIANTS: Record<string, Record<string, unknown>> = {
  default: {},
  'hosted zone': { hostedZone },
  'web domain': { webDomain },
  'web domain in a hosted zone': { hostedZone, webDomain },
  'second stage': { stage: 'second', domain: 'second.example.org', from: 'digest@second.example.org' },
  model: { summaryModel: 'amazon.nova-micro-v1:0' },
  'model of an inference profile': { summaryModel: 'eu.amazon.nova-micro-v1:0' },
  'existing identity': { existingIdentity: true, dmarc: 'off' },
  sources: { sources: 'arxiv:cs.CL hf:daily', alarms: 'all' },
  editors: { editors: 'ak@lab.example', alarms: 'all' },
  'unsubscribing by mail': { mailtoUnsubscribe: 'inbound', alarms: 'all' },
  'unsubscribing by mail in a hosted zone': { hostedZone, mailtoUnsubscribe: 'inbound' },
  everything: { hostedZone, webDomain, existingIdentity: true, dmarc: 'quarantine', alarmEmail: 'ops@example.org', sesShare: 50 },
};

/** What cfn-lint says and is wrong about, by its rule and the place: with the reason. */
const FALSE_ALARMS: [rule: string, place: RegExp, reason: string][] = [
  [
    'E3002',
    /^Resources\/MonitoringDashboard\w*\/Properties\/Tags/,
    'PutDashboard takes tags; cfn-lint has an older schema of it.',
  ],
  ['W3005', /\/DependsOn\//, 'A dependency that is said twice, as the CDK does, is harmless.'],
];

const REGIONS = ['us-east-1', 'eu-central-1'];

const finding = z.object({
  Rule: z.object({ Id: z.string() }),
  Message: z.string(),
  Filename: z.string().optional(),
  Location: z
    .object({
      Path: z
        .array(z.union([z.string(), z.number()]))
        .nullish()
        .transform((path) => path ?? []),
    })
    .default({ Path: [] }),
});

const version = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
const missing = version.status === 0 ? '' : `cfn-lint is not on the PATH (${version.error?.message ?? version.stderr.trim()})`;

test('cfn-lint finds no fault in any variant of the template', { timeout: 300_000 }, ({ skip }) => {
  if (missing) {
    console.log(`Skipped: ${missing}.`);
    skip(missing);
  }
  const files = Object.entries(VARIANTS).map(([name, context]) => {
    const outdir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
    const { stacks } = broadsheet({ outdir, context: { 'aws:cdk:bundling-stacks': [], ...context } }).synth();
    return { name, file: stacks[0]!.templateFullPath };
  });
  const { stdout, stderr } = spawnSync(
    'cfn-lint',
    ['--format', 'json', '-r', ...REGIONS, '-t', ...files.map(({ file }) => file)],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  const found = z.array(finding).parse(JSON.parse(stdout || JSON.stringify([{ Rule: { Id: 'none' }, Message: stderr }])));
  const isFalse = ({ Rule, Location }: (typeof found)[number]) =>
    FALSE_ALARMS.some(([rule, place]) => rule === Rule.Id && place.test(Location.Path.join('/')));
  const real = found.filter((one) => !isFalse(one));
  expect(
    real.map(
      ({ Rule, Message, Filename, Location }) =>
        `${files.find(({ file }) => file === Filename)?.name}: ${Rule.Id} ${Location.Path.join('/')}: ${Message}`,
    ),
  ).toEqual([]);
});
