import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf, live, lives } from './readers-life.ts';

const RUNS = Number(process.env.RUNS ?? (process.env.WHOLE ? 30 : 6));

test.each([
  ['[R91][R94] readers who change, pause, leave and return, three times a day, while the index lags', 0],
  ['[R92][R93] the same through outages of DIGEST and SEND of up to 100 hours, late writes, and a close time that changes', 100],
])(
  '%s: one edition a local day, no paper twice, nothing owed missing',
  async (_name, longest) => {
    let readers = 0;
    let mails = 0;
    await fc.assert(
      fc.asyncProperty(lives(longest), async (life) => {
        const lived = await live(life);
        readers += lived.lived.length;
        mails += lived.lived.reduce((sum, one) => sum + one.mails.length, 0);
        expect(faultsOf(lived)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    console.log(`${readers} readers of ${RUNS} lives, ${mails} mails`);
  },
  600_000,
);
