import pMap from 'p-map';
import { audienceOf, type Overview } from '../../../functions/digest/recent-editions.ts';
import { batchesOf, type Dispatch, type Edition } from '../../../functions/domain/edition.ts';
import type { LedgerRow } from '../../../functions/domain/ledger.ts';
import { counted } from '../../../functions/domain/wording.ts';
import { ink } from './command.ts';
import type { storesOf } from './stack-stores.ts';
import { columns } from './table.ts';

type Stores = ReturnType<typeof storesOf>;

/** Batches that are read at once. */
const AT_ONCE = 16;

/**
 * How many copies are in which state, counted in the ledger. `untried`: no row yet. `gap`: no row although the dispatch has
 * closed. `unknown`: the readers of UNKNOWN copies.
 */
export type CopyCounts = Record<LedgerRow['state'], number> & { untried: number; gap: number; unknown: string[] };

const COUNTS = ['SENT', 'REJECTED', 'SKIPPED', 'UNKNOWN', 'CLAIMED', 'PENDING', 'untried', 'gap'] as const;
const noCopies = (): CopyCounts => ({
  SENT: 0,
  REJECTED: 0,
  SKIPPED: 0,
  UNKNOWN: 0,
  CLAIMED: 0,
  PENDING: 0,
  untried: 0,
  gap: 0,
  unknown: [],
});

/** A dispatch and the states of its copies. */
export type Counted = Dispatch & { copies: CopyCounts };

/** Counts the copies of each dispatch of an edition, in the order the dispatches were due. */
export async function countCopies(stores: Pick<Stores, 'editions' | 'files' | 'ledger'>, edition: Edition): Promise<Counted[]> {
  const counted: Counted[] = [];
  for (const dispatch of await stores.editions.dispatches(edition.id))
    counted.push({ ...dispatch, copies: await countDispatch(stores, dispatch) });
  return counted;
}

async function countDispatch({ files, ledger }: Pick<Stores, 'files' | 'ledger'>, dispatch: Dispatch): Promise<CopyCounts> {
  const copies = noCopies();
  if (dispatch.state === 'MISSED') return copies;
  const batches = Array.from({ length: batchesOf(dispatch.audience) }, (_, batch) => batch);
  const readersOf = await files.batches(dispatch, batches);
  const all = await pMap(
    batches,
    async (batch) => {
      const readerIds = readersOf(batch);
      const rows = await ledger.rows(dispatch.edition, readerIds);
      return readerIds.map((readerId) => rows.get(readerId));
    },
    { concurrency: AT_ONCE },
  );
  const rows = all.flat();
  // Rows expire; the dispatch keeps their sum.
  if (dispatch.tally && rows.every((row) => row === undefined)) return { ...copies, ...dispatch.tally };
  for (const row of rows) {
    if (!row) continue;
    const own = row.dispatch === undefined || row.dispatch === dispatch.due;
    copies[own ? row.state : 'SKIPPED'] += 1;
    if (own && row.state === 'UNKNOWN') copies.unknown.push(row.readerId);
  }
  const missing = dispatch.audience - rows.filter(Boolean).length;
  if (dispatch.state === 'OPEN') copies.untried = missing;
  else copies.gap = missing;
  return copies;
}

/** Adds up the copies of several dispatches. */
export function sumCopies(dispatches: readonly Counted[]): CopyCounts {
  const total = noCopies();
  for (const { copies } of dispatches) {
    for (const count of COUNTS) total[count] += copies[count];
    total.unknown.push(...copies.unknown);
  }
  return total;
}

/** How many copies have ended, in one of the four final states. */
const endedCopies = ({ SENT, REJECTED, SKIPPED, UNKNOWN }: CopyCounts) => SENT + REJECTED + SKIPPED + UNKNOWN;

/** How many reader ids are printed; `--json` has them all. */
const SHOWN = 20;

