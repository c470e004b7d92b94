import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import pMap from 'p-map';
import * as z from 'zod';
import { faultsOf, type SignUpForm, signUpForm } from '../../../functions/subscribe/forms.ts';
import { type Imported, importReader } from '../../../functions/subscribe/import-reader.ts';
import { Failure, ink } from './command.ts';
import { readerPorts } from './reader-ports.ts';
import { type Columns, columnsOf, consentOf, type Row, readRow } from './readers-columns.ts';
import { output, type Stack } from './stack.ts';
import { columns, counter } from './table.ts';

/** Rows imported at once (each makes about six calls), and refusals that are printed; `--json` has them all. */
const AT_ONCE = 16;
const SHOWN = 50;

const REASONS: Record<Exclude<Imported, 'new' | 'known'>, string> = {
  erased: 'asked to be erased',
  unsubscribed: 'unsubscribed',
  moved: 'has another address now',
  suppressed: 'the mailbox bounced or complained',
  refused: 'the mailbox asked for no more mail from sign-ups',
};

const found = z.object({ info: z.object({ lines: z.int() }), record: z.array(z.string()) });

type Defaults = { frequency: string; weekday: string; hour: string };
/** What an operator says of an import: how its readers want mail where a row does not say it, and which column is which. */
export type ImportChoices = Defaults & { json: boolean; map?: string[] | undefined; zone?: string | undefined };

/**
 * Imports the readers of a CSV file and prints which rows it refused and why, by line. Prints no address. May be repeated. After
 * a fault it says at which line it stopped.
 */
export async function importFile(stack: Stack, file: string, { json, map = [], ...rest }: ImportChoices): Promise<number> {
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw new Failure(`There is no file ${file}.`);
  const { frequency, weekday, hour, zone = output(stack, 'CloseZone') } = rest;
  const ports = await readerPorts(stack);
  const progress = counter('rows');
  const counts = { rows: 0, new: 0, known: 0 };
  const refused: { line: number; reason: string }[] = [];
  /** By address: the first of several rows with one address counts, although rows are imported at once. */
  const seen = new Map<string, Promise<Imported>>();
  const take = async ({ form, consentedAt }: { form: SignUpForm; consentedAt: Date }) => {
    const address = form.email.toLowerCase();
    const first = seen.get(address);
    if (first) return (await first) === 'new' ? 'known' : await first;
    const taken = importReader(ports, form, consentedAt);
    seen.set(address, taken);
    return await taken;
  };
  const underWay = new Set<number>();
  const work = async ({ line, row }: { line: number; row: Row }) => {
    underWay.add(line);
    const person = read(row, { frequency, weekday, hour, zone }, ports.now());
    const outcome = 'reason' in person ? person : await take(person);
    underWay.delete(line);
    if (outcome === 'new' || outcome === 'known') counts[outcome] += 1;
    else refused.push({ line, reason: typeof outcome === 'string' ? REASONS[outcome] : outcome.reason });
    counts.rows += 1;
    progress(counts.rows);
  };
  await pMap(rows(file, map), work, { concurrency: AT_ONCE }).catch((cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const again = 'Run the same command again: no reader is imported twice.';
    throw new Failure(`Stopped at line ${Math.min(...underWay)}: ${why}. All lines before it are done. ${again}`, 1, cause);
  });
  refused.sort((a, b) => a.line - b.line);
  if (json) {
    console.log(JSON.stringify({ ...counts, refused }));
    return 0;
  }
  if (refused.length > 0)
    console.log(
      columns(
        ['Line', 'Refused'],
        refused.slice(0, SHOWN).map(({ line, reason }) => [line, reason]),
      ),
    );
  if (refused.length > SHOWN) console.log(`and ${refused.length - SHOWN} more (--json lists all)`);
  console.log(`${ink.bold(String(counts.new))} new · ${counts.known} are readers already · ${refused.length} refused`);
  return 0;
}

/** Yields the rows of a file. Throws a `Failure`, which quotes nothing, if the file is not CSV. */
async function* rows(file: string, map: string[]): AsyncGenerator<{ line: number; row: Row }> {
  const options = { bom: true, delimiter: [',', ';', '\t'], trim: true, skip_empty_lines: true, relax_column_count: true };
  const parser = createReadStream(file).pipe(parse({ ...options, info: true }));
  let header: string[] | undefined;
  let columns: Columns | undefined;
  try {
    for await (const next of parser) {
      const { info, record } = found.parse(next);
      if (header && columns) yield { line: info.lines, row: readRow(columns, header, record) };
      else [header, columns] = [record, columnsOf(record, map)];
    }
  } catch (cause) {
    // The parser's message quotes the line, which has an address.
    if (cause instanceof CsvError)
      throw new Failure(`${file} is not CSV from line ${String(cause.lines)} on (${cause.code}).`, 1, cause);
    throw cause;
  }
}

/** The sign-up of a row, or the reason why it is refused. */
function read(
  { address, consent, not, wishes }: Row,
  defaults: Defaults & { zone: string },
  now: Date,
): { reason: string } | { form: SignUpForm; consentedAt: Date } {
  if (not) return { reason: not };
  if (!consent) return { reason: 'no consent: the column is empty' };
  const consentedAt = consentOf(consent);
  if (!consentedAt) return { reason: 'consent is not a date such as 2026-03-18' };
  if (consentedAt > now) return { reason: 'consent is in the future' };
  const wished = Object.entries(defaults).map(([name, usual]) => [name, wishes[name] || usual]);
  const form = signUpForm.safeParse({ email: address, ...Object.fromEntries(wished) });
  if (!form.success) return { reason: Object.values(faultsOf(form.error)).join(' ') };
  return { form: form.data, consentedAt };
}
