import { FEED_PREFIXES } from '../../../functions/contract/tables.ts';
import type { Receipt } from '../../../functions/domain/receipt.ts';
import { Failure, ink } from '../lib/command.ts';
import { dayOf, type FeedInput, feedInputs, INPUTS, untilStopped } from '../lib/feed-inputs.ts';
import { describe, keys, totals, uploadFeed } from '../lib/feed-upload.ts';
import { stackCommand } from '../lib/stack-command.ts';
import { clearLine } from '../lib/table.ts';

const HELP = `Uploads feed files and prints the receipt of each.

  npx broadsheet upload FILE... [--watch DIR] [--archive | --all-news] [--day YYYY-MM-DD] [--json]

${INPUTS}
Exits 1 if a file is refused. Files with the same name get numbers, so that none overwrites another.

  --archive     only store the papers; by default they are news for the next edition
  --all-news    all papers are news, even if the file has more than 5,000 records, which by default are an archive
  --day         the day the papers were listed, if the file does not say it or is wrong
  --watch       a folder whose new files are uploaded as they come
  --json        one JSON receipt a line`;

const OPTIONS = {
  archive: { type: 'boolean', default: false },
  'all-news': { type: 'boolean', default: false },
  day: { type: 'string' },
  watch: { type: 'string' },
} as const;

await stackCommand(HELP, OPTIONS, async ({ values, words, stack }) => {
  if (words.length === 0 && values.watch === undefined)
    throw new Failure('Name at least one file to upload (--help explains).', 2);
  if (values.archive && values['all-news']) throw new Failure('Say either --archive or --all-news.', 2);
  const day = dayOf(values.day);
  const files = await feedInputs(words);
  const here = await stack();
  const prefix = values.archive ? FEED_PREFIXES.archive : FEED_PREFIXES.news;

  let failed = false;
  const receipts: Receipt[] = [];
  const keyOf = keys();
  const send = async (input: FeedInput) => {
    const upload = { file: input.file, key: prefix + keyOf(input), day, allNews: values['all-news'] };
    const receipt = await uploadFeed(here, upload, values.json ? undefined : progress(input.name));
    receipts.push(receipt);
    failed ||= receipt.outcome === 'refused';
    if (values.json) console.log(JSON.stringify({ file: input.said, ...receipt }));
    else console.log(`${clearLine()}${ink.bold(input.name)}\n${describe(receipt).replace(/^/gm, '  ')}`);
  };
  for (const input of files) await send(input);
  for await (const input of untilStopped(values.watch))
    await send(input).catch((error: unknown) => {
      failed = true;
      console.error(error instanceof Error ? error.message : error);
    });
  if (!values.json && receipts.length > 1) console.log(totals(receipts));
  return failed ? 1 : 0;
});

/** Shows the progress of a file, if the output is a terminal. */
function progress(name: string): (stage: 'sent' | 'read', share: number) => void {
  return (stage, share) => {
    const state = stage === 'sent' && share >= 1 ? 'reading' : `${Math.round(share * 100)} % ${stage}`;
    if (clearLine()) process.stdout.write(`${clearLine()}${name}  ${state}`);
  };
}
