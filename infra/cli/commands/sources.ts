import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { web } from '../../../functions/adapters/web.ts';
import type { Source } from '../../../functions/contract/sources.ts';
import { isAmiss, type SourceRow } from '../../../functions/domain/source-state.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { feedSummary } from '../../../functions/fetch/feed-summary.ts';
import { parseFeed } from '../../../functions/ingest/parse-feed.ts';
import { Failure, ink } from '../lib/command.ts';
import { call } from '../lib/running-cloud.ts';
import { fetchNow, parseSources, sourceStates } from '../lib/source-states.ts';
import { output, type Stack } from '../lib/stack.ts';
import { print, stackCommand } from '../lib/stack-command.ts';
import { columns } from '../lib/table.ts';

const HELP = `Shows the sources that are asked for papers every hour, and their state.

  npx broadsheet sources                  each with its state: fresh, quiet, stale, thin or failing, and why
  npx broadsheet sources fetch [NAME…]    asks these sources, or all, now, as FETCH does each hour
  npx broadsheet sources check [NAME…]    reads each once from this machine and says what ingest would make of it; writes nothing

If a source is stale, thin or failing, see Broadsheet/Fetch/SourceAmiss in docs/operate.md. Sources are named with --sources of
npm run deploy or npm start. The row uploads shows the feeds that you upload yourself, if --expect says when they come. check
always reads the real sources, for the local cloud too; it also takes names that the stack does not have.

  --json        one JSON object a source`;

await stackCommand(HELP, {}, async ({ values, words, stack }) => {
  const [action = 'list', ...names] = words;
  if (!['list', 'fetch', 'check'].includes(action) || (action === 'list' && names.length > 0))
    throw new Failure('Say nothing, fetch or check (--help explains).', 2);
  if (action === 'check' && names.length > 0) return await check(parseSources(names.join(' ')), 'an operator', values.json);
  const here = await stack();
  const all = parseSources(here.outputs.Sources ?? '');
  if (all.length === 0 && !(action === 'list' && here.outputs.Expect))
    throw new Failure('This stack has no sources. Name some with --sources of npm run deploy or npm start.');
  if (action === 'check') return await check(all, output(here, 'FromAddress'), values.json);
  const unknown = names.find((name) => !all.some((source) => source.name === name));
  if (unknown) throw new Failure(`${unknown} is not one of the sources: ${all.map(({ name }) => name).join(', ')}.`, 2);
  const rows = action === 'fetch' ? await fetch(here, names) : await sourceStates(here);
  print(values.json, rows, () => columns(['Source', 'State', action === 'fetch' ? 'Put' : 'Asked', 'Why'], rows.map(line)));
  return rows.some(({ state }) => isAmiss(state)) ? 1 : 0;
});

function line(row: SourceRow) {
  const { name, state, asked, failure, says } = row;
  const why = failure && state !== 'failing' ? `${says}; last answer: ${failure}` : says;
  return [name, isAmiss(state) ? ink.bad(state) : ink.good(state), asked, why];
}

/** Calls FETCH now, for these sources or all. */
async function fetch(stack: Stack, names: readonly string[]): Promise<SourceRow[]> {
  const only = names.length > 0 ? { only: names } : {};
  const { local } = stack;
  const done = await fetchNow(async () =>
    local
      ? (await call(local, '/fetch', z.object({ answer: z.unknown() }), only)).answer
      : invoke(output(stack, 'FetchFunctionName'), { time: new Date().toISOString(), ...only }),
  );
  return done.map(({ objects, skipped, ...row }) => ({
    ...row,
    asked: skipped ? 'waits, as the server asked' : counted(objects.length, 'object'),
  }));
}

async function invoke(FunctionName: string, event: object): Promise<unknown> {
  const { FunctionError, Payload } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError) throw new Failure(`FETCH failed: ${JSON.stringify(answer).slice(0, 500)}`);
  return answer;
}

/** Reads each source once, and says what ingest would make of it. */
async function check(all: readonly Source[], contact: string, json: boolean): Promise<number> {
  const now = new Date();
  const get = web({ userAgent: `Broadsheet (paper digest; ${contact})`, now: () => new Date() });
  let status = 0;
  for (const { name, ext, feed, day, hosts, paceMs } of all) {
    const address = feed ?? day?.(now.toISOString().slice(0, 10), 0) ?? '';
    const answer = await get(address, { hosts });
    await sleep(paceMs);
    const summary =
      answer.outcome === 'fetched' ? await seen(answer.bytes, ext, now) : 'says' in answer ? answer.says : answer.outcome;
    const found = { name, address, ...(typeof summary === 'string' ? { outcome: 'failing', says: summary } : summary) };
    if (found.outcome === 'failing' || found.outcome === 'refused') status = 1;
    print(json, found, () => `${ink.bold(name)}  ${found.outcome}\n  ${ink.soft(address)}\n  ${found.says}`);
  }
  return status;
}

/** What ingest would make of an answer; a sentence if it is no feed. */
async function seen(bytes: Uint8Array, ext: Source['ext'], uploadedAt: Date) {
  const summary = feedSummary(bytes, ext);
  if (typeof summary === 'string') return summary;
  const { outcome, format, papers, rejected, reason } = await parseFeed(once(bytes), { name: `x.${ext}`, uploadedAt });
  const read = `${counted(papers.length, 'paper')}, ${rejected.length} rejected`;
  return { outcome, says: [format, read, reason].filter(Boolean).join(' ') };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
