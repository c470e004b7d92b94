import { $ZodError } from 'zod/v4/core';
import type { breaker } from '../domain/breaker.ts';
import { type Dispatch, type DispatchId, type Edition, isPrinted, type Tally } from '../domain/edition.ts';
import { whyEmpty } from '../domain/empty-day.ts';
import { isPersonal } from '../domain/interests/for-you.ts';
import {
  type Claim,
  type CopyEnd,
  type CopyKey,
  cameWith,
  HISTORY_DAYS,
  hasMail,
  isOpenTo,
  type LedgerRow,
  MOVED,
  owed,
  tallyOf,
} from '../domain/ledger.ts';
import { type Mail, NOT_VERIFIED, type SendOutcome, type SesAccount } from '../domain/mail.ts';
import { NOTHING_FOR_YOU, type Reader, skipReason } from '../domain/reader.ts';
import { addDays, daysOf } from '../domain/schedule.ts';
import { dayInWords } from '../domain/wording.ts';
import { type AssembleNotice, type CopyPorts, copiesOf, type OwnLinks, type Rendered } from './copies.ts';
import { digestMail, type List } from './digest-mail.ts';

/** A call of SES may take 10 s. None starts if the claim or the invocation has less than this left, ms. */
export const NEEDED_MS = 15_000;

/** SES frees its quota over a day, so a dispatch that met the quota may be sent for a day after it was due, ms. */
const QUOTA_WAIT_MS = 24 * 3_600_000;

/** How long to wait after SES was busy, ms. */
const BUSY_MS = 1_000;

/** When SES refuses this many copies in a row, the sender counts as the reason, and the run stops. */
const REFUSED_IN_A_ROW = 3;

export type SendPorts = CopyPorts & {
  assembleNotice: AssembleNotice;
  editions: {
    dispatch(id: DispatchId): Promise<Dispatch | undefined>;
    finishBatch(id: DispatchId, batch: number, counts: Tally, at: Date): Promise<void>;
    extend(id: DispatchId, until: Date): Promise<void>;
  };
  files: { batch(dispatch: Dispatch, batch: number): Promise<string[]> };
  ledger: {
    rows(edition: string, readerIds: readonly string[]): Promise<Map<string, LedgerRow>>;
    history(readerId: string, from: string): Promise<LedgerRow[]>;
    claim(copy: CopyKey & { dispatch: string }, seen: LedgerRow | undefined, now: Date): Promise<Claim | undefined>;
    end(claim: Claim, end: CopyEnd, at: Date): Promise<boolean>;
    release(claim: Claim): Promise<boolean>;
    skip(copy: CopyKey, seen: LedgerRow | undefined, reason: string, at: Date): Promise<boolean>;
  };
  readers: { get(readerId: string): Promise<Reader | undefined> };
  mailer: { account(): Promise<SesAccount>; send(mail: Mail): Promise<SendOutcome> };
  /** Why all digests are paused, or undefined. Called before every copy, so it answers from memory most of the time. */
  paused(): Promise<string | undefined>;
  /** Counts mails towards the share of bounces and complaints. */
  count(kind: 'sent', n: number, at: Date): Promise<void>;
  /** Waits until one more mail may be sent at this rate, over all workers. */
  pace(ratePerSecond: number): Promise<void>;
  /**
   * Gets what makes a reader's links, once a batch: nothing may be awaited between reading a reader's consent and calling SES.
   */
  links(): Promise<(reader: Reader) => OwnLinks>;
  /** Each worker has its own, and keeps it over its batches. */
  breaker: ReturnType<typeof breaker>;
  list: List;
  now(): Date;
  sleep(ms: number): Promise<void>;
};

/** Why a worker left copies for a later tick. */
type Halt = 'disabled' | 'paused' | 'quota' | 'breaker' | 'expired' | 'deadline' | `stopped:${string}`;

/**
 * What one worker did to one batch. Copies that other workers ended do not count. `unverified`: how many copies were REJECTED
 * because the account is in SES's sandbox and their readers are not verified.
 */
export type SendReport = Tally & { halt: Halt | undefined; unverified?: number };

/**
 * Sends the copies of one batch that have not ended, until `deadline`. Each copy is claimed by one conditional write; the ledger
 * says which days the reader is owed; then consent is read; SES is called at most once for a claim; what its answer proves is
 * recorded. No copy is sent again that SES may have accepted. Copies that are left stay pending: a later tick queues the batch
 * again.
 */
