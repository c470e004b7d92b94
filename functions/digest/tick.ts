import type { Edition, Tally } from '../domain/edition.ts';
import { dueWindows, type FreezePorts, freeze } from './freeze.ts';
import { type SettlePorts, settle } from './settle.ts';

export type TickPorts = FreezePorts &
  SettlePorts & { editions: { get(id: string): Promise<Edition | undefined>; open(): Promise<string[]> } };

/** What one tick did. */
export type TickReport = {
  frozen: { id: string; papers: number; audience: number }[];
  closed: ({ id: string; audience: number } & Tally)[];
};

/**
 * One firing of the schedule. Open editions come first: that advances the slots of an edition whose freeze crashed right
 * after its commit, so the windows found due next cannot overlap it. Repeating a tick, or running two, changes nothing.
 */
export async function tick(ports: TickPorts, now: Date): Promise<TickReport> {
  const report: TickReport = { frozen: [], closed: [] };
  const carryOn = async (edition: Edition) => {
    const tally = await settle(ports, edition, now);
    if (tally) report.closed.push({ id: edition.id, audience: edition.audience, ...tally });
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
  return report;
}
