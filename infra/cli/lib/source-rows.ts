import { sourcesStore } from '../../../functions/adapters/sources-store.ts';
import { expectation } from '../../../functions/contract/expect.ts';
import { sources } from '../../../functions/contract/sources.ts';
import { type Health, healthOf, UPLOADS } from '../../../functions/domain/source-state.ts';
import { Failure } from './command.ts';
import { clients, output, type Stack, timeOf } from './stack.ts';

/** A source as a table shows it: how it is, when it was asked last or what came of it, and why the last request gave nothing. */
export type SourceRow = {
  name: string;
  asked: string;
  failure?: string | undefined;
  says: string;
  state: Health['state'] | 'new';
};

/** The sources that a text names. Throws the sentence that says what it does not. */
export function namedSources(text: string) {
  const parsed = sources.safeParse(text);
  if (!parsed.success) throw new Failure(parsed.error.issues.map(({ message }) => message).join('\n'), 2);
  return parsed.data;
}

/** What is known of each source of a stack, and of what is uploaded where that is expected. */
export async function sourceRows(stack: Stack): Promise<SourceRow[]> {
  const { states } = sourcesStore(clients(stack).dynamo, output(stack, 'EditionsTableName'));
  const [known, now] = [new Map((await states()).map((state) => [state.name, state])), await timeOf(stack)];
  const rhythm = expectation.parse(stack.outputs.Expect ?? '');
  return [...namedSources(stack.outputs.Sources ?? ''), ...(rhythm ? [{ name: UPLOADS, rhythm }] : [])].map(
    ({ name, rhythm }) => {
      const state = known.get(name);
      if (!state) return { name, state: 'new', asked: 'never', says: 'it was not looked at yet' };
      const asked = `${state.checkedAt.slice(0, 16).replace('T', ' ')} UTC`;
      return { name, asked, failure: state.failure, ...healthOf(state, rhythm, now) };
    },
  );
}
