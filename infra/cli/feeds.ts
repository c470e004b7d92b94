import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { editionsStore } from '../../functions/adapters/editions-store.ts';
import { papersStore } from '../../functions/adapters/papers-store.ts';
import { readersStore } from '../../functions/adapters/readers-store.ts';
import type { Receipt } from '../../functions/domain/receipt.ts';
import { command, Failure, ink } from './command.ts';
import { describe, outcomeInk } from './feed-upload.ts';
import { clients, cloudStatus, output, type RunningCloud, runningCloud } from './running-cloud.ts';
import { columns } from './table.ts';

const HELP = `Lists the receipts of uploaded feed files, or takes the news of one back.

  npm run feeds                              the last 20 receipts
  npm run feeds -- show <receipt>            one receipt, with what was rejected
  npm run feeds -- withdraw <receipt>        none of its papers is news any more, except those that an edition holds

  --limit n   how many receipts to list
  --yes       withdraw without asking
  --json      JSON, one object a line

A receipt is named by its first column, or as much of its beginning as only it has.
Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      limit: { type: 'string', default: '20' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      state: { type: 'string' },
    },
  });
  const [action = 'list', name, ...rest] = positionals;
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new Failure('--limit takes a number from 1 on.', 2);
  if (!['list', 'show', 'withdraw'].includes(action) || rest.length > 0)
    throw new Failure('Say nothing, show <receipt> or withdraw <receipt> (--help explains).', 2);
  if (action !== 'list' && !name) throw new Failure(`Name the receipt to ${action}.`, 2);
  const cloud = await runningCloud(values.state);
  const papers = papersStore(clients(cloud).dynamo, output(cloud, 'PapersTableName'));
  const found = await papers.receipts(name ? 2 : limit, name);
  const [first, other] = found;
  if (!name) {
    if (values.json) for (const receipt of found) console.log(JSON.stringify(receipt));
    else console.log(found.length > 0 ? list(found) : 'No feed has been uploaded yet: npm run upload -- file');
    return 0;
  }
  if (!first) throw new Failure(`No receipt begins with ${name}. npm run feeds lists them.`);
  if (other) throw new Failure(`More than one receipt begins with ${name}: ${short(first)} and ${short(other)}. Say more of it.`);
  if (action === 'show') {
    console.log(values.json ? JSON.stringify(first) : `${ink.bold(first.key)}\n${describe(first)}`);
    return 0;
  }
  if (!values.yes && !(await agreed(first))) return 1;
  const { withdrawn, kept, overtaken } = await withdraw(cloud, first);
  if (values.json) console.log(JSON.stringify({ id: first.id, withdrawn, kept, overtaken }));
  else {
    console.log(`${ink.bold(String(withdrawn))} papers of ${first.key} are not news any more.`);
    if (kept > 0) console.log(`${kept} stay news: an edition that holds them has been frozen.`);
    if (overtaken) console.log('An edition was frozen at this very moment and may hold them: npm run edition -- status');
  }
  return 0;
});

/** Enough of a receipt's id to name it: the instant of the upload. */
function short({ id }: Receipt): string {
  return id.slice(0, id.indexOf('#'));
}

function list(receipts: Receipt[]): string {
  return columns(
    ['Receipt', 'File', 'Outcome', 'Format', 'New', 'Updated', 'Unchanged', 'Rejected'],
    receipts.map((receipt) => {
      const { key, outcome, taken, format = '', counts, withdrawn } = receipt;
      const state = [outcomeInk(outcome), taken === 'archive' ? 'archive' : '', withdrawn ? 'withdrawn' : ''];
      const numbers = [counts.new, counts.updated, counts.unchanged, counts.rejected];
      return [short(receipt), key, state.filter(Boolean).join(', '), format, ...numbers];
    }),
  );
}

async function agreed({ key }: Receipt): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Failure('Withdrawing asks first; without a terminal, say --yes.', 2);
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question(`Take back the news of ${key}? [y/N] `);
  ask.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

/**
 * Takes back the news of an upload from `frozen` on: the end of the last window that an edition holds. What is older has
 * been mailed or is about to be, and taking it back could bring it to its readers twice.
 */
async function withdraw(cloud: RunningCloud, { id }: Receipt): Promise<{ withdrawn: number; kept: number; overtaken: boolean }> {
  const { dynamo } = clients(cloud);
  const papers = papersStore(dynamo, output(cloud, 'PapersTableName'));
  const { now } = await cloudStatus(cloud);
  const frozen = await lastFrozen(cloud);
  const uploaded = new Date(id.slice(0, id.indexOf('#')));
  const news = await papers.getMany(await papers.newsBetween(uploaded, new Date(Date.parse(now) + 1)));
  const own = news.filter(({ newsOf }) => newsOf === id);
  const results = await pMap(own, (paper) => papers.withdrawNews(paper.id, id, frozen), { concurrency: 8 });
  const withdrawn = results.filter(Boolean).length;
  if (withdrawn > 0) await papers.noteWithdrawn(id, withdrawn);
  const overtaken = (await lastFrozen(cloud)) > frozen;
  return { withdrawn, kept: own.length - withdrawn, overtaken };
}

async function lastFrozen(cloud: RunningCloud): Promise<Date> {
  const { dynamo } = clients(cloud);
  const editions = editionsStore(dynamo, output(cloud, 'EditionsTableName'));
  const slots = await readersStore(dynamo, output(cloud, 'SubscribersTableName')).slots();
  const served = await editions.served(slots.map(({ slot }) => slot));
  const [house] = await editions.house(1);
  const ends = [...served.values(), new Date(house?.windowEnd ?? 0)];
  return new Date(Math.max(...ends.map((end) => end.getTime())));
}
