import { rmSync } from 'node:fs';
import { inspect } from 'node:util';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { BroadsheetStack } from './broadsheet-stack.ts';
import { config, stackName } from './config.ts';

/**
 * The CDK behaviours this stack relies on. They are here and not in cdk.json, so that the `cdk` command, the local cloud and
 * tests synthesise the same template.
 */
const FLAGS = {
  '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-s3:publicAccessBlockedByDefault': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:explicitStackTags': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

/** The app with its one stack. Throws one message that names every fault of the configuration in `context`. */
export function broadsheet({ outdir, context }: { outdir?: string; context?: Record<string, unknown> } = {}): App {
  const app = new App({
    outdir,
    context: { ...FLAGS, ...context },
    // The resource that analytics adds would make the template differ by machine.
    analyticsReporting: false,
    // Nothing reads tree.json.
    treeMetadata: false,
    // Checking the template against CloudFormation's schemas takes a second. `cdk` and the tests do it; a local start does not.
    builtinCloudFormationValidation: import.meta.main,
  });
  // The default domain is for the local cloud and tests. A deployment with it would replace the publisher's own domain.
  if (import.meta.main && app.node.tryGetContext('domain') === undefined)
    throw new Error(
      'No domain is given. npm run deploy -- --help explains how to deploy; npm run bootstrap prepares an account.',
    );
  const given = Object.keys(config.shape).map((key) => [key, app.node.tryGetContext(key)]);
  const parsed = config.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (!parsed.success) throw new Error(`The configuration is wrong:\n${z.prettifyError(parsed.error)}`);
  new BroadsheetStack(app, stackName(parsed.data.stage), parsed.data);
  return app;
}

/**
 * Writes the template and bundles of these settings into `outdir`, which is emptied first. Needs neither network nor credentials.
 * The CDK prints each bundle to standard error and cannot be told not to; that is printed only if synthesis fails.
 */
export function synthesiseInto(outdir: string, context: Record<string, unknown>): void {
  rmSync(outdir, { recursive: true, force: true });
  const { write } = process.stderr;
  const held: string[] = [];
  process.stderr.write = (text: string | Uint8Array) => held.push(String(text)) > 0;
  try {
    broadsheet({ outdir, context }).synth();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The stack cannot be synthesised: ${reason}\n${held.join('')}`, { cause });
  } finally {
    process.stderr.write = write;
  }
}

if (import.meta.main) {
  try {
    broadsheet().synth();
  } catch (error) {
    // A sentence without a trace. DEBUG shows the trace.
    process.stderr.write(`${error instanceof Error && !process.env.DEBUG ? error.message : inspect(error)}\n`);
    process.exitCode = 1;
  }
}
