import pMap from 'p-map';
import { batchesOf, type Edition } from '../../functions/domain/edition.ts';
import type { LedgerRow } from '../../functions/domain/ledger.ts';
import { ink } from './command.ts';
import type { storesOf } from './stores.ts';
import { bar, columns, counted } from './table.ts';

/** Where the copies of an edition stand now, counted in the ledger itself, and whose fate is unknown. */
export type Accounts = Record<LedgerRow['state'], number> & { untried: number; gap: number; unknown: string[] };

/** Counts an edition. Rows whose reader nobody froze show as a negative `gap`. */
export async function countCopies({ ledger }: Pick<ReturnType<typeof storesOf>, 'ledger'>, edition: Edition): Promise<Accounts> {
  const accounts: Accounts = {
    SENT: 0,
    REJECTED: 0,
    SKIPPED: 0,
    UNKNOWN: 0,
    CLAIMED: 0,
    PENDING: 0,
    untried: 0,
    gap: 0,
    unknown: [],
  };
  const batches = Array.from({ length: batchesOf(edition.audience) }, (_, batch) => batch);
  const rows = await pMap(batches, async (batch) => [...(await ledger.rows(edition.id, batch)).values()], { concurrency: 16 });
  for (const { state, readerId } of rows.flat()) {
    accounts[state] += 1;
    if (state === 'UNKNOWN') accounts.unknown.push(readerId);
  }
  // Its rows are gone after a while; the edition keeps their sum.
  if (edition.tally && rows.every((batch) => batch.length === 0)) return { ...accounts, ...edition.tally };
  const missing = edition.audience - rows.flat().length;
  if (edition.state === 'OPEN' && missing > 0) accounts.untried = missing;
  else accounts.gap = missing;
  return accounts;
}

/** How many copies have ended, in one of the four final states. */
export const ended = ({ SENT, REJECTED, SKIPPED, UNKNOWN }: Accounts) => SENT + REJECTED + SKIPPED + UNKNOWN;

/** Reader ids a page shows; `--json` has them all. */
const SHOWN = 20;

/** An edition and its accounts in a few aligned lines. */
export function describeEdition(edition: Edition, accounts: Accounts): string {
  const { SENT, REJECTED, SKIPPED, UNKNOWN, CLAIMED, PENDING, untried, gap, unknown } = accounts;
  const number = (n: number) => n.toLocaleString('en');
  const line = (name: string, value: string) => `  ${name.padEnd(11)}${value}`;
  const instant = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`;
  const share = edition.audience > 0 ? ended(accounts) / edition.audience : 1;
  const counts = Object.entries({ SENT, REJECTED, SKIPPED, UNKNOWN }).map(([state, n]) => `${number(n)} ${state}`);
  return [
    `${ink.bold(edition.id)}  ${edition.state}`,
    line('Papers', number(edition.papers)),
    ...(edition.note ? [line('Note', edition.note)] : []),
    line('Frozen', `${instant(edition.frozenAt)} for ${counted(edition.audience, 'reader')}`),
    edition.closedAt ? line('Closed', instant(edition.closedAt)) : line('Expires', instant(edition.expiresAt)),
    line('Copies', `${bar(share, 30)} ${number(ended(accounts))} of ${number(edition.audience)} (${Math.floor(share * 100)} %)`),
    line('', counts.join(ink.soft(' · '))),
    ...(edition.state === 'OPEN' ? [line('', `${number(CLAIMED)} under way, ${number(PENDING + untried)} waiting`)] : []),
    ...unknown.slice(0, SHOWN).map((readerId, i) => line(i === 0 ? 'Unknown' : '', readerId)),
    ...(unknown.length > SHOWN ? [line('', `and ${number(unknown.length - SHOWN)} more (--json lists all)`)] : []),
    ...(edition.resent ?? []).map(({ at, copies }) =>
      line('Resent', `${number(copies)} copies at ${instant(at)}: at-least-once`),
    ),
    ...(gap === 0 ? [] : [line('Gap', ink.bad(`${number(gap)} copies do not add up: docs/runbook.md, Digest/LedgerGap`))]),
  ].join('\n');
}

/** The last editions, newest first, one a line. */
export function listEditions(editions: Edition[]): string {
  return columns(
    ['Edition', 'State', 'Papers', 'Readers', 'Sent', 'Rejected', 'Skipped', 'Unknown'],
    editions.map(({ id, state, papers, audience, tally }) => {
      const { SENT, REJECTED, SKIPPED, UNKNOWN } = tally ?? {};
      return [id, state, papers, audience, ...[SENT, REJECTED, SKIPPED, UNKNOWN].map((n) => n ?? '')];
    }),
  );
}
