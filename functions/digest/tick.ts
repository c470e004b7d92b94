import type { Edition } from '../domain/edition.ts';
import type { Account } from '../domain/mail.ts';
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
};

/**
 * One firing of the schedule. Open editions come first: that advances the slots of an edition whose freeze crashed right
 * after its commit, so the windows found due next cannot overlap it. Repeating a tick, or running two, changes nothing.
 */
export async function tick(ports: TickPorts, now: Date): Promise<TickReport> {
  const report: TickReport = { frozen: [], closed: [], shortfall: 0, forgotten: 0 };
  let waiting = 0;
  const carryOn = async (edition: Edition) => {
    const end = await settle(ports, edition, now);
    if ('waiting' in end) waiting += end.waiting;
    else report.closed.push({ id: edition.id, audience: edition.audience, ...end });
  };
  for (const id of await ports.editions.open()) {
    const edition = await ports.editions.get(id);
    if (edition?.state === 'OPEN') await carryOn(edition);
  }
  for (const due of await dueWindows(ports, now)) {
    const edition = await freeze(ports, due, now);
    if (edition?.state !== 'OPEN') continue;
    report.frozen.push({ id: edition.id, papers: edition.papers, audience: edition.audience });
    await carryOn(edition);
  }
  if (report.frozen.some(({ audience }) => audience > 0)) {
    report.shortfall = Math.max(0, waiting - (await ports.account()).remainingToday);
  }
  report.forgotten = await forgetUnconfirmed(ports, now);
  return report;
}
