/** A known fault in a package that we live with for now. `expires`: the day on which somebody must look again. */
export type AuditException = { advisory: string; reason: string; expires: string };

/** `npm run audit` fails on every advisory that is not here, on every entry that has expired, and on every entry that fits nothing. */
export const AUDIT_EXCEPTIONS: readonly AuditException[] = [];

/** Packages that run a program when they are installed, and why that is right. `npm install --ignore-scripts` does without. */
export const INSTALL_SCRIPTS: Record<string, string> = {
  'classic-level': "picks its compiled LevelDB for this platform; dynalite, the local cloud's DynamoDB, keeps its data in it",
  esbuild: 'puts its binary for this platform in place; it bundles the functions',
  node: "puts Node 24 in place, so that commands and tests run on Lambda's own runtime",
};

/** Licences that let a lab run, change and pass on what is deployed, asking for a notice at most. */
export const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
];

/** Packages whose licence the lockfile does not know: what their own LICENSE file says. */
export const LICENCE_IN_FILE: Record<string, string> = {
  typeahead: 'Apache-2.0',
  xtend: 'MIT',
};
