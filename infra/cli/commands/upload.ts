import * as z from 'zod';
import { FEED_PREFIXES } from '../../../functions/contract/tables.ts';
import { Failure, ink } from '../lib/command.ts';
import { type FeedInput, feedInputs, INPUTS, untilStopped } from '../lib/feed-inputs.ts';
import { describe, keysOf, Totals, uploadFeed } from '../lib/feed-upload.ts';
import { stackCommand } from '../lib/stack-command.ts';
import { bar, clearLine } from '../lib/table.ts';

const HELP = `Uploads feed files and prints the receipt of each.

  npx broadsheet upload FILE... [--watch DIR] [--archive | --all-news] [--day YYYY-MM-DD] [--key NAME] [--json]

${INPUTS}
Exits 1 if a file is refused. Files with the same name get numbers, so that none overwrites another.

  --archive     only store the papers; by default they are news for the next edition
  --all-news    all papers are news, even if the file has more than 5,000 records, which by default are an archive
  --day         the day the papers were listed, if the file does not say it or is wrong
  --watch       a folder whose new files are uploaded as they come
  --key         the object's name after feeds/ or archive/; by default the file's own
  --json        one JSON receipt a line`;

const OPTIONS = {
  archive: { type: 'boolean', default: false },
  'all-news': { type: 'boolean', default: false },
  day: { type: 'string' },
  key: { type: 'string' },
  watch: { type: 'string' },
} as const;

await stackCommand(HELP, OPTIONS, async ({ values, words, stack }) => {
  if (words.length === 0 && values.watch === undefined)
    throw new Failure('Name at least one file to upload (--help explains).', 2);
  if (values.archive && values['all-news']) throw new Failure('Say either --archive or --all-news.', 2);
  if (values.key && (words.length > 1 || values.watch)) throw new Failure('--key names one object, so it goes with one file.', 2);
  if (values.day && !z.iso.date().safeParse(values.day).success)
    throw new Failure(`${values.day} is not a day such as 2026-03-18.`, 2);

  const files = await feedInputs(words);
  if (values.key && files.length > 1) throw new Failure('--key names one object, so it goes with one file.', 2);
  const here = await stack();
  const prefix = values.archive ? FEED_PREFIXES.archive : FEED_PREFIXES.news;

  let failed = 0;
  const sums = new Totals();
  const upload = async ({ said, file, name }: FeedInput, key: string) => {
    const bar = values.json ? () => {} : progressBar(name);
    const receipt = await uploadFeed(here, { file, key: prefix + key, day: values.day, allNews: values['all-news'] }, bar);
    if (receipt.outcome === 'refused') failed += 1;
    sums.add(receipt.outcome, receipt.counts);
    if (values.json) console.log(JSON.stringify({ file: said, ...receipt }));
    else console.log(`${clearLine()}${ink.bold(name)}\n${describe(receipt).replace(/^/gm, '  ')}`);
  };
  const keys = values.key === undefined ? keysOf(files.map(({ name }) => name)) : [values.key];
  for (const [i, each] of files.entries()) await upload(each, keys[i] ?? each.name);
  for await (const each of untilStopped(values.watch))
    await upload(each, each.name).catch((error: unknown) => {
      failed += 1;
      console.error(error instanceof Error ? error.message : error);
    });
  if (!values.json && sums.files > 1) console.log(sums.told());
  return failed > 0 ? 1 : 0;
});

/** Draws the progress of a file, if the output is a terminal. */
function progressBar(name: string): (stage: 'sent' | 'read', share: number) => void {
  if (!clearLine()) return () => {};
  return (stage, share) => {
    const state = stage === 'sent' && share >= 1 ? 'reading' : `${Math.round(share * 100)} % ${stage}`;
    process.stdout.write(`${clearLine()}${name}  ${bar(share, 24)}  ${state}`);
  };
}
