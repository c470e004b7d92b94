import { parseArgs } from 'node:util';
import * as z from 'zod';
import { recentEditions } from '../../../functions/digest/recent-editions.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { command, Failure, ink } from '../lib/command.ts';
import { dispatchName } from '../lib/edition-copies.ts';
import { call, cloudMails, cloudStatus, runningCloud } from '../lib/running-cloud.ts';
import { localStack } from '../lib/stack.ts';
import { storesOf } from '../lib/stack-stores.ts';

const HELP = `Moves the clock of the local cloud and waits until all work that is due is done.

  npx broadsheet tick --at 2026-03-19T08:00:00Z | --at +1d [--json]

  --at          an instant, or a distance from now: +15m, +2h, +1d
                The schedule runs two minutes past each quarter of an hour. If its next run is at most two minutes
                after that instant, the clock goes on to it, so 08:00 brings the mails of eight o'clock.
  --json        one JSON object

Exits 0 when done, 1 when it failed, 2 when used wrongly.`;

/** How many days are looked at for what is new. */
const RECENT = 60;

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const moved = z.object({ from: z.iso.datetime(), to: z.iso.datetime(), mails: z.int() });

const text = { type: 'string' } as const;

await command(HELP, async () => {
  const { values } = parseArgs({ options: { at: text, json: { type: 'boolean', default: false }, stage: text, state: text } });
  if (values.stage !== undefined)
    throw new Failure(
      'The clock of a deployed stack cannot be moved: its schedule runs two minutes past each quarter of an hour.',
      2,
    );
  if (values.at === undefined) throw new Failure('Say when with --at, such as --at 2026-03-19T08:00:00Z or --at +1d.', 2);
  const cloud = await runningCloud(values.state);
  const at = instant(values.at, new Date((await cloudStatus(cloud)).now));
  const overview = () => recentEditions(storesOf(localStack(cloud)), RECENT);
  const before = new Set((await overview()).flatMap(({ id, dispatches }) => [id, ...dispatches.map(dispatchName)]));
  const { from, to, mails } = await call(cloud, '/clock', moved, { at: at.toISOString() });
  const recent = (await overview()).reverse();
  const editions = recent.filter(({ id }) => !before.has(id));
  const dispatches = recent.flatMap((edition) => edition.dispatches).filter((one) => !before.has(dispatchName(one)));
  dispatches.sort((a, b) => (a.due < b.due ? -1 : 1));
  const arrived = mails > 0 ? (await cloudMails(cloud)).slice(-mails) : [];

  if (values.json) {
    console.log(JSON.stringify({ from, to, editions, dispatches, mails: arrived }));
    return 0;
  }
  console.log(`Clock     ${from.slice(0, 19)}Z ${ink.soft('→')} ${ink.bold(`${to.slice(0, 19)}Z`)}`);
  const list = (name: string, lines: string[]) =>
    console.log(lines.map((line, i) => (i ? ' '.repeat(10) : name.padEnd(10)) + line).join('\n'));
  const orNone = (lines: string[]) => (lines.length > 0 ? lines : ['none']);
  list('Editions', orNone(editions.map(({ id, papers }) => `${id}  ${counted(papers, 'paper')}`)));
  list('Sent', orNone(dispatches.map((one) => dispatchName(one) + (one.state === 'MISSED' ? ', too late to send' : ''))));
  list(
    'Mails',
    orNone(
      arrived
        .slice(0, 20)
        .map(
          ({ id, to: reader, subject }) => `${reader}  ${ink.bold(subject)}\n          ${ink.soft(`${cloud.inbox}/mails/${id}`)}`,
        ),
    ),
  );
  if (arrived.length > 20) console.log(`          and ${arrived.length - 20} more in the inbox ${cloud.inbox}`);
  if (mails === 0 && editions.every(({ papers }) => papers === 0))
    console.log(ink.soft('There is no news to send. npx broadsheet upload FILE brings some for the next morning.'));
  return 0;
});

function instant(text: string, now: Date): Date {
  const [, count, unit = ''] = /^\+(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (count) return new Date(now.getTime() + Number(count) * (UNITS[unit] ?? 0));
  // Requires an offset or Z, so that the zone is clear.
  const parsed = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]).safeParse(text);
  if (!parsed.success)
    throw new Failure(`${text} is neither an instant such as 2026-03-19T08:00:00Z nor a distance such as +1d.`, 2);
  return new Date(parsed.data);
}