export async function sendBatch(ports: SendPorts, id: DispatchId, batch: number, deadline: Date): Promise<SendReport> {
  const report: SendReport = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, halt: undefined };
  const [dispatch, edition] = await Promise.all([ports.editions.dispatch(id), ports.editions.get(id.edition)]);
  const parts = edition?.files?.parts ?? edition?.notice;
  if (!dispatch || !edition || !parts) throw new Error(`there is no dispatch of ${id.edition} at ${id.due}`);
  if (dispatch.state === 'CLOSED') return report;
  const account = await ports.mailer.account();
  if (!account.enabled) return { ...report, halt: 'disabled' };
  if (await ports.paused()) return { ...report, halt: 'paused' };
  if (ports.breaker.isOpen(ports.now())) return { ...report, halt: 'breaker' };
  if (account.remainingToday <= 0) return waitForQuota(ports, dispatch, { ...report, halt: 'quota' });
  const readerIds = await ports.files.batch(dispatch, batch);
  const rows = await ports.ledger.rows(edition.id, readerIds);
  const waiting = readerIds
    .map((readerId) => ({ readerId, seen: rows.get(readerId) }))
    .filter(({ seen }) => isOpenTo(dispatch.due, seen))
    // Copies that were tried before come last: those that SES refuses again and again must not hold up the others.
    .sort((a, b) => Number(a.seen !== undefined) - Number(b.seen !== undefined));
  const copies = isPrinted(edition) ? copiesOf(ports, edition) : undefined;
  const { frame } = await ports.parts({ id: edition.id, files: { parts } });
  const why = copies ? 'the edition has nothing of what you follow, and you want only that.' : whyEmpty(edition);
  const usual = edition.recent.map(({ day }) => day).filter((day) => daysOf(edition.id)?.includes(day));
  const linksOf = await ports.links();
  // Most copies bring these days. They are assembled before the first consent is read.
  await copies?.assemble(usual, false);
  const run: Run = {
    dispatch,
    edition,
    copies,
    notice: ports.assembleNotice(frame, { date: dayInWords(edition.day, ports.language), personal: Boolean(copies), why }),
    linksOf,
    deadline,
    rate: account.ratePerSecond,
    report,
    waiting,
    refused: [],
  };
  const loops = Array.from({ length: Math.min(ports.breaker.concurrency(), waiting.length) }, () => sendCopies(ports, run));
  // When a loop fails, the others may be in the middle of a call: wait for all.
  const failed = (await Promise.allSettled(loops)).find((end) => end.status === 'rejected');
  if (report.SENT > 0) await ports.count('sent', report.SENT, ports.now());
  if (failed) throw failed.reason;
  if (!report.halt) await reject(ports, run, run.refused);
  if (report.halt === 'deadline' && report.SENT === 0 && run.busy) report.halt = `stopped:${run.busy}`;
  const tally = tallyOf(dispatch.due, readerIds, await ports.ledger.rows(edition.id, readerIds));
  if (tally) await ports.editions.finishBatch(dispatch, batch, tally, ports.now());
  return report.halt === 'quota' ? waitForQuota(ports, dispatch, report) : report;
}

/** Lets the dispatch expire later. */
async function waitForQuota({ editions }: SendPorts, dispatch: Dispatch, report: SendReport): Promise<SendReport> {
  await editions.extend(dispatch, new Date(Date.parse(dispatch.due) + QUOTA_WAIT_MS));
  return report;
}

type Run = {
  dispatch: Dispatch;
  edition: Edition;
  /** Undefined if the edition has no papers. */
  copies: ReturnType<typeof copiesOf> | undefined;
  /** Makes the mail that says that there is nothing to read. */
  notice: (own: OwnLinks) => Rendered;
  linksOf: (reader: Reader) => OwnLinks;
  deadline: Date;
  rate: number;
  report: SendReport;
  waiting: { readerId: string; seen: LedgerRow | undefined }[];
  /** Copies that SES refused after it last accepted one. */
  refused: { claim: Claim; code: string; release: Promise<boolean> }[];
  /** What SES answered when it was last busy. */
  busy?: string;
};

/** Sends copies one after another until none is left or the run is halted. */
async function sendCopies(ports: SendPorts, run: Run): Promise<void> {
  for (;;) {
    run.report.halt ??= ports.breaker.isOpen(ports.now()) ? 'breaker' : haltByTime(run, ports.now());
    const next = run.report.halt ? undefined : run.waiting.shift();
    if (!next) return;
    await ports.pace(run.rate);
    if (await ports.paused()) run.report.halt ??= 'paused';
    else await deliver(ports, run, next.readerId, next.seen);
  }
}

function haltByTime({ dispatch, deadline }: Pick<Run, 'dispatch' | 'deadline'>, now: Date): Halt | undefined {
  if (now.toISOString() >= dispatch.expiresAt) return 'expired';
  return deadline.getTime() - now.getTime() < NEEDED_MS ? 'deadline' : undefined;
}

