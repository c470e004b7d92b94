import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import pMap from 'p-map';
import * as z from 'zod';
import { faultsOf, type SignUpForm, signUpForm } from '../../functions/subscribe/forms.ts';
import { type Imported, importReader } from '../../functions/subscribe/import-reader.ts';
import { Failure, ink } from './command.ts';
import { checkFile } from './feed-upload.ts';
import { readerPorts } from './reader-ports.ts';
import { output, type Stack } from './stack.ts';
import { columns, counter } from './table.ts';

/** What else columns are called. */
const NAMES: Record<string, string> = { email: 'address', 'e-mail': 'address', 'consent date': 'consent', consented: 'consent' };

/** Rows at work at once, each half a dozen calls; and refusals that are shown, `--json` has them all. */
const AT_ONCE = 16;
const SHOWN = 50;

const REASONS: Record<Exclude<Imported, 'new' | 'known'>, string> = {
  erased: 'asked to be erased',
  unsubscribed: 'unsubscribed',
  moved: 'reads at another address now',
  suppressed: 'the mailbox bounced or complained',
  refused: 'the mailbox asked not to be asked',
};

const row = z.object({ info: z.object({ lines: z.int() }), record: z.record(z.string(), z.string()) });
const instant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((text) => new Date(text));

type Defaults = { frequency: string; weekday: string; hour: string };

/** Brings in the readers of a CSV file, and says which rows it refused and why, by line. No address is printed. */
export async function importFile(
  stack: Stack,
  file: string,
  { json, ...rest }: Defaults & { json: boolean; zone?: string | undefined },
): Promise<number> {
  await checkFile(file);
  const { frequency, weekday, hour, zone = output(stack, 'HouseZone') } = rest;
  const ports = await readerPorts(stack);
  const progress = counter('rows');
  const counts = { rows: 0, new: 0, known: 0 };
  const refused: { line: number; reason: string }[] = [];
  /** Of rows with one address the first counts: rows are worked on at once, and a later one could overtake it. */
  const seen = new Map<string, Promise<Imported>>();
  const take = async ({ form, consentedAt }: { form: SignUpForm; consentedAt: Date }) => {
    const address = form.email.toLowerCase();
    const first = seen.get(address);
    if (first) return (await first) === 'new' ? 'known' : await first;
    const taken = importReader(ports, form, consentedAt);
    seen.set(address, taken);
    return await taken;
  };

  await pMap(
    rows(file),
    async ({ line, cells }) => {
      const person = read(cells, { frequency, weekday, hour, zone }, ports.now());
      const outcome = 'reason' in person ? person : await take(person);
      if (outcome === 'new' || outcome === 'known') counts[outcome] += 1;
      else refused.push({ line, reason: typeof outcome === 'string' ? REASONS[outcome] : outcome.reason });
      counts.rows += 1;
      if (counts.rows % 100 === 0) progress(counts.rows);
    },
    { concurrency: AT_ONCE },
  );
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
  console.log(`${ink.bold(String(counts.new))} new · ${counts.known} read here already · ${refused.length} refused`);
  return 0;
}

/** The rows of a file by the names of its columns. Throws one sentence, without quoting, on a file that is no such table. */
async function* rows(file: string): AsyncGenerator<{ line: number; cells: Record<string, string> }> {
  const columns = (header: string[]) => {
    const names = header.map((name) => NAMES[name.trim().toLowerCase()] ?? name.trim().toLowerCase());
    const missing = ['address', 'consent'].filter((name) => !names.includes(name));
    if (missing.length > 0) throw new Failure(`${file} has no column ${missing.join(' and none ')}.`);
    return names;
  };
  const options = { bom: true, delimiter: [',', ';', '\t'], trim: true, skip_empty_lines: true, relax_column_count: true };
  const parser = createReadStream(file).pipe(parse({ ...options, columns, info: true }));
  try {
    for await (const found of parser) {
      const { info, record } = row.parse(found);
      yield { line: info.lines, cells: record };
    }
  } catch (cause) {
    // Its own message quotes the line, which holds an address.
    if (cause instanceof CsvError)
      throw new Failure(`${file} is no CSV from line ${String(cause.lines)} on (${cause.code}).`, 1, cause);
    throw cause;
  }
}

/** What a row says, or why it cannot be taken. */
function read(
  { address = '', consent = '', status, ...cells }: Record<string, string>,
  defaults: Defaults & { zone: string },
  now: Date,
): { reason: string } | { form: SignUpForm; consentedAt: Date } {
  if (status && status !== 'active') return { reason: `is ${status} in this file` };
  if (!consent) return { reason: 'no consent: the column is empty' };
  const consentedAt = instant.safeParse(consent).data;
  if (!consentedAt) return { reason: 'consent is no date such as 2026-03-18' };
  if (consentedAt > now) return { reason: 'consent lies in the future' };
  const wishes = Object.entries(defaults).map(([name, usual]) => [name, cells[name] || usual]);
  const form = signUpForm.safeParse({ email: address, ...Object.fromEntries(wishes) });
  if (!form.success) return { reason: Object.values(faultsOf(form.error)).join(' ') };
  return { form: form.data, consentedAt };
}
