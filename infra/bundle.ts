import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync, type OutputFile } from 'esbuild';
import type { Service } from './monitoring.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How Lambda finds the handler in a bundle. */
export const HANDLER = 'handler.handler';

/**
 * One CommonJS file a function (ESM, split or not, starts 20-30 ms later), the SDK included: versions are those of the lock
 * file. The source map lies beside the code for whoever reads a trace. `NODE_OPTIONS=--enable-source-maps` is not set: it
 * costs every cold start 10 of 100 ms (SEND, measured), so that rare traces are readable at once.
 */
export const BUILD = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  define: { 'process.env.NODE_ENV': '"production"' },
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
} satisfies BuildOptions;

/** The SDK's chain of credentials is a seventh of SEND's bundle, and all of it but the environment is for other places than Lambda. */
export const LAMBDA_ONLY = {
  alias: { '@aws-sdk/credential-provider-node': './functions/adapters/credentials.ts' },
} satisfies BuildOptions;

let built: OutputFile[] | undefined;

/** All come from one run of esbuild, which parses what they share once: 1 s. NodejsFunction starts npm and esbuild anew for each. */
function build(): OutputFile[] {
  return buildSync({
    ...BUILD,
    ...LAMBDA_ONLY,
    entryPoints: globSync('functions/*/handler.ts', { cwd: ROOT }),
    // In memory, as if beside the sources: source maps, and with them the hashes of assets, are the same on every machine.
    write: false,
    outdir: 'functions',
    outbase: 'functions',
  }).outputFiles;
}

/** The code of a function. A stub where the context `aws:cdk:bundling-stacks` leaves this stack out, as tests do. */
export function bundle(scope: Construct, service: Service): Code {
  if (!Stack.of(scope).bundlingRequired) return Code.fromInline('// not bundled');
  const folder = join(Stage.of(scope)?.assetOutdir ?? 'cdk.out', 'bundles', service);
  mkdirSync(folder, { recursive: true });
  built ??= build();
  for (const { path, contents } of built) {
    if (dirname(path) === join(ROOT, 'functions', service)) writeFileSync(join(folder, basename(path)), contents);
  }
  return Code.fromAsset(folder);
}
