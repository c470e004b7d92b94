import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { audienceOf, recentEditions } from '../../../functions/digest/recent-editions.ts';
import { type Edition, isPrinted } from '../../../functions/domain/edition.ts';
import { REFERENCE_FORMATS, writeReferences } from '../../../functions/domain/references.ts';
import { isEditionId } from '../../../functions/domain/schedule.ts';
import { resendUnknown } from '../../../functions/send/resend-unknown.ts';
import { Failure, ink, unread, written } from '../lib/command.ts';
import { EDITING } from '../lib/edit-edition.ts';
import { countCopies, describeEdition, dispatchName, endedCopies, listEditions, sumCopies } from '../lib/edition-copies.ts';
import { publisherOf } from '../lib/next-edition.ts';
import { type Stack, timeOf } from '../lib/stack.ts';
import { agreed, print, stackCommand } from '../lib/stack-command.ts';
import { storesOf } from '../lib/stack-stores.ts';
import { counted, redraws } from '../lib/table.ts';

const HELP = `Shows and edits the next edition, shows where the copies of an edition are, and resends UNKNOWN copies.

  npx broadsheet edition status [--json]                      the editions of the last days and weeks
  npx broadsheet edition status <id> [--follow] [--json]      one edition and its dispatches, counted in the ledger
  npx broadsheet edition resend-unknown <id> [--yes]          send its UNKNOWN copies once more

  npx broadsheet edition export <id> --format bibtex|ris|json|md [--out FILE]
                                                              its papers for a reference manager or a page

  npx broadsheet edition preview [--weekly] [--open] [--json] the next edition: its papers, and both parts as files
  npx broadsheet edition pin <paper>                          put a paper first
  npx broadsheet edition drop <paper>                         leave a paper out
  npx broadsheet edition release <paper>                      undo pin or drop: the ranking decides again
  npx broadsheet edition note "..."                           a note from the editor at the top; "" removes it
  npx broadsheet edition note "..." --closed <id>             the note of a closed edition, on the web alone
  npx broadsheet edition drop <paper> --closed <id>           drop a paper from a closed edition; release puts it back
  npx broadsheet edition test you@example.org [--weekly]      send the next edition to one address, marked as a test

An edition is named after its day, 2026-03-18; a week's edition after its last day, 2026-03-18-week. The next edition is that of the
day after the last one that closed. Name a paper by its id, its address or words of its title. Pins and drops hold for all editions
that close from then on, a note for the next one only. Of a closed edition only the note and which papers stand can change: on the web,
and papers also in copies that are still to be sent. Mails that were sent, and the order of its papers, stay.

An UNKNOWN copy may have arrived: SES broke off while it answered. With resend-unknown such a reader may get two copies,
so Broadsheet never does this by itself.

  --format      bibtex, ris, json or md (Markdown)
  --out         the file to write; otherwise it is printed
  --weekly      the week's edition instead of the day's
  --open        open the HTML part in the browser
  --closed      the closed edition to change
  --follow      count again every second until every copy has ended
  --yes         resend without asking
  --json        one JSON object a line`;

const VERBS = ['status', 'resend-unknown', 'export'];

/** What an editor can do with an edition that has closed. */
const AFTER_CLOSE = ['note', 'drop', 'release'];

/** Days the list shows. */
const RECENT = 10;

const flag = { type: 'boolean', default: false } as const;

const text = { type: 'string' } as const;

await stackCommand(
  HELP,
  { follow: flag, yes: flag, open: flag, weekly: flag, closed: text, format: text, out: text },
  async ({ values, words, stack }) => {
    const [verb = '', id, ...more] = words;
    const edit = Object.hasOwn(EDITING, verb) ? EDITING[verb] : undefined;
    if (values.closed && !AFTER_CLOSE.includes(verb))
      throw new Failure(`After the close one can only ${AFTER_CLOSE.join(', ')} (--help explains).`, 2);
    if (edit) return await edit(await stack(), words.slice(1).join(' '), values);
    if (more.length > 0 || !VERBS.includes(verb)) {
      throw new Failure(`Say what to do: ${[...VERBS, ...Object.keys(EDITING)].join(', ')} (--help explains).`, 2);
    }
    if (verb === 'resend-unknown' && !id) throw new Failure('Name the edition whose UNKNOWN copies you want to resend.', 2);
    if (verb === 'export') return await exported(stack, id, values);
    const here = await stack();
    if (verb === 'resend-unknown') return await resend(here, await find(here, id), values.yes);
    if (id) return await show(here, id, values);

    const recent = await recentEditions(storesOf(here), RECENT);
    print(values.json, recent, () => (recent.length > 0 ? listEditions(recent) : 'No edition has closed yet.'));
    return 0;
  },
);