async function deliver(ports: SendPorts, run: Run, readerId: string, seen: LedgerRow | undefined): Promise<void> {
  const { edition, dispatch, report } = run;
  const claim = await ports.ledger.claim({ edition: edition.id, dispatch: dispatch.due, readerId }, seen, ports.now());
  if (!claim) return;
  const endCopy = async (state: CopyEnd['state'], detail: string) => {
    if (await ports.ledger.end(claim, { state, detail }, ports.now())) report[state]++;
  };
  const prepared = await prepare(ports, run, claim);
  if (typeof prepared === 'string') return endCopy('SKIPPED', prepared);
  const { reader, own, rendered } = prepared;
  const mail = digestMail(reader, edition.id, rendered, own, ports.list);
  report.halt ??= haltByTime({ dispatch, deadline: earlier(claim.claimedUntil, run.deadline) }, ports.now());
  if (report.halt) {
    await ports.ledger.release(claim);
    return;
  }
  const outcome = await ports.mailer.send(mail);
  ports.breaker.record(outcome.kind === 'unknown', ports.now());
  switch (outcome.kind) {
    // These two change `run.refused` before they await anything, so that the answers in all loops count in their order.
    case 'sent': {
      const refused = report.halt ? [] : run.refused.splice(0);
      await endCopy('SENT', outcome.messageId);
      return reject(ports, run, refused);
    }
    case 'refused': {
      const release = ports.ledger.release(claim);
      run.refused.push({ claim, code: outcome.code, release });
      if (run.refused.length >= REFUSED_IN_A_ROW) report.halt ??= `stopped:${outcome.code}`;
      await release;
      return;
    }
    case 'rejected':
      if (outcome.code === NOT_VERIFIED) report.unverified = (report.unverified ?? 0) + 1;
      return endCopy('REJECTED', outcome.code);
    case 'unknown':
      return endCopy('UNKNOWN', outcome.code);
    case 'quota':
    case 'stopped':
      report.halt ??= outcome.kind === 'quota' ? 'quota' : `stopped:${outcome.code}`;
      await ports.ledger.release(claim);
      return;
    case 'busy':
      run.busy = outcome.code;
      if (await ports.ledger.release(claim)) run.waiting.push({ readerId, seen: released(claim) });
      await ports.sleep(BUSY_MS);
  }
}

/** The row of a claim after its release. */
const released = ({ claimedUntil: _, ...claim }: Claim): LedgerRow => ({ ...claim, state: 'PENDING', at: claim.dispatch });

/**
 * Ends copies as REJECTED that SES refused for their own sake: it accepted another since, or too few were refused to blame the
 * sender. Their claims were released when SES refused them, so each is claimed again to end. If the worker dies in between, the
 * next run tries them again.
 */
async function reject({ ledger, now }: SendPorts, { report }: Run, refused: Run['refused']): Promise<void> {
  for (const { claim, code, release } of refused) {
    const again = (await release) && (await ledger.claim(claim, released(claim), now()));
    if (again && (await ledger.end(again, { state: 'REJECTED', detail: code }, now()))) report.REJECTED++;
  }
}

/**
 * Makes the mail of a claimed copy, or says why the copy is skipped. The reader's row, which holds consent and interests, is read
 * after the claim. It is read once more if the copy had to be assembled after that: consent must be newer than all else. A row
 * that breaks its schema ends this copy only. When a table does not answer, nothing was sent: the claim is released and this
 * throws, so that the message comes again.
 */
async function prepare(ports: SendPorts, run: Run, claim: Claim) {
  const due = { due: new Date(run.dispatch.due), weekly: run.edition.frequency === 'weekly' };
  try {
    const history = await ports.ledger.history(claim.readerId, addDays(run.edition.day, -HISTORY_DAYS));
    const before = await ports.readers.get(claim.readerId);
    const first = skipReason(before, due, ports.now());
    if (!before || first) return first ?? 'erased';
    const copy = { edition: run.edition.id, day: run.edition.day, due: due.due, recent: run.edition.recent };
    const { tellEmptyDays } = before.preferences ?? {};
    if (!run.copies) {
      if (!tellEmptyDays || !before.preferences || hasMail(copy, before.preferences, history)) return MOVED;
      const own = run.linksOf(before);
      return { reader: before, own, rendered: run.notice(own) };
    }
    const owing = owed(copy, before, history);
    const days = await takeMissedDays(ports, claim, owing, history);
    if (days.length === 0) return MOVED;
    const personal = isPersonal(before);
    const ready = owing.beyond.length === 0 ? run.copies.ready(days, personal) : undefined;
    const renderer = ready ?? (await run.copies.assemble(days, personal));
    const reader = ready ? before : await ports.readers.get(claim.readerId);
    const why = skipReason(reader, due, ports.now());
    if (!reader || why) return why ?? 'erased';
    const own = run.linksOf(reader);
    const rendered = renderer.personal(own, reader) ?? (reader.preferences?.tellEmptyDays ? run.notice(own) : undefined);
    return rendered ? { reader, own, rendered } : NOTHING_FOR_YOU;
  } catch (error) {
    if (error instanceof $ZodError) return 'unreadable';
    await ports.ledger.release(claim);
    throw error;
  }
}

/**
 * Takes the days beyond the edition's own for this copy, so that no other copy brings them. Returns all days that this copy
 * brings.
 */
async function takeMissedDays(
  { ledger, now }: SendPorts,
  { edition, readerId }: Claim,
  { days, beyond }: ReturnType<typeof owed>,
  history: readonly LedgerRow[],
): Promise<string[]> {
  const others = new Set<string>();
  for (const day of beyond) {
    const seen = history.find((row) => row.edition === day);
    if (seen?.detail === cameWith(edition)) continue;
    if (!(await ledger.skip({ edition: day, readerId }, seen, cameWith(edition), now()))) others.add(day);
  }
  return days.filter((day) => !others.has(day));
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);
