import { configDefaults, defineConfig } from 'vitest/config';

/** What runs the product as processes, in a browser, or the CDK as a command: `npm run test:long`. All else is `npm test`. */
const LONG = [
  'test/e2e/{browser,canary,crash,damaged-state,edit-edition,editors-day,fetch,kill,large-file,leave,operate,ports,readers,repair,sandbox,unread}.test.ts',
  'test/infra/{deployed,operators,output,second-opinion}.test.ts',
  'test/mail/{commands,pictures,spam}.test.ts',
  'test/{rehearse,soak,upgrade}/*.test.ts',
];

/** Sweeps of which `npm test` takes a sample, and `npm run test:long` all (`WHOLE`). */
const SWEEPS = [
  'test/domain/schedule.test.ts',
  'test/send/{crash,outages}.test.ts',
  'test/emails/hostile.test.ts',
  'test/subscribe/consent-orders.test.ts',
  'test/digest/readers-life.test.ts',
];

export default defineConfig({
  // As the bundles are built. React renders at a quarter of its speed otherwise.
  oxc: { jsx: { development: false } },
  test: {
    env: { NODE_ENV: 'production' },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...LONG],
        },
      },
      { extends: true, test: { name: 'long', include: [...LONG, ...SWEEPS], env: { WHOLE: 'true' } } },
    ],
    globalSetup: ['test/once.ts'],
    setupFiles: ['test/setup.ts'],
    isolate: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
  },
});
