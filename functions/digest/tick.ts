import type { Edition } from '../domain/edition.ts';
import type { Account } from '../domain/mail.ts';
import { editionId } from '../domain/schedule.ts';
import { forgetUnconfirmed, type UnconfirmedPorts } from './forget.ts';
import { dueWindows, type FreezePorts, freeze } from './freeze.ts';
import { type Closing, type SettlePorts, settle } from './settle.ts';

export type TickPorts = FreezePorts &
  SettlePorts &
  UnconfirmedPorts & {
    editions: { get(id: string): Promise<Edition | undefined>; open(): Promise<string[]> };
    /** What SES lets this account send now. */
    account(): Promise<Pick<Account, 'remainingToday'>>;
  };

/**
 * What one tick did. `shortfall`: copies that wait, of all open editions, beyond what is left of SES's daily quota; told when
 * an edition is frozen, because that is when somebody can still do something about it.
 */
export type TickReport = {
  frozen: { id: string; papers: number; audience: number }[];
  closed: ({ id: string; audience: number } & Closing)[];
  shortfall: number;
  /** Sign-ups that nobody confirmed, forgotten. */
  forgotten: number;
  /** What could not be done: the id of an edition, the name of a slot, or a step that is for all editions. */
  failed: { what: string; error: unknown }[];
};

/**
 * One firing of the schedule. Open editions come first: that advances the slots of an edition whose freeze crashed right
 * after its commit, so the windows found due next cannot overlap it. Repeating a tick, or running two, changes nothing.
 * What fails for one edition or slot is reported and keeps no other waiting; the caller has to fail in the end (`failWith`).
 */
export async function tick(ports: TickPorts, now: Date): Promise<TickReport> {
  const report: TickReport = { frozen: [], closed: [], shortfall: 0, forgotten: 0, failed: [] };
  let waiting = 0;
  const failed = (what: string, error: unknown) => void report.failed.push({ what, error });
  const attempt = (what: string, work: () => Promise<void>) => work().catch((error: unknown) => failed(what, error));
  const carryOn = async (edition: Edition) => {
    const end = await settle(ports, edition, now);
    if ('waiting' in end) waiting += end.waiting;
    else report.closed.push({ id: edition.id, audience: edition.audience, ...end });
  };
  for (const id of await ports.editions.open()) {
    await attempt(id, async () => {
      const edition = await ports.editions.get(id);
      if (edition?.state === 'OPEN') await carryOn(edition);
    });
  }
  // Slots that such an edition did not move on are due again from where it begins: a window from there would repeat its papers.
  const stuck = new Set(report.failed.map(({ what }) => beginning(what)));
  for (const due of await dueWindows(ports, now, failed)) {
    const id = editionId(due);
    if (stuck.has(beginning(id))) continue;
    await attempt(id, async () => {
      const edition = await freeze(ports, due, now);
      if (edition?.state !== 'OPEN') return;
      report.frozen.push({ id, papers: edition.papers, audience: edition.audience });
      await carryOn(edition);
    });
  }
  if (report.frozen.some(({ audience }) => audience > 0)) {
    await attempt('the daily quota', async () => {
      report.shortfall = Math.max(0, waiting - (await ports.account()).remainingToday);
    });
  }
  await attempt('unconfirmed sign-ups', async () => {
    report.forgotten = await forgetUnconfirmed(ports, now);
  });
  return report;
}

/** Throws what failed in a tick, if anything did: an invocation that fails is counted as an error, and tried again. */
export function failWith(failed: TickReport['failed']): void {
  const names = failed.map(({ what }) => what).join(', ');
  if (failed.length > 0)
    throw new AggregateError(
      failed.map(({ error }) => error),
      `not done in this tick: ${names}`,
    );
}

/** An edition's id without the end of its window. */
const beginning = (id: string) => id.slice(0, id.lastIndexOf('-'));
