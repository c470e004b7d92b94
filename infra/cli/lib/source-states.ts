import * as z from 'zod';
import { sourcesStore } from '../../../functions/adapters/sources.ts';
import { expectation } from '../../../functions/contract/expect.ts';
import { sources } from '../../../functions/contract/sources.ts';
import { type SourceRow, sourceRows, watched } from '../../../functions/domain/source-state.ts';
import { Failure } from './command.ts';
import { clients, output, type Stack, timeOf } from './stack.ts';

/** The sources that a text names. Throws the sentence that says what it does not. */
export function parseSources(text: string) {
  const parsed = sources.safeParse(text);
  if (!parsed.success) throw new Failure(parsed.error.issues.map(({ message }) => message).join('\n'), 2);
  return parsed.data;
}

/** What is known of each source of a stack, and of what is uploaded where that is expected. */
export async function sourceStates(stack: Stack): Promise<SourceRow[]> {
  const { states } = sourcesStore(clients(stack).dynamo, output(stack, 'EditionsTableName'));
  const named = watched(parseSources(stack.outputs.Sources ?? ''), expectation.parse(stack.outputs.Expect ?? ''));
  return sourceRows(named, await states(), await timeOf(stack));
}

/** What a run of FETCH tells, as its handler answers it; or that another run is at work. */
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
