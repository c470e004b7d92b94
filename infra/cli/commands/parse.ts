import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { isNews } from '../../../functions/domain/paper.ts';
import { remarksOf } from '../../../functions/domain/receipt.ts';
import { type ParsedFeed, parseFeed } from '../../../functions/ingest/parse-feed.ts';
import { command, Failure, ink } from '../lib/command.ts';
import { contents, dayOf, feedInputs, INPUTS, untilStopped } from '../lib/feed-inputs.ts';
import { outcomeInk, totals } from '../lib/feed-upload.ts';
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
  const listedOn = dayOf(values.day);
  let status = 0;
  const read: Parameters<typeof totals>[0][number][] = [];
  // If one cannot be read, the others still are.
  const parse = async (word: string) => {
    try {
      for (const { said, file, name } of await feedInputs([word])) {
        const parsed = await parseFeed(contents(file), { name: basename(name), uploadedAt: new Date(), listedOn });
        const papers = parsed.papers.map((paper) => ({ ...paper, news: isNews(paper) }));
        if (values.json) console.log(JSON.stringify({ file: said, ...parsed, papers }));
        else console.log(`${ink.bold(basename(name))}\n${described(parsed).replace(/^/gm, INDENT)}`);
        read.push({ outcome: parsed.outcome, counts: { papers: papers.length, rejected: parsed.rejected.length } });
        if (parsed.outcome === 'refused') status = 1;
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(error.message);
      read.push({ outcome: 'not read', counts: {} });
      status = 1;
    }
  };
  for (const word of positionals) await parse(word);
  for await (const { file } of untilStopped(values.watch)) await parse(file);
  if (!values.json && read.length > 1) console.log(totals(read));
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
