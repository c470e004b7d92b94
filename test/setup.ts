import fc from 'fast-check';
import { afterAll, vi } from 'vitest';

// One seed, so that a run says something about the code and not about chance. SEED=$RANDOM npm test looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_261_129) });

// Test files share a process and what it has imported: each leaves the world as it was.
const env = { ...process.env };
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
});
