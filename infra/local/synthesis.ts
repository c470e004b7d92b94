import { rmSync } from 'node:fs';

/**
 * Synthesises the app with these settings into `outdir`, which is emptied first. The CDK prints each bundle to standard error and
 * cannot be told not to; this is held back, and printed only if synthesis fails.
 */
export async function synthesiseInto(outdir: string, context: Record<string, unknown> = {}): Promise<void> {
  const { synthesise } = await import('../app.ts');
  rmSync(outdir, { recursive: true, force: true });
  const { write } = process.stderr;
  const held: string[] = [];
  process.stderr.write = (text: string | Uint8Array) => held.push(String(text)) > 0;
  try {
    synthesise({ outdir, context });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The stack cannot be synthesised: ${reason}\n${held.join('')}`, { cause });
  } finally {
    process.stderr.write = write;
  }
}
