import { open } from 'node:fs/promises';
import { addressHash, isAddress } from '../../../functions/domain/address.ts';
import type { Reader } from '../../../functions/domain/reader.ts';
import { whenOf } from '../../../functions/domain/wording.ts';
import { eraseReader } from '../../../functions/subscribe/account.ts';
import { historyOf } from '../../../functions/subscribe/history.ts';
import { Failure, ink } from '../lib/command.ts';
import { everyReader, readerPorts } from '../lib/reader-ports.ts';
import { type ImportChoices, importFile } from '../lib/readers-import.ts';
import { type Stack, timeOf } from '../lib/stack.ts';
import { agreed, asked, print, stackCommand } from '../lib/stack-command.ts';
import { closeTimeOf, storesOf } from '../lib/stack-stores.ts';
import { columns, counter } from '../lib/table.ts';

const HELP = `Counts, finds, imports, exports and erases readers.

  npx broadsheet readers count              by status and frequency
  npx broadsheet readers why                one reader: status, wish, and the last 30 days: what was sent, what was not, and why
  npx broadsheet readers erase [--yes]      deletes all about one reader, except the hash of the address; if the
                                            address is unknown, notes that older consent does not count
  npx broadsheet readers export FILE        all readers as CSV, into a new file that only you can read
  npx broadsheet readers import FILE        from CSV, with the columns address and consent (the day it was given)

The command asks for addresses, or reads them from standard input, so that they stay out of the shell's history. An import knows the
columns of Mailchimp, listmonk, Substack, Buttondown, Ghost and Sendy. It takes frequency, weekday, hour and zone from columns of these
names, or else from the options. It refuses rows without consent, people who are not active in the file, and people who left or were
erased here: they have to sign up themselves. An import may be repeated.

  --map         FIELD=COLUMN: the column that has a field, such as consent="Signed up on"; may be repeated
                (address, consent, status, frequency, weekday, hour, zone)
  --frequency   daily or weekly             --hour    full hour, 0 to 23; by default 8
  --weekday     1 (Monday) to 7             --zone    time zone; by default the close zone
  --yes         erase without asking
  --json        one JSON object`;

const OPTIONS = {
  yes: { type: 'boolean', default: false },
  frequency: { type: 'string', default: 'daily' },
  weekday: { type: 'string', default: '1' },
  hour: { type: 'string', default: '8' },
  zone: { type: 'string' },
  map: { type: 'string', multiple: true },
} as const;

const COLUMNS = ['address', 'consent', 'status', 'frequency', 'weekday', 'hour', 'zone', 'reader'];

type Choices = ImportChoices & { yes: boolean };

const VERBS: Record<string, (stack: Stack, file: string, options: Choices) => Promise<number>> = {
  ...{ count, why, erase, export: exportFile, import: importFile },
};

await stackCommand(HELP, OPTIONS, async ({ values, words, stack }) => {
  const [verb = '', file = '', ...more] = words;
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!run) throw new Failure(`Say ${Object.keys(VERBS).join(', ')} (--help explains).`, 2);
  const ofFile = verb === 'export' || verb === 'import';
  if (ofFile && (!file || more.length > 0)) throw new Failure(`Name one file to ${verb}.`, 2);
  if (!ofFile && file)
    throw new Failure('Leave the address out of the command line, where others can see it. The command asks for it.', 2);
  return await run(await stack(), file, values);
});

async function count(stack: Stack, _: string, { json }: Choices): Promise<number> {
  const counts: Record<string, Record<'daily' | 'weekly' | 'all', number>> = {};
  const progress = counter('readers');
  let all = 0;
  for await (const reader of everyReader(stack)) {
    const status = reader?.status ?? 'unreadable';
    const row = counts[status] ?? { daily: 0, weekly: 0, all: 0 };
    counts[status] = row;
    row.all += 1;
    const frequency = (reader?.preferences ?? reader?.requested)?.frequency;
    if (frequency) row[frequency] += 1;
    progress(++all);
  }
  const rows = Object.entries(counts).map(([status, { daily, weekly, all }]) => [status, daily, weekly, all]);
  print(json, { all, ...counts }, () => columns(['Status', 'Daily', 'Weekly', 'All'], [...rows, ['all', '', '', all]]));
  return 0;
}

