import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { isDay } from '../../functions/domain/listing-day.ts';
import { isNews } from '../../functions/domain/paper.ts';
import { type ParsedFeed, parseFeed } from '../../functions/ingest/parse-feed.ts';
import { command, Failure, ink } from './command.ts';
import { outcomeInk } from './feed-upload.ts';
import { columns } from './table.ts';

const HELP = `Says what ingest would make of feed files, without any cloud.

  npx broadsheet parse [--json] [--day YYYY-MM-DD] FILE...

  --day         the listing day of these files; it wins over the days they hold
  --json        one JSON object a file, each on its line

Exits 0 when every file was read, 1 when one is missing or refused, 2 when used wrongly.`;

/** Titles and rejections a page shows: `--json` has them all. */
const SHOWN = 100;

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, day: { type: 'string' } },
  });
  if (positionals.length === 0) throw new Failure('Name at least one file (--help explains).', 2);
  if (values.day !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(values.day) && isDay(values.day)))
    throw new Failure(`--day ${values.day} is not a day such as 2026-03-18.`, 2);
  let status = 0;
  for (const file of positionals) {
    const parsed = await parse(file, values.day);
    if (typeof parsed === 'string') console.error(`${file}: ${parsed}`);
    else if (values.json)
      console.log(JSON.stringify({ file, ...parsed, papers: parsed.papers.map((paper) => ({ ...paper, news: isNews(paper) })) }));
    else console.log(`${ink.bold(basename(file))}\n${described(parsed).replace(/^/gm, '  ')}`);
    if (typeof parsed === 'string' || parsed.outcome === 'refused') status = 1;
  }
  return status;
});

/** The parsed file, or a sentence that says why it cannot be read. */
async function parse(file: string, day: string | undefined): Promise<ParsedFeed | string> {
  try {
    if (!(await stat(file)).isFile()) return 'this is not a file.';
    return await parseFeed(createReadStream(file, { highWaterMark: 1 << 20 }), {
      name: basename(file),
      uploadedAt: new Date(),
      listedOn: day,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return 'there is no such file.';
    if (code === 'EACCES') return 'this file may not be read.';
    throw error;
  }
}

function described({ format, outcome, reason, duplicates, shortened, papers, rejected, remarks, listedOn }: ParsedFeed): string {
  const about = [format, listedOn && `listed on ${listedOn}`].filter(Boolean).join(', ');
  const counts = { papers: papers.length, duplicates, rejected: rejected.length, shortened };
  const numbers = Object.entries(counts).map(([name, n]) => `${n ?? 0} ${name}`);
  const titles = papers.slice(0, SHOWN).map(({ title }, i) => [i + 1, title.slice(0, SHOWN)]);
  const rejections = rejected.slice(0, SHOWN).map(({ at, reason: why }) => `${ink.bad('rejected')} ${at}: ${why}`);
  return [
    [outcomeInk(outcome), ink.soft(about), reason].filter(Boolean).join('  '),
    numbers.join(ink.soft(' · ')),
    ...(titles.length > 0 ? [columns(['', 'Title'], titles)] : []),
    ...rejections,
    ...Object.entries(remarks).map(([kind, n]) => ink.soft(`${n} × ${kind}`)),
  ].join('\n');
}
