import type { Receipt } from '../../../functions/domain/receipt.ts';
import { withdrawFeed } from '../../../functions/ingest/withdraw-feed.ts';
import { Failure, ink } from '../lib/command.ts';
import { describe, outcomeInk, shortId as short } from '../lib/feed-upload.ts';
import { timeOf } from '../lib/stack.ts';
import { agreed, print, stackCommand } from '../lib/stack-command.ts';
import { storesOf } from '../lib/stack-stores.ts';
import { columns } from '../lib/table.ts';

const HELP = `Lists the receipts of uploaded feed files, or takes the news of one back.

  npx broadsheet feeds                         the last 20 receipts
  npx broadsheet feeds show <receipt>          one receipt, with what was rejected
  npx broadsheet feeds withdraw <receipt>      its papers are not news any more, except those that an edition already has

Name a receipt by its first column, or by the beginning of it that no other receipt has.

  --limit n     how many receipts to list
  --yes         withdraw without asking
  --json        JSON, one object a line`;

const OPTIONS = { limit: { type: 'string', default: '20' }, yes: { type: 'boolean', default: false } } as const;

await stackCommand(HELP, OPTIONS, async ({ values, words, stack }) => {
  const [action = 'list', name, ...rest] = words;
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new Failure('--limit takes a whole number above zero.', 2);
  if (!['list', 'show', 'withdraw'].includes(action) || rest.length > 0)
    throw new Failure('Say nothing, show <receipt> or withdraw <receipt> (--help explains).', 2);
  if (action !== 'list' && !name) throw new Failure(`Name the receipt to ${action}.`, 2);
  const here = await stack();
  const found = await storesOf(here).papers.receipts(name ? 2 : limit, name);
  const [first, other] = found;
  if (!name) {
    print(values.json, found, () =>
      found.length > 0 ? list(found) : 'No feed has been uploaded yet: npx broadsheet upload file',
    );
    return 0;
  }
  if (!first) throw new Failure(`No receipt begins with ${name}. npx broadsheet feeds lists them.`);
  if (other)
    throw new Failure(`More than one receipt begins with ${name}: ${short(first)} and ${short(other)}. Type more of it.`);
  if (action === 'show') {
    print(values.json, first, () => `${ink.bold(first.key)}\n${describe(first)}`);
    return 0;
  }
  if (!(await agreed(`Take back the news of ${first.key}?`, values))) return 1;
  const { withdrawn, kept, overtaken } = await withdrawFeed(storesOf(here), first.id, await timeOf(here));
  const lines = [
    `${ink.bold(String(withdrawn))} papers of ${first.key} are not news any more.`,
    ...(kept > 0 ? [`${kept} stay news: the edition that has them is closed.`] : []),
    ...(overtaken ? ['An edition closed at this moment and may have them: npx broadsheet edition status'] : []),
  ];
  print(values.json, { id: first.id, withdrawn, kept, overtaken }, () => lines.join('\n'));
  return 0;
});

function list(receipts: Receipt[]): string {
  return columns(
    ['Receipt', 'File', 'Outcome', 'Papers'],
    receipts.map((receipt) => {
      const { key, outcome, taken, counts, withdrawn } = receipt;
      const state = [withdrawn ? 'withdrawn' : outcomeInk(outcome), taken === 'archive' ? 'archive' : ''];
      const papers = Object.entries(counts).flatMap(([name, n]) => (n > 0 ? [`${n} ${name}`] : []));
      return [short(receipt), key, state.filter(Boolean).join(', '), papers.join(', ')];
    }),
  );
}
