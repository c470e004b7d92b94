import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** Lets this process import templates: Node strips types but knows no JSX. Call it before `import('…/emails/index.tsx')`. */
export function allowJsx(): void {
  // React renders at a quarter of its speed otherwise, and Lambda bundles are built so.
  process.env.NODE_ENV = 'production';
  registerHooks({
    load(url, context, next) {
      if (!url.endsWith('.tsx')) return next(url, context);
      const source = readFileSync(fileURLToPath(url), 'utf8');
      const { code } = transformSync(source, { loader: 'tsx', jsx: 'automatic' });
      return { format: 'module', source: code, shortCircuit: true };
    },
  });
}
