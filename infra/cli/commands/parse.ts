import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { isDay } from '../../../functions/domain/listing-day.ts';
import { isNews } from '../../../functions/domain/paper.ts';
import { remarksOf } from '../../../functions/domain/receipt.ts';
import { type ParsedFeed, parseFeed } from '../../../functions/ingest/parse-feed.ts';
import { command, Failure, ink } from '../lib/command.ts';
import { type FeedInput, feedInputs, INPUTS, untilStopped } from '../lib/feed-inputs.ts';
import { outcomeInk, Totals } from '../lib/feed-upload.ts';
import { columns, terminalWidth } from '../lib/table.ts';

const HELP = `Shows what ingest would make of feed files. Needs no cloud.

  npx broadsheet parse [--json] [--day YYYY-MM-DD] [--watch DIR] FILE...

${INPUTS}

  --day         the day these papers were listed, instead of the day in the files
  --watch       a folder whose new files are read as they come
  --json        one JSON object a file, each on its line

Exits 0 when every file was read, 1 when one is missing or refused, 2 when used wrongly.`;

/** How many titles and rejections are printed. `--json` has them all. */
const SHOWN = 100;

const INDENT = '  ';

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, day: { type: 'string' }, watch: { type: 'string' } },
  });
  if (positionals.length === 0 && values.watch === undefined) throw new Failure('Name at least one file (--help explains).', 2);
  if (values.day !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(values.day) && isDay(values.day)))
    throw new Failure(`--day ${values.day} is not a day such as 2026-03-18.`, 2);
  let status = 0;
  const sums = new Totals();
  const parse = async ({ said, file, name }: FeedInput) => {
    const feed = createReadStream(file, { highWaterMark: 1 << 20 });
    const parsed = await parseFeed(feed, { name: basename(name), uploadedAt: new Date(), listedOn: values.day });
    const papers = parsed.papers.map((paper) => ({ ...paper, news: isNews(paper) }));
    if (values.json) console.log(JSON.stringify({ file: said, ...parsed, papers }));
    else console.log(`${ink.bold(basename(name))}\n${described(parsed).replace(/^/gm, INDENT)}`);
    sums.add(parsed.outcome, { papers: papers.length, rejected: parsed.rejected.length });
    if (parsed.outcome === 'refused') status = 1;
  };
  // If one cannot be read, the others still are.
  for (const word of positionals)
    try {
      for (const each of await feedInputs([word])) await parse(each);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(error.message);
      sums.add('not read', {});
      status = 1;
    }
  for await (const each of untilStopped(values.watch)) await parse(each);
  if (!values.json && sums.files > 1) console.log(sums.told());
  return status;
});

function described({ format, outcome, reason, duplicates, shortened, papers, rejected, remarks, listedOn }: ParsedFeed): string {
  const about = [format, listedOn && `listed on ${listedOn}`].filter(Boolean).join(', ');
  const counts = { papers: papers.length, duplicates, rejected: rejected.length, shortened };
  const numbers = Object.entries(counts).map(([name, n]) => `${n ?? 0} ${name}`);
  const titles = papers.slice(0, SHOWN).map(({ title }, i) => [i + 1, title]);
  const rejections = rejected.slice(0, SHOWN).map(({ at, reason: why }) => `${ink.bad('rejected')} ${at}: ${why}`);
  return [
    [outcomeInk(outcome), ink.soft(about), reason].filter(Boolean).join('  '),
    numbers.join(ink.soft(' · ')),
    ...(titles.length > 0 ? [columns(['', 'Title'], titles, terminalWidth() - INDENT.length)] : []),
    ...rejections,
    ...remarksOf(remarks, papers.length + duplicates).map((line) => ink.soft(line)),
  ].join('\n');
}
