import { rmSync } from 'node:fs';

/**
 * Synthesises the app into `outdir`, emptied first, with these settings. The CDK reports each bundle straight to standard error, with no way to
 * turn it off; that is held back, and told only when synthesis fails.
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
    throw new Error(`The stack does not synthesise: ${reason}\n${held.join('')}`, { cause });
  } finally {
    process.stderr.write = write;
  }
}