async function find(stack: Stack, id = ''): Promise<Edition> {
  const edition = isEditionId(id) && (await storesOf(stack).editions.get(id));
  if (!edition) throw new Failure(`There is no edition ${id}. The last ones: npx broadsheet edition status`);
  return edition;
}

/** Writes the papers of an edition, as its page offers them. */
async function exported(
  stack: () => Promise<Stack>,
  id: string | undefined,
  { format, out }: { format?: string | undefined; out?: string | undefined },
): Promise<number> {
  const chosen = REFERENCE_FORMATS.find((name) => name === format);
  if (!id) throw new Failure('Name the edition to export: npx broadsheet edition export 2026-03-18 --format bibtex', 2);
  if (!chosen) throw new Failure(`Say --format ${REFERENCE_FORMATS.join(', ')}.`, 2);
  const here = await stack();
  const edition = await find(here, id);
  if (!isPrinted(edition)) throw new Failure(`The edition ${id} has no papers.`);
  const papers = await storesOf(here).files.papers(edition);
  const text = writeReferences(chosen, `${publisherOf(here).publication.listName}, ${edition.id}`, papers);
  if (!out) {
    process.stdout.write(text);
    return 0;
  }
  written(out, () => writeFileSync(out, text));
  console.log(`${counted(papers.length, 'paper')} of ${edition.id}: ${out}`);
  return 0;
}

async function show(stack: Stack, id: string, { follow, json }: { follow: boolean; json: boolean }): Promise<number> {
  let drawn = 0;
  const over = unread().then(() => true);
  for (;;) {
    const edition = await find(stack, id);
    const dispatches = await countCopies(storesOf(stack), edition);
    const [audience, copies] = [audienceOf(dispatches), sumCopies(dispatches)];
    const text = json ? JSON.stringify({ ...edition, audience, copies, dispatches }) : describeEdition(edition, dispatches);
    if (redraws(process.stdout) && !json && drawn > 0) process.stdout.write(`\u001b[${drawn}A\u001b[J`);
    console.log(text);
    drawn = text.split('\n').length;
    if (!follow || endedCopies(copies) >= audience) return 0;
    if (await Promise.race([over, sleep(1_000, false)])) return 0;
  }
}

async function resend(stack: Stack, edition: Edition, yes: boolean): Promise<number> {
  const now = await timeOf(stack);
  const stores = storesOf(stack);
  const waiting = (await countCopies(stores, edition)).filter(({ copies }) => copies.UNKNOWN + copies.PENDING > 0);
  if (waiting.length === 0) {
    console.log(`No copy of ${edition.id} is UNKNOWN.`);
    return 0;
  }
  const late = waiting.filter(({ expiresAt }) => expiresAt <= now.toISOString());
  for (const dispatch of late) console.log(`${dispatchName(dispatch)}, expired: too late to send. The web edition remains.`);
  const dispatches = waiting.filter((dispatch) => !late.includes(dispatch));
  if (dispatches.length === 0) throw new Failure('Nothing can be resent.');
  console.log(
    `${sumCopies(dispatches).UNKNOWN} copies of ${edition.id} are UNKNOWN. Some may have arrived: those readers get a second copy.`,
  );
  if (!(await agreed('Resend them?', { yes }))) throw new Failure('Nothing was resent.');
  let copies = 0;
  for (const dispatch of dispatches) copies += await resendUnknown(stores, dispatch, now);
  console.log(`${ink.bold(String(copies))} copies are sent once more. The dispatch keeps a note of it.`);
  console.log(ink.soft(`npx broadsheet edition status ${edition.id} shows how they end.`));
  return 0;
}
