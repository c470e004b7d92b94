import { setTimeout as sleep } from 'node:timers/promises';
import type { Edition } from '../../functions/domain/edition.ts';
import { resendUnknown } from '../../functions/send/resend-unknown.ts';
import { Failure, ink, unread } from './command.ts';
import { DESK } from './desk.ts';
import { countCopies, describeEdition, ended, listEditions } from './edition-accounts.ts';
import { agreed, operate } from './operate.ts';
import { type Stack, timeOf } from './stack.ts';
import { recentEditions, storesOf } from './stores.ts';
import { redraws } from './table.ts';

const HELP = `Shows the next edition and edits it, shows where the copies of an edition stand, and resends what nobody can vouch for.

  npx broadsheet edition status [--json]                      the last editions
  npx broadsheet edition status <id> [--follow] [--json]      one edition, counted in its ledger
  npx broadsheet edition resend-unknown <id> [--yes]          send its UNKNOWN copies once more

  npx broadsheet edition preview [--weekly] [--open] [--json] the next edition: its papers, and both parts as files
  npx broadsheet edition pin <paper>                          put a paper first
  npx broadsheet edition drop <paper>                         leave a paper out
  npx broadsheet edition release <paper>                      neither: let the ranking decide again
  npx broadsheet edition note "..."                           a line from the editor on top; "" takes it back
  npx broadsheet edition test you@example.org [--weekly]      send the next edition to one address, marked as a test

A paper is meant by its id, its address or words of its title. Pins and drops hold for all editions that are frozen from then
on; a note for those of the day of the next house edition. What is frozen does not change any more.

An UNKNOWN copy may have arrived: SES broke off while it answered. Whoever got it gets a second one by resend-unknown
(at-least-once), which is why nothing ever does so by itself.

  --weekly      the week's edition instead of the day's
  --open        open the HTML part in the browser
  --follow      count again every second until every copy has ended
  --yes         resend without asking
  --json        one JSON object a line`;

/** Editions the list shows. */
const RECENT = 10;

const flag = { type: 'boolean', default: false } as const;

await operate(HELP, { follow: flag, yes: flag, open: flag, weekly: flag }, async ({ values, words, stack }) => {
  const [verb = '', id, ...more] = words;
  const desk = Object.hasOwn(DESK, verb) ? DESK[verb] : undefined;
  if (desk) return await desk(await stack(), words.slice(1).join(' '), values);
  if (more.length > 0 || (verb !== 'status' && verb !== 'resend-unknown')) {
    throw new Failure(`Say what to do: ${['status', 'resend-unknown', ...Object.keys(DESK)].join(', ')} (--help explains).`, 2);
  }
  if (verb === 'resend-unknown' && !id) throw new Failure('Name the edition whose UNKNOWN copies are to be resent.', 2);
  const here = await stack();
  if (verb === 'resend-unknown') return await resend(here, await find(here, id), values.yes);
  if (id) return await show(here, id, values);

  const recent = await recentEditions(here, RECENT);
  if (values.json) for (const edition of recent) console.log(JSON.stringify(edition));
  else console.log(recent.length > 0 ? listEditions(recent) : 'No edition has been frozen yet.');
  return 0;
});

async function find(stack: Stack, id = ''): Promise<Edition> {
  const edition = await storesOf(stack).editions.get(id);
  if (!edition) throw new Failure(`There is no edition ${id}. The last ones: npx broadsheet edition status`);
  return edition;
}

async function show(stack: Stack, id: string, { follow, json }: { follow: boolean; json: boolean }): Promise<number> {
  let drawn = 0;
  const over = unread().then(() => true);
  for (;;) {
    const edition = await find(stack, id);
    const accounts = await countCopies(storesOf(stack), edition);
    const text = json ? JSON.stringify({ ...edition, accounts }) : describeEdition(edition, accounts);
    if (redraws(process.stdout) && !json && drawn > 0) process.stdout.write(`\u001b[${drawn}A\u001b[J`);
    console.log(text);
    drawn = text.split('\n').length;
    if (!follow || ended(accounts) >= edition.audience) return 0;
    if (await Promise.race([over, sleep(1_000, false)])) return 0;
  }
}

async function resend(stack: Stack, edition: Edition, yes: boolean): Promise<number> {
  const now = await timeOf(stack);
  const { unknown, PENDING } = await countCopies(storesOf(stack), edition);
  if (unknown.length + PENDING === 0) {
    console.log(`No copy of ${edition.id} is UNKNOWN.`);
    return 0;
  }
  if (edition.expiresAt <= now.toISOString()) {
    throw new Failure(`${edition.id} expired at ${edition.expiresAt}: it is not sent any more. The web edition remains.`);
  }
  console.log(
    `${unknown.length} copies of ${edition.id} are UNKNOWN. Who got one after all gets a second: this is at-least-once.`,
  );
  if (!yes && !(await agreed('Resend them?'))) throw new Failure('Nothing was resent.');
  const copies = await resendUnknown(storesOf(stack), edition, now);
  console.log(`${ink.bold(String(copies))} copies are sent once more (at-least-once; noted in the edition).`);
  console.log(ink.soft(`npx broadsheet edition status ${edition.id} shows how they end.`));
  return 0;
}
