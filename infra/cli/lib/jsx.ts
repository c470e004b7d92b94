import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** Lets this process import .tsx files: Node strips types but cannot read JSX. Call it before `import('…/emails/index.tsx')`. */
export function allowJsx(): void {
  // Otherwise React renders at a quarter of its speed. The Lambda bundles have this setting too.
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
