import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { synthesiseInto } from '../../infra/local/synthesis.ts';

/** The folder of the template and bundles without settings: made once in a run of the tests, and written to by nobody. */
export async function assembly(): Promise<string> {
  const made = join(inject('shared'), 'assembly');
  if (existsSync(made)) return made;
  const mine = `${made}-${process.pid}`;
  await synthesiseInto(mine);
  try {
    renameSync(mine, made);
  } catch {
    // Another file was first.
    rmSync(mine, { recursive: true });
  }
  return made;
}
