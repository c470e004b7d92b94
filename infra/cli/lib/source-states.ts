import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { sourcesStore } from '../../../functions/adapters/sources.ts';
import { expectation } from '../../../functions/contract/expect.ts';
import { sources } from '../../../functions/contract/sources.ts';
import { type SourceRow, sourceRows, watched } from '../../../functions/domain/source-state.ts';
import { BUSY } from '../../../functions/fetch/fetch-sources.ts';
import { Failure } from './command.ts';
import { clients, output, type Stack, timeOf } from './stack.ts';

/** Parses a list of sources. Throws a `Failure` that says what is wrong. */
export function parseSources(text: string) {
  const parsed = sources.safeParse(text);
  if (!parsed.success) throw new Failure(parsed.error.issues.map(({ message }) => message).join('\n'), 2);
  return parsed.data;
}

/** The state of each source of a stack, and of its uploads if `--expect` is set. */
export async function sourceStates(stack: Stack): Promise<SourceRow[]> {
  const { states } = sourcesStore(clients(stack).dynamo, output(stack, 'EditionsTableName'));
  const named = watched(parseSources(stack.outputs.Sources ?? ''), expectation.parse(stack.outputs.Expect ?? ''));
  return sourceRows(named, await states(), await timeOf(stack));
}

/** The answer of FETCH's handler, unless another run is at work. */
const fetchResults = z.array(
  z.object({
    name: z.string(),
    objects: z.array(z.string()),
    requests: z.int(),
    skipped: z.boolean(),
    failure: z.string().optional(),
    state: z.enum(['fresh', 'quiet', 'stale', 'thin', 'failing']),
    says: z.string(),
  }),
);

/** How often FETCH is called while another run is at work. A run keeps the next one waiting for some seconds after its end. */
const TRIES = 10;

/** Has FETCH ask its sources now. `call` calls its handler. Throws a `Failure` if another run stays at work. */
export async function fetchNow(call: () => Promise<unknown>, wait: (ms: number) => Promise<unknown> = sleep) {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await call();
    if (answer !== BUSY) return fetchResults.parse(answer);
    await wait(1_000);
  }
  throw new Failure('FETCH is running now. Try again in ten minutes.');
}
