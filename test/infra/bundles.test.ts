import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { broadsheet } from '../../infra/app.ts';
import type { Resource } from './synth.ts';

/** What each function's bundle is made of: its size and the packages whose files are in it. */
let bundles: Record<string, { kilobytes: number; packages: string[] }>;

beforeAll(() => {
  const outdir = mkdtempSync(join(tmpdir(), 'broadsheet-'));
  const context = { sources: 'hf:daily', editors: 'ak@lab.example', mailtoUnsubscribe: 'inbound' };
  const { template } = broadsheet({ outdir, context }).synth().getStackByName('Broadsheet');
  const folders = new Map(readdirSync(outdir).map((name) => [name.replace('asset.', ''), join(outdir, name)]));
  const functions = Object.values<Resource>(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  bundles = Object.fromEntries(
    functions.map(({ Properties: { Code, Environment } }) => {
      const folder = folders.get(Code.S3Key.replace('.zip', ''))!;
      const { sources }: { sources: string[] } = JSON.parse(readFileSync(join(folder, 'handler.js.map'), 'utf8'));
      const packages = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
      const kilobytes = Math.round(statSync(join(folder, 'handler.js')).size / 1000);
      return [Environment.Variables.SERVICE, { kilobytes, packages: [...new Set(packages)] }];
    }),
  );
});

describe('the bundles', () => {
  test('are eight, small enough to start fast', () => {
    const all = ['desk', 'digest', 'feedback', 'fetch', 'ingest', 'leave', 'letters', 'send', 'subscribe'];
    expect(Object.keys(bundles).sort()).toEqual(all);
    // DIGEST's holds 200 KB of word frequencies, in one string that is read when it closes a day. DESK's reads feeds and renders mails,
    // SUBSCRIBE's reads the papers that a reader names.
    for (const [service, { kilobytes }] of Object.entries(bundles))
      expect(kilobytes, service).toBeLessThan({ digest: 1_350, desk: 1_750, subscribe: 1_250 }[service] ?? 1_200);
  });

  test('[R111] hold nothing that is only for development', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const [service, { packages }] of Object.entries(bundles)) {
      expect(
        packages.filter((name) => name in devDependencies),
        service,
      ).toEqual([]);
    }
  });

  test('the client of a model is in DIGEST only', () => {
    const asking = Object.keys(bundles).filter((service) =>
      bundles[service]!.packages.includes('@aws-sdk/client-bedrock-runtime'),
    );
    expect(asking).toEqual(['digest']);
  });

  test('React renders in DESK, DIGEST and LETTERS only: it costs a cold start 80 ms', () => {
    const withReact = Object.keys(bundles).filter((service) => bundles[service]!.packages.includes('react'));
    expect(withReact.sort()).toEqual(['desk', 'digest', 'letters']);
  });
});
