import { defineConfig } from 'vitest/config';
import { mutants } from './mutants.ts';

/** Runs tests on a source from which the safeguard named in MUTANT is missing. Files on disk stay as they are. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(code, id) {
        const mutant = mutants.find(({ name }) => name === process.env.MUTANT);
        if (!mutant) throw new Error(`There is no mutant "${process.env.MUTANT}".`);
        if (!id.endsWith(mutant.file)) return undefined;
        return mutant.cut.reduce((source, [from, to]) => {
          if (!source.includes(from)) throw new Error(`${mutant.file} does not hold what "${mutant.name}" takes out.`);
          return source.replace(from, to);
        }, code);
      },
    },
  ],
});
