import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Config, config } from '../../config.ts';
import { ROOT } from './cdk.ts';
import { Failure } from './command.ts';
import { wrapped } from './table.ts';

/** Every setting by its name in the CDK's context, with its option on the command line and what it is. */
export const SETTINGS = Object.entries(config.shape).map(([key, { description = '' }]) => ({
  key,
  option: key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
  description,
}));

/** Columns that help takes, and where what an option is begins. */
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

/** What was said on the command line, over what stands in cdk.json. */
export function saidSettings(options: Readonly<Record<string, unknown>>): Settings {
  const file = z.object({ context: z.record(z.string(), z.unknown()).default({}) });
  const { context } = file.parse(JSON.parse(readFileSync(`${ROOT}/cdk.json`, 'utf8')));
  const said = SETTINGS.map(({ key, option }) => [key, options[option] ?? context[key]] as const);
  return new Map(said.filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]));
}

/** The configuration that settings make. Throws every fault by its option, so that a mistake costs no deployment. */
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

/** The settings a deployed stack was made with, out of its outputs; undefined when it keeps none. */
export function deployedSettings(outputs: Readonly<Record<string, string>>): Settings | undefined {
  return outputs.Settings === undefined ? undefined : new Map(Object.entries(deployed.parse(JSON.parse(outputs.Settings))));
}

/** What is lost when a deployed stack's setting goes or changes, by the name that `--drop` takes. */
const GUARDED: Record<string, { key: string; loses: (value: string) => string }> = {
  domain: { key: 'domain', loses: (was) => `SES forgets ${was}, and nothing is sent before the DNS of another is verified` },
  'hosted-zone': { key: 'hostedZone', loses: (was) => `the records in ${was} are deleted, DKIM's too` },
  'web-domain': { key: 'webDomain', loses: (was) => `links to ${was} in mails already sent lead nowhere` },
  'alarm-email': { key: 'alarmEmail', loses: (was) => `${was} hears of no alarm` },
};

/** What `--drop` takes besides: the identity that the stack made, and settings that an older version did not keep. */
const DROPPABLE = [...Object.keys(GUARDED), 'identity', 'settings'];

/**
 * The settings of a deployment: what is said, and what is not said from the deployed stack. CloudFormation deletes without asking what is no
 * longer named, so nothing that readers or operators hang on goes or changes unless `drop` names it.
 */
export function settle(said: Settings, before: Settings | undefined, drop: readonly string[] = []): Settings {
  const unknown = drop.find((name) => !DROPPABLE.includes(name));
  if (unknown !== undefined) throw misused(`--drop ${unknown}: is none of ${DROPPABLE.join(', ')}.`);
  const dropped = drop.flatMap((name) => (name === 'identity' ? 'existingIdentity' : (GUARDED[name]?.key ?? [])));
  const kept = [...(before ?? [])].filter(([key]) => !dropped.includes(key));
  const settings = new Map([...kept, ...said]);
  for (const [name, { key, loses }] of Object.entries(GUARDED)) {
    const [was, is] = [before?.get(key), settings.get(key)];
    if (was === undefined || was === is || drop.includes(name)) continue;
    throw new Failure(`--${name} was ${was} and would be ${is}: ${loses(was)}. If that is meant, say --drop ${name} as well.`, 2);
  }
  const own = before !== undefined && before.get('existingIdentity') !== 'true';
  if (own && settings.get('existingIdentity') === 'true' && !drop.includes('identity'))
    throw new Failure(
      'The identity was made by this stack, which would delete it. If that is meant, say --drop identity as well.',
      2,
    );
  return settings;
}
