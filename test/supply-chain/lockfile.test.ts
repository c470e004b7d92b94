import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { INSTALL_SCRIPTS, LICENCE_IN_FILE, PERMISSIVE } from './exceptions.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const versions = z.record(z.string(), z.string());
const manifest = z.object({ dependencies: versions, devDependencies: versions, engines: versions }).parse(read('package.json'));
const locked = z.object({
  version: z.string(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});
const { '': root, ...packages } = z
  .object({ packages: z.record(z.string(), z.unknown()) })
  .parse(read('package-lock.json')).packages;
const lockfile = Object.entries(z.record(z.string(), locked).parse(packages)).map(([path, is]) => ({
  name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  ...is,
}));

test('[R112] every dependency is one exact version, and the lockfile holds that one', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  }
  const { dependencies, devDependencies, engines } = manifest;
  expect(root).toMatchObject({ dependencies, devDependencies, engines });
});

test('[R112] every package in the lockfile is held to a hash, and comes from a registry', () => {
  // What is bundled is under its bundle's hash; npm writes none for a platform's binary that it did not fetch when it wrote the file.
  const held = lockfile.filter(({ inBundle, optional }) => !inBundle && !optional);
  for (const { name, integrity } of held) expect(integrity, name).toMatch(/^sha512-/);
  for (const { name, resolved = 'https:' } of lockfile) expect(resolved, name).toMatch(/^https:/);
});

test('[R112] what runs a program at installation is listed, with the reason', () => {
  const running = lockfile.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(running.sort()).toEqual(Object.keys(INSTALL_SCRIPTS).sort());
  for (const reason of Object.values(INSTALL_SCRIPTS)) expect(reason).toMatch(/.{20,}/);
});

/** `MIT`, or a choice that holds one: `(MIT OR CC0-1.0)` (SPDX licence expressions, annex D). What joins with AND is not split. */
const permits = (licence: string) =>
  licence
    .replace(/^\(|\)$/g, '')
    .split(' OR ')
    .some((one) => PERMISSIVE.includes(one));

test('[R112] whatever is deployed may be run, changed and passed on by any lab', () => {
  const deployed = lockfile.filter(({ dev }) => !dev);
  expect(deployed.length).toBeGreaterThan(100);
  const others = deployed.filter(({ name, license }) => !permits(license ?? LICENCE_IN_FILE[name] ?? 'unknown'));
  expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  const unnamed = deployed.filter(({ license }) => !license).map(({ name }) => name);
  expect(unnamed.sort()).toEqual(Object.keys(LICENCE_IN_FILE).sort());
});
