import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the template and bundles of these settings into a folder. The CDK is loaded only when it is needed. */
export async function synthesised(folder: string, settings: Record<string, unknown> = {}): Promise<void> {
  const { synthesiseInto } = await import('../../infra/app.ts');
  synthesiseInto(folder, settings);
}

/** The folder of the template and bundles without settings: made once in a run of the tests, and written to by nobody. */
export async function assembly(): Promise<string> {
  // Imported here, because benches use this file without vitest.
  const { inject } = await import('vitest');
  const made = join(inject('shared'), 'assembly');
  if (existsSync(made)) return made;
  const mine = `${made}-${process.pid}`;
  await synthesised(mine);
  try {
    renameSync(mine, made);
  } catch {
    // Another file was first.
    rmSync(mine, { recursive: true });
  }
  return made;
}