const number = (n: number) => n.toLocaleString('en');
const instant = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** An edition and its dispatches in a few aligned lines. */
export function describeEdition(edition: Edition, dispatches: readonly Counted[]): string {
  const total = sumCopies(dispatches);
  const { SENT, REJECTED, SKIPPED, UNKNOWN, CLAIMED, PENDING, untried, gap, unknown } = total;
  const audience = audienceOf(dispatches);
  const line = (name: string, value: string) => `  ${name.padEnd(11)}${value}`;
  const share = audience > 0 ? endedCopies(total) / audience : 1;
  const counts = Object.entries({ SENT, REJECTED, SKIPPED, UNKNOWN }).map(([state, n]) => `${number(n)} ${state}`);
  const resent = dispatches.flatMap(({ resent = [] }) => resent);
  const dropped = edition.dropped?.length ? `, ${number(edition.dropped.length)} dropped since` : '';
  const left = edition.leftOut > 0 ? `, ${number(edition.leftOut)} left out` : '';
  return [
    `${ink.bold(edition.id)}  ${edition.state}`,
    line('Papers', number(edition.papers) + dropped + left),
    ...(edition.note ? [line('Note', edition.note)] : []),
    line('News', `from ${instant(edition.start)} to ${instant(edition.end)}`),
    line('Made', instant(edition.madeAt)),
    line('Copies', `${number(endedCopies(total))} of ${number(audience)} (${Math.floor(share * 100)} %)`),
    line('', counts.join(ink.soft(' · '))),
    ...(endedCopies(total) < audience ? [line('', `${number(CLAIMED)} under way, ${number(PENDING + untried)} waiting`)] : []),
    ...unknown.slice(0, SHOWN).map((readerId, i) => line(i === 0 ? 'Unknown' : '', readerId)),
    ...(unknown.length > SHOWN ? [line('', `and ${number(unknown.length - SHOWN)} more (--json lists all)`)] : []),
    ...resent.map(({ at, copies }) => line('Resent', `${number(copies)} copies at ${instant(at)}`)),
    ...(gap === 0 ? [] : [line('Gap', ink.bad(`${number(gap)} copies do not add up: docs/operate.md, Digest/LedgerGap`))]),
    ...(dispatches.length > 0 ? ['', listDispatches(dispatches)] : []),
  ].join('\n');
}

function listDispatches(dispatches: readonly Counted[]): string {
  return columns(
    ['Due', 'State', 'Readers', 'Copies', 'Expires'],
    dispatches.map(({ due, state, audience, expiresAt, copies }) => {
      const { SENT, REJECTED, SKIPPED, UNKNOWN, CLAIMED, PENDING, untried } = copies;
      const told = some({ SENT, REJECTED, SKIPPED, UNKNOWN, waiting: CLAIMED + PENDING + untried });
      return [instant(due), state, audience, told, instant(expiresAt)];
    }),
  );
}

/** The last editions, newest first, one a line. Copies count only when their dispatch has closed. */
export function listEditions(editions: readonly Overview[]): string {
  return columns(
    ['Edition', 'State', 'Papers', 'Dispatches', 'Readers', 'Copies'],
    editions.map(({ id, state, papers, dispatches, audience, tally }) => {
      const of = (wanted: Dispatch['state']) => dispatches.filter((dispatch) => dispatch.state === wanted).length;
      return [id, state, papers, some({ CLOSED: of('CLOSED'), OPEN: of('OPEN'), MISSED: of('MISSED') }), audience, some(tally)];
    }),
  );
}

/** Counts that are not nought: `3 SENT · 1 UNKNOWN`. */
const some = (counts: Record<string, number>) =>
  Object.entries(counts)
    .flatMap(([state, n]) => (n > 0 ? [`${number(n)} ${state}`] : []))
    .join(ink.soft(' · '));

/** `2026-03-18 due 2026-03-18 08:00 UTC, 3 readers`. */
export const dispatchName = ({ edition, due, audience }: Dispatch) =>
  `${edition} due ${instant(due)}, ${counted(audience, 'reader')}`;
