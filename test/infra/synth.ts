import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { broadsheet } from '../../infra/app.ts';
import { stackName } from '../../infra/config.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is untyped JSON, and a test that misreads it fails.
export type Json = any;

export type Resource = {
  Type: string;
  Properties: Record<string, Json>;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};

export const appWithoutBundles = (context: Record<string, unknown> = {}) =>
  broadsheet({ outdir: mkdtempSync(join(tmpdir(), 'broadsheet-')), context: { 'aws:cdk:bundling-stacks': [], ...context } });

type Template = { Resources: Record<string, Resource>; Outputs: Record<string, { Value: unknown }> };

/** The template with this configuration. */
export const templateOf = (context: Record<string, unknown> = {}): Template =>
  appWithoutBundles(context).synth().getStackByName(stackName(context.stage?.toString())).template;

/** The template with its default configuration, synthesised once. */
export const template = templateOf();

/** Resources of one type, by name: the logical id without its hash. */
export function ofType(type: string, { Resources } = template): Record<string, Resource> {
  const found = Object.entries(Resources).filter(([, { Type }]) => Type === type);
  return Object.fromEntries(found.map(([id, resource]) => [nameOf(id), resource]));
}

const nameOf = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');

/** A value with its references replaced by names: `{Fn::GetAtt: [StoragePapersEB5266FB, Arn]}` reads `StoragePapers`. */
export function read(value: Json): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return nameOf(value.Ref);
  if ('Fn::GetAtt' in value) return nameOf(value['Fn::GetAtt'][0]);
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(read).join(value['Fn::Join'][0]);
  throw new TypeError(`not readable: ${JSON.stringify(value)}`);
}

export const many = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
