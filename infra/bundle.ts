import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync, type OutputFile } from 'esbuild';
import type { StageName } from './monitoring.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** How Lambda finds the handler in a bundle. */
export const HANDLER = 'handler.handler';

/**
 * One CommonJS file a function. ESM, split or not, starts 20-30 ms later. The SDK is included, so its version is that of the lock
 * file. The source map is beside the code, for reading a trace. `NODE_OPTIONS=--enable-source-maps` is not set: it costs every
 * cold start 10 of 100 ms (SEND, measured), and traces are rare.
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

/** The SDK's chain of credentials is a seventh of SEND's bundle. On Lambda only its part that reads the environment is needed. */
export const LAMBDA_ONLY = {
  alias: { '@aws-sdk/credential-provider-node': './functions/adapters/credentials.ts' },
} satisfies BuildOptions;

let built: OutputFile[] | undefined;

/**
 * Builds all functions in one run of esbuild, which parses shared files once: 1 s. NodejsFunction starts npm and esbuild for
 * each.
 */
function build(): OutputFile[] {
  return buildSync({
    ...BUILD,
    ...LAMBDA_ONLY,
    entryPoints: globSync('functions/*/handler.ts', { cwd: ROOT }),
    // In memory, as if beside the sources: so source maps, and the hashes of assets, are the same on every machine.
    write: false,
    outdir: 'functions',
    outbase: 'functions',
  }).outputFiles;
}

/** The code of a function. A stub if the context `aws:cdk:bundling-stacks` leaves this stack out, as in tests. */
export function bundle(scope: Construct, stage: StageName): Code {
  if (!Stack.of(scope).bundlingRequired) return Code.fromInline('// not bundled');
  const folder = join(Stage.of(scope)?.assetOutdir ?? 'cdk.out', 'bundles', stage);
  mkdirSync(folder, { recursive: true });
  built ??= build();
  for (const { path, contents } of built) {
    if (dirname(path) === join(ROOT, 'functions', stage)) writeFileSync(join(folder, basename(path)), contents);
  }
  return Code.fromAsset(folder);
}
