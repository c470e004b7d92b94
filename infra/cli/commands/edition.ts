import { writeFileSync } from 'node:fs';
import { audienceOf, recentEditions } from '../../../functions/digest/recent-editions.ts';
import { type Edition, isPrinted } from '../../../functions/domain/edition.ts';
import { REFERENCE_FORMATS, type ReferenceFormat, writeReferences } from '../../../functions/domain/references.ts';
import { isEditionId } from '../../../functions/domain/schedule.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { resendUnknown } from '../../../functions/send/resend-unknown.ts';
import { Failure, ink, written } from '../lib/command.ts';
import { EDITING } from '../lib/edit-edition.ts';
import { countCopies, describeEdition, dispatchName, listEditions, sumCopies } from '../lib/edition-copies.ts';
import { type Stack, timeOf } from '../lib/stack.ts';
import { agreed, print, stackCommand } from '../lib/stack-command.ts';
import { publisherOf, storesOf } from '../lib/stack-stores.ts';

const HELP = `Shows and edits the next edition, shows where the copies of an edition are, and resends UNKNOWN copies.

  npx broadsheet edition status [--json]                      the editions of the last days and weeks
  npx broadsheet edition status <id> [--json]                 one edition and its dispatches, counted in the ledger
  npx broadsheet edition resend-unknown <id> [--yes]          send its UNKNOWN copies once more

  npx broadsheet edition export <id> --format bibtex|ris|json|md [--out FILE]
                                                              its papers for a reference manager or a page

  npx broadsheet edition preview [--weekly] [--json]          the next edition: its papers, and both parts as files
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
  --closed      the closed edition to change
  --yes         resend without asking
  --json        one JSON object a line`;

const VERBS = ['status', 'resend-unknown', 'export'];

/** What an editor can do with an edition that has closed. */
const AFTER_CLOSE = ['note', 'drop', 'release'];

/** Days the list shows. */
const RECENT = 10;

const flag = { type: 'boolean', default: false } as const;

const text = { type: 'string' } as const;

await stackCommand(HELP, { yes: flag, weekly: flag, closed: text, format: text, out: text }, async ({ values, words, stack }) => {
  const [verb = '', id, ...more] = words;
  const edit = Object.hasOwn(EDITING, verb) ? EDITING[verb] : undefined;
  if (values.closed && !AFTER_CLOSE.includes(verb))
    throw new Failure(`After the close one can only ${AFTER_CLOSE.join(', ')} (--help explains).`, 2);
  if (edit) return await edit(await stack(), words.slice(1).join(' '), values);
  if (more.length > 0 || !VERBS.includes(verb))
    throw new Failure(`Say what to do: ${[...VERBS, ...Object.keys(EDITING)].join(', ')} (--help explains).`, 2);
  if (verb === 'resend-unknown' && !id) throw new Failure('Name the edition whose UNKNOWN copies you want to resend.', 2);
  if (verb === 'export' && !id)
    throw new Failure('Name the edition to export: npx broadsheet edition export 2026-03-18 --format bibtex', 2);
  const format = REFERENCE_FORMATS.find((name) => name === values.format);
  if (verb === 'export' && !format) throw new Failure(`Say --format ${REFERENCE_FORMATS.join(', ')}.`, 2);
  const here = await stack();
  if (!id) {
    const recent = await recentEditions(storesOf(here), RECENT);
    print(values.json, recent, () => (recent.length > 0 ? listEditions(recent) : 'No edition has closed yet.'));
    return 0;
  }
  const edition = await find(here, id);
  if (verb === 'resend-unknown') return await resend(here, edition, values.yes);
  if (verb === 'export' && format) return await exported(here, edition, format, values.out);
  const dispatches = await countCopies(storesOf(here), edition);
  const told = { ...edition, audience: audienceOf(dispatches), copies: sumCopies(dispatches), dispatches };
  print(values.json, told, () => describeEdition(edition, dispatches));
  return 0;
});

async function find(stack: Stack, id: string): Promise<Edition> {
  const edition = isEditionId(id) && (await storesOf(stack).editions.get(id));
  if (!edition) throw new Failure(`There is no edition ${id}. The last ones: npx broadsheet edition status`);
  return edition;
}

/** Writes the papers of an edition, as its page offers them. */
async function exported(stack: Stack, edition: Edition, format: ReferenceFormat, out: string | undefined): Promise<number> {
  if (!isPrinted(edition)) throw new Failure(`The edition ${edition.id} has no papers.`);
  const papers = await storesOf(stack).files.papers(edition);
  const text = writeReferences(format, `${publisherOf(stack).publication.listName}, ${edition.id}`, papers);
  if (!out) {
    process.stdout.write(text);
    return 0;
  }
  written(out, () => writeFileSync(out, text));
  console.log(`${counted(papers.length, 'paper')} of ${edition.id}: ${out}`);
  return 0;
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
