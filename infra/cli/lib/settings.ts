import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Config, config } from '../../config.ts';
import { ROOT } from './cdk.ts';
import { Failure } from './command.ts';
import { output, type Stack } from './stack.ts';
import { wrapped } from './table.ts';

/** Every setting: its name in the CDK's context, its option on the command line and its description. */
export const SETTINGS = Object.entries(config.shape).map(([key, { description = '' }]) => ({
  key,
  option: key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
  description,
}));

/** Width of the help, and the column at which descriptions begin. */
const [WIDTH, INDENT] = [120, 24];

/** The options of a deployment as help and docs/options.md list them, each with its default in brackets. */
export function settingLines(): string {
  const defaults: Record<string, unknown> = { ...config.parse({}), domain: '', from: '' };
  const lines = SETTINGS.flatMap(({ key, option, description }) => {
    const text = defaults[key] ? `${description} [${defaults[key]}]` : description;
    return wrapped(text, WIDTH - INDENT).map((line, i) => (i === 0 ? `  --${option}` : '').padEnd(INDENT) + line);
  });
  return lines.join('\n');
}

/** Settings as text, by their names in the CDK's context. */
export type Settings = ReadonlyMap<string, string>;

const misused = (sentence: string) => new Failure(`${sentence}\nnpm run deploy -- --help explains the options.`, 2);

/** The settings of the command line, over those of cdk.json. */
export function saidSettings(options: Readonly<Record<string, unknown>>): Settings {
  const file = z.object({ context: z.record(z.string(), z.unknown()).default({}) });
  const { context } = file.parse(JSON.parse(readFileSync(`${ROOT}/cdk.json`, 'utf8')));
  const said = SETTINGS.map(({ key, option }) => [key, options[option] ?? context[key]] as const);
  return new Map(said.filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]));
}

/** Parses settings. Throws a `Failure` that names every fault by its option, before anything is deployed. */
export function validSettings(settings: Settings): Config {
  for (const name of ['domain', 'from']) if (!settings.has(name)) throw misused(`--${name} is missing.`);
  const parsed = config.safeParse(Object.fromEntries(settings));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const setting = SETTINGS.find(({ key }) => key === path[0]);
    return `--${setting?.option} ${settings.get(String(path[0]))?.slice(0, 60)}: ${message}`;
  });
  throw misused(faults.join('\n'));
}

const deployed = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** The settings of a deployed stack, read from its outputs. */
export const deployedSettings = (stack: Pick<Stack, 'outputs'>): Settings =>
  new Map(Object.entries(deployed.parse(JSON.parse(output(stack, 'Settings')))));

/** Settings that must not go or change unasked, by the name that `--drop` takes, and what would be lost. */
const GUARDED: Record<string, { key: string; loses: (value: string) => string }> = {
  domain: { key: 'domain', loses: (was) => `SES forgets ${was}, and sends nothing until the DNS of the new domain is verified` },
  'hosted-zone': { key: 'hostedZone', loses: (was) => `the records in ${was} are deleted, DKIM's too` },
  'web-domain': { key: 'webDomain', loses: (was) => `links to ${was} in mails already sent stop working` },
  'alarm-email': { key: 'alarmEmail', loses: (was) => `${was} gets no more alarms` },
};

/** What `--drop` takes: these, and the identity that the stack made. */
const DROPPABLE = [...Object.keys(GUARDED), 'identity'];

/**
 * The settings of a deployment: what is said, and the rest from the deployed stack. CloudFormation deletes without asking what
 * the template no longer has. So what readers or operators depend on goes or changes only if `drop` names it. Throws a `Failure`
 * otherwise.
 */
export function mergeSettings(said: Settings, before: Settings | undefined, drop: readonly string[] = []): Settings {
  const unknown = drop.find((name) => !DROPPABLE.includes(name));
  if (unknown !== undefined) throw misused(`--drop takes ${DROPPABLE.join(', ')}, not ${unknown}.`);
  const dropped = drop.flatMap((name) => (name === 'identity' ? 'existingIdentity' : (GUARDED[name]?.key ?? [])));
  const kept = [...(before ?? [])].filter(([key]) => !dropped.includes(key));
  const settings = new Map([...kept, ...said]);
  for (const [name, { key, loses }] of Object.entries(GUARDED)) {
    const [was, is] = [before?.get(key), settings.get(key)];
    if (was === undefined || was === is || drop.includes(name)) continue;
    throw new Failure(`--${name} is ${was} now and would become ${is}: ${loses(was)}. If you want that, add --drop ${name}.`, 2);
  }
  const own = before !== undefined && before.get('existingIdentity') !== 'true';
  if (own && settings.get('existingIdentity') === 'true' && !drop.includes('identity'))
    throw new Failure(
      'This stack made the identity, and --existing-identity would delete it. If you want that, add --drop identity.',
      2,
    );
  return settings;
}
