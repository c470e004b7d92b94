import * as z from 'zod';
import { sourcesStore } from '../../../functions/adapters/sources.ts';
import { expectation } from '../../../functions/contract/expect.ts';
import { sources } from '../../../functions/contract/sources.ts';
import { type SourceRow, sourceRows, watched } from '../../../functions/domain/source-state.ts';
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

/** The answer of FETCH's handler. While another run is at work, the handler answers something else. */
export const fetchResults = z.array(
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
