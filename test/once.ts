import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder of this run of the tests, for what several files need and one makes. */
    shared: string;
  }
}

/** Before all test files: a folder that they share, and compiled code kept for the hundreds of processes that they start. */
export default function once(project: TestProject) {
  process.env.NODE_COMPILE_CACHE = resolve('node_modules/.cache/compiled');
  const shared = mkdtempSync(join(tmpdir(), 'broadsheet-run-'));
  project.provide('shared', shared);
  return () => rmSync(shared, { recursive: true, force: true });
}
