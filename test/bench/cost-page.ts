import { PRICES, PRICES_OF } from '../../infra/prices.ts';
import { ASSUMED, bill, type Fixed } from './bill.ts';
import type { Counts } from './counting.ts';

/** What the free tiers that never end take off a month where nothing else uses them: 10 alarms of CloudWatch, a million requests of SQS. */
const FREE = 10 * PRICES.alarm + PRICES.sqsRequest;
const READERS = [100, 1_000, 10_000, 1_000_000];
const [BEGIN, END] = ['<!-- npm run cost -- --write -->', '<!-- end of cost -->'];

/** The table of docs/cost.md: a row a service, a column a number of readers, USD a month. `allAlarms` are what `--alarms all` costs more. */
export function costPage(counts: Counts, fixed: Fixed, papers: number, allAlarms: number): string {
  const bills = READERS.map((readers) => bill(counts, fixed, { readers, papers }));
  const services = bills.at(-1)!.map(({ service }) => service);
  const usd = (n: number) => (n >= 100 ? Math.round(n).toLocaleString('en') : n.toFixed(2));
  const cells = (service: string) => bills.map((lines) => lines.find((line) => line.service === service)!.usd);
  const all = bills.map((lines) => lines.reduce((sum, line) => sum + line.usd, 0));
  const heads = READERS.map((n) => `${n.toLocaleString('en')} readers`);
  const row = (name: string, figures: string[]) =>
    `| ${[name.padEnd(15), ...figures.map((figure, i) => figure.padStart(heads[i]!.length))].join(' | ')} |`;
  return [
    row('USD a month', heads),
    `| ${'-'.repeat(15)} | ${heads.map(({ length }) => `${'-'.repeat(length - 1)}:`).join(' | ')} |`,
    ...services.map((service) => row(service, cells(service).map(usd))),
    row('all', all.map(usd)),
    '',
    `List prices of ${PRICES_OF}, us-east-1, without free tiers, after a year; ${papers} papers and a digest a reader every day, ${ASSUMED.dispatches} dispatches a day at most.`,
    `\`--alarms all\` costs ${usd(allAlarms)} more. The free tiers of CloudWatch and SQS, which do not end, take ${usd(FREE)} off, and the dashboard if it is among the account's first three.`,
    `Counted: ${counts.mail.writes.toFixed(1)} writes and ${(counts.mail.reads + counts.event.reads).toFixed(1)} reads a mail, ${counts.newPaper.writes.toFixed(1)} writes a new paper, ${fixed.alarms} metrics under alarm. Assumed: \`test/bench/bill.ts\`.`,
  ].join('\n');
}

/** The text with the page between its markers replaced. Throws when they are not there. */
export function withPage(text: string, page: string): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`docs/cost.md has no ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n\n${page}\n\n${END}${after}`;
}

/** The page between the markers. */
export const pageIn = (text: string) => text.split(BEGIN)[1]?.split(END)[0]?.trim() ?? '';