/** The reader of an address that somebody types. */
async function whose(stack: Stack) {
  const address = await asked('Address: ');
  if (!isAddress(address)) throw new Failure('That is not an address.', 2);
  const ports = await readerPorts(stack);
  const hash = addressHash(await ports.addressKey(), address);
  const readerId = await ports.readers.find(hash);
  const reader = readerId ? await ports.readers.get(readerId) : undefined;
  return { ports, hash, reader, left: reader ? undefined : await ports.departureOf(hash) };
}

function nobody(left?: { what: string; at: string }): Failure {
  return new Failure(`No reader has this address${left ? `: ${left.what} on ${left.at.slice(0, 10)}` : ''}.`);
}

async function why(stack: Stack, _: string, { json }: Choices): Promise<number> {
  const { reader, left } = await whose(stack);
  if (!reader) throw nobody(left);
  const { readerId, status, preferences, createdAt, confirmedAt, unsubscribedAt, pausedUntil, suppressed } = reader;
  const editions = await historyOf(storesOf(stack), reader, closeTimeOf(stack), await timeOf(stack));
  const told = { readerId, status, preferences, createdAt, confirmedAt, unsubscribedAt, pausedUntil, suppressed, editions };
  const facts = Object.entries({
    Reader: ink.bold(readerId),
    Status: suppressed ? `${status} (${suppressed.reason})` : status,
    Wants: preferences && `mail ${whenOf(preferences)}`,
    ...{ 'Signed up': createdAt, Confirmed: confirmedAt, Unsubscribed: unsubscribedAt, 'Paused until': pausedUntil },
  });
  const zone = preferences?.zone ?? 'UTC';
  const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  const rows = editions.map(({ edition, due, state, says }) => [
    ...[edition, due ? local.format(new Date(due)) : '', state === 'NONE' ? '' : state, says],
  ]);
  print(json, told, () =>
    [
      ...facts.flatMap(([name, value]) => (value ? [`${name.padEnd(14)}${value}`] : [])),
      rows.length > 0 ? `\n${columns(['Edition', `Due (${zone})`, 'State', 'Why'], rows)}` : 'No edition was due in 30 days.',
    ].join('\n'),
  );
  return 0;
}

async function erase(stack: Stack, _: string, { yes, json }: Choices): Promise<number> {
  const { ports, hash, reader, left } = await whose(stack);
  if (!reader) {
    if (left?.what === 'erased') throw nobody(left);
    await ports.noteDeparture(hash, { what: 'erased', at: ports.now().toISOString() });
    print(json, { erased: null }, () => 'No reader has this address. Older consent does not count for it from now on.');
    return 0;
  }
  if (!(await agreed(`Erase reader ${reader.readerId} (${reader.status})? This cannot be undone.`, { yes }))) return 1;
  await eraseReader(ports, reader);
  print(json, { erased: reader.readerId }, () => `Reader ${ink.bold(reader.readerId)} is erased.`);
  return 0;
}

/** No value needs quotes: addresses are atoms, zones are names. */
function line({ address, confirmedAt, status, preferences, requested, readerId }: Reader): string {
  const { frequency, weekday, hour, zone } = preferences ?? requested ?? {};
  return `${[address, confirmedAt, status, frequency, weekday, hour, zone, readerId].map((cell) => cell ?? '').join(',')}\n`;
}

async function exportFile(stack: Stack, file: string, { json }: Choices): Promise<number> {
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
    throw new Failure(`${file} cannot be made: it exists already, or its folder does not.`, 1, cause);
  });
  const progress = counter('readers');
  let [readers, unreadable] = [0, 0];
  await handle.write(`${COLUMNS.join(',')}\n`);
  for await (const reader of everyReader(stack)) {
    if (reader) await handle.write(line(reader)).then(() => progress(++readers));
    else unreadable += 1;
  }
  await handle.close();
  const lost = unreadable ? ` ${unreadable} rows cannot be read.` : '';
  print(json, { file, readers, unreadable }, () => `${readers} readers are in ${file}, which only you can read.${lost}`);
  return unreadable > 0 ? 1 : 0;
}
