import type { Dispatch, DispatchId, Edition } from '../domain/edition.ts';
import type { SesAccount } from '../domain/mail.ts';
import type { SourceState } from '../domain/source-state.ts';
import { closeDays } from './close.ts';
import { type CloseDispatchPorts, type Closing, closeDispatch } from './close-dispatch.ts';
import { type DispatchPorts, dispatchedAlready, dueEditions, makeDispatch } from './dispatch.ts';
import { forgetUnconfirmed, type UnconfirmedPorts } from './forget.ts';
import { type LearningPorts, learnInterests } from './learning.ts';
import { type RemindPorts, remindUnconfirmed } from './remind.ts';
import { judgeUploads, type UploadPorts } from './uploads.ts';

export type TickPorts = DispatchPorts &
  CloseDispatchPorts &
  UnconfirmedPorts &
  RemindPorts &
  LearningPorts &
  UploadPorts & {
    editions: { dispatch(id: DispatchId): Promise<Dispatch | undefined>; open(): Promise<DispatchId[]> };
    /** What SES lets this account send now. */
    account(): Promise<Pick<SesAccount, 'remainingToday'>>;
  };

/** What one tick did. */
export type TickReport = {
  editions: Pick<Edition, 'id' | 'papers' | 'leftOut'>[];
  dispatched: (DispatchId & { audience: number })[];
  missed: DispatchId[];
  closed: (DispatchId & { audience: number } & Closing)[];
  /**
   * How many waiting copies of open dispatches are beyond what is left of SES's daily quota. Only told when a dispatch is made,
   * because then there is still time to act.
   */
  shortfall: number;
  /** The health of the publisher's own uploads. Undefined if none are expected. */
  uploads: SourceState['health'];
  /** Unconfirmed sign-ups that were forgotten. */
  forgotten: number;
  /** Reminders asked of LETTERS. It is asked for each by up to four ticks, and sends it once. */
  reminded: number;
  /** Readers whose interests were learned. */
  learned: number;
  /** The steps that failed. All others were done. */
  failed: { what: string; error: unknown }[];
};

/**
 * Runs one tick: closes the days that are due to close, advances open dispatches, and makes those that are due. A step that fails
 * does not stop the others. Repeating a tick, or running two at once, is harmless.
 */
export async function tick(ports: TickPorts, now: Date): Promise<TickReport> {
  const report: TickReport = {
    editions: [],
    dispatched: [],
    missed: [],
    closed: [],
    shortfall: 0,
    uploads: undefined,
    forgotten: 0,
    reminded: 0,
    learned: 0,
    failed: [],
  };
  let waiting = 0;
  const failed = (what: string, error: unknown) => void report.failed.push({ what, error });
  const attempt = (what: string, step: () => Promise<void>) => step().catch((error: unknown) => failed(what, error));
  const advance = async (dispatch: Dispatch) => {
    const { edition, due, audience } = dispatch;
    const end = await closeDispatch(ports, dispatch, now);
    if ('waiting' in end) waiting += end.waiting;
    else report.closed.push({ edition, due, audience, ...end });
  };

  // Before days close, because an empty day says if uploads were late.
  await attempt('looking at uploads', async () => {
    report.uploads = (await judgeUploads(ports, now))?.health;
  });
  const closedDays = new Set<string>();
  await attempt('closing the day', async () => {
    for (const { id, day, papers, leftOut } of await closeDays(ports, now)) {
      report.editions.push({ id, papers, leftOut });
      closedDays.add(day);
    }
  });
  for (const id of await ports.editions.open()) {
    await attempt(nameOf(id), async () => {
      const dispatch = await ports.editions.dispatch(id);
      if (dispatch?.state === 'OPEN') await advance(dispatch);
    });
  }
  const isDispatched = dispatchedAlready(ports);
  for (const due of await dueEditions(ports, now, closedDays, failed)) {
    await attempt(nameOf(due), async () => {
      if (await isDispatched(due)) return;
      const dispatch = await makeDispatch(ports, due, now);
      if (dispatch?.state === 'MISSED') report.missed.push({ edition: dispatch.edition, due: dispatch.due });
      if (dispatch?.state !== 'OPEN') return;
      report.dispatched.push({ edition: dispatch.edition, due: dispatch.due, audience: dispatch.audience });
      await advance(dispatch);
    });
  }
  if (report.dispatched.length > 0) {
    await attempt('asking SES for the quota', async () => {
      report.shortfall = Math.max(0, waiting - (await ports.account()).remainingToday);
    });
  }
  await attempt('forgetting unconfirmed sign-ups', async () => {
    report.forgotten = await forgetUnconfirmed(ports, now);
  });
  await attempt('reminding unconfirmed sign-ups', async () => {
    report.reminded = await remindUnconfirmed(ports, now);
  });
  await attempt('learning interests', async () => {
    report.learned = await learnInterests(ports, now);
  });
  return report;
}

/** Throws if any step of a tick failed. Called last, so that the invocation fails after all else was done. */
export function failWith(failed: TickReport['failed']): void {
  if (failed.length === 0) return;
  const errors = failed.map(({ error }) => error);
  throw new AggregateError(errors, `the tick failed at: ${failed.map(({ what }) => what).join(', ')}`);
}

const nameOf = ({ edition, due }: DispatchId) => `${edition} due ${due}`;
