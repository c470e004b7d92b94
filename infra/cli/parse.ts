import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { isDay } from '../../functions/domain/listing-day.ts';
import { type ParsedFeed, parseFeed } from '../../functions/ingest/parse-feed.ts';
import { command, Failure } from './command.ts';

const HELP = `Says what ingest would make of feed files, without any cloud.

  npx broadsheet parse [--json] [--day YYYY-MM-DD] FILE...

  --day         the listing day of these files; it wins over the days they hold
  --json        one JSON object a file, each on its line

Exits 0 when every file was read, 1 when one is missing or refused, 2 when used wrongly.`;

await command(HELP, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, day: { type: 'string' } },
  });
  if (positionals.length === 0) throw new Failure('Name at least one file (--help explains).', 2);
  if (values.day !== undefined && !(/^\d{4}-/.test(values.day) && isDay(values.day)))
    throw new Failure(`--day ${values.day} is not a day such as 2026-03-18.`, 2);
  let status = 0;
  for (const file of positionals) {
    const parsed = await parse(file, values.day);
    if (typeof parsed === 'string') console.error(`${file}: ${parsed}`);
    else console.log(values.json ? JSON.stringify({ file, ...parsed }) : table(file, parsed));
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

function table(file: string, { format, outcome, reason, duplicates, shortened, papers, rejected, listedOn }: ParsedFeed): string {
  const summary = new Table();
  summary.push(
    { File: file },
    { Format: format ?? 'unknown' },
    { Outcome: reason ? `${outcome}: ${reason}` : outcome },
    { 'Listing day': listedOn ?? 'unknown' },
    { Papers: papers.length },
    { Duplicates: duplicates },
    { Rejected: rejected.length },
    ...(shortened ? [{ Shortened: shortened }] : []),
  );
  const details = new Table({ head: ['', 'Title or reason'], colWidths: [14, 100], wordWrap: true, style: { head: [] } });
  for (const [i, { title }] of papers.entries()) details.push([i + 1, title]);
  for (const { at, reason: why } of rejected.slice(0, 100)) details.push([`rejected, ${at}`, why]);
  return papers.length + rejected.length === 0 ? summary.toString() : `${summary.toString()}\n${details.toString()}`;
}
