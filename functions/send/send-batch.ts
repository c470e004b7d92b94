import { $ZodError } from 'zod/v4/core';
import type { breaker } from '../domain/breaker.ts';
import type { Edition, Parts, Tally } from '../domain/edition.ts';
import { type Claim, type Copy, type LedgerRow, type Settlement, tallyOf } from '../domain/ledger.ts';
import type { Account, SendOutcome } from '../domain/mail.ts';
import { objection, type Reader } from '../domain/reader.ts';
import { digestMail, type Links, type List } from './digest-mail.ts';

/** A call of SES may take 10 s; a claim or an invocation with less than this left, ms, starts none. */
export const NEEDED_MS = 15_000;

/** The quota frees over a day, so what it parked may be sent for a day, ms. */
const PARKED_MS = 24 * 3_600_000;

/** How long to wait after SES says "slower", ms. */
const BUSY_MS = 1_000;

/** So many copies that SES refuses in a row, and the sender is taken for the reason. */
const REFUSED_IN_A_ROW = 3;

export type SendPorts = {
  editions: {
    get(id: string): Promise<Edition | undefined>;
    finishBatch(id: string, batch: number, counts: Tally, at: Date): Promise<void>;
    extend(id: string, until: Date): Promise<void>;
  };
  files: { batch(edition: Edition, batch: number): Promise<string[]>; parts(edition: Edition): Promise<Parts> };
  ledger: {
    rows(edition: string, batch: number): Promise<Map<string, LedgerRow>>;
    claim(copy: Copy, previous: number, now: Date): Promise<Claim | undefined>;
    settle(claim: Claim, end: Settlement, at: Date): Promise<boolean>;
    release(claim: Claim): Promise<boolean>;
  };
  readers: { get(readerId: string): Promise<Reader | undefined> };
  mailer: { account(): Promise<Account>; send(mail: ReturnType<typeof digestMail>): Promise<SendOutcome> };
  /** Why all sending is stopped, if it is. Asked before every copy, so it answers from memory most of the time. */
  paused(): Promise<string | undefined>;
  /** Counts mails towards the share of bounces and complaints. */
  count(kind: 'sent', n: number, at: Date): Promise<void>;
  take(ratePerSecond: number): Promise<void>;
  /** What makes a reader's links. Asked for once a batch: between a reader's consent and the call of SES nothing is awaited. */
  links(): Promise<(reader: Reader) => Links>;
  /** The worker's own, kept over its batches. */
  breaker: ReturnType<typeof breaker>;
  list: List;
  now(): Date;
  sleep(ms: number): Promise<void>;
};

/** Why a worker left copies for a later tick. */
type Halt = 'disabled' | 'paused' | 'quota' | 'breaker' | 'expired' | 'deadline' | `stopped:${string}`;

/** What one worker did to one batch. Copies others have settled are not in it. */
export type SendReport = Tally & { halt: Halt | undefined };

/**
 * Delivers what is left of one batch, until `deadline`. Each copy is claimed by one conditional write, consent is read again
 * after the claim, SES is called at most once for a claim, and what it proved is recorded. Nothing here resends what may
 * have been accepted. Copies left over stay pending: a later tick queues the batch again.
 */
export async function sendBatch(ports: SendPorts, id: string, batch: number, deadline: Date): Promise<SendReport> {
  const report: SendReport = { SENT: 0, REJECTED: 0, SKIPPED: 0, UNKNOWN: 0, halt: undefined };
  const edition = await ports.editions.get(id);
  if (!edition) throw new Error(`there is no edition ${id}`);
  if (edition.state === 'CLOSED') return report;
  const account = await ports.mailer.account();
  if (!account.enabled) return { ...report, halt: 'disabled' };
  if (await ports.paused()) return { ...report, halt: 'paused' };
  if (ports.breaker.isOpen(ports.now())) return { ...report, halt: 'breaker' };
  if (account.remainingToday <= 0) return park(ports, edition, { ...report, halt: 'quota' });
  const readerIds = await ports.files.batch(edition, batch);
  const rows = await ports.ledger.rows(id, batch);
  const waiting = readerIds
    .map((readerId) => ({ readerId, state: rows.get(readerId)?.state, previous: rows.get(readerId)?.attempt ?? 0 }))
    .filter(({ state }) => state === undefined || state === 'PENDING');
  const [parts, linksOf] = await Promise.all([ports.files.parts(edition), ports.links()]);
  // Who was given back comes last: what SES refuses again and again must not keep the others waiting.
  waiting.sort((a, b) => Number(a.previous > 0) - Number(b.previous > 0));
  const run: Run = { edition, batch, parts, linksOf, deadline, rate: account.ratePerSecond, report, waiting, refused: [] };
  const lanes = Array.from({ length: Math.min(ports.breaker.lanes(), waiting.length) }, () => lane(ports, run));
  // A lane that fails must not leave others behind in the middle of a call: all come to their end first.
  const failed = (await Promise.allSettled(lanes)).find((end) => end.status === 'rejected');
  if (report.SENT > 0) await ports.count('sent', report.SENT, ports.now());
  if (failed) throw failed.reason;
  if (!report.halt) await reject(ports, run, run.refused);
  if (report.halt === 'deadline' && report.SENT === 0 && run.busy) report.halt = `stopped:${run.busy}`;
  const tally = tallyOf(readerIds, await ports.ledger.rows(id, batch));
  if (tally) await ports.editions.finishBatch(id, batch, tally, ports.now());
  return report.halt === 'quota' ? park(ports, edition, report) : report;
}

async function park({ editions }: SendPorts, { id, windowEnd }: Edition, report: SendReport): Promise<SendReport> {
  await editions.extend(id, new Date(Date.parse(windowEnd) + PARKED_MS));
  return report;
}

type Run = {
  edition: Edition;
  batch: number;
  parts: Parts;
  linksOf: (reader: Reader) => Links;
  deadline: Date;
  rate: number;
  report: SendReport;
  waiting: { readerId: string; previous: number }[];
  /** Copies that SES refused, and has accepted none since. */
  refused: { claim: Claim; code: string; released: Promise<boolean> }[];
  /** Why SES was last too busy. */
  busy?: string;
};

/** Takes copies one after another until none is left or the run is halted. */
async function lane(ports: SendPorts, run: Run): Promise<void> {
  for (;;) {
    run.report.halt ??= ports.breaker.isOpen(ports.now()) ? 'breaker' : haltByTime(run, ports.now());
    const next = run.report.halt ? undefined : run.waiting.shift();
    if (!next) return;
    await ports.take(run.rate);
    if (await ports.paused()) run.report.halt ??= 'paused';
    else await deliver(ports, run, next.readerId, next.previous);
  }
}

function haltByTime({ edition, deadline }: Run, now: Date): Halt | undefined {
  if (now.toISOString() >= edition.expiresAt) return 'expired';
  return deadline.getTime() - now.getTime() < NEEDED_MS ? 'deadline' : undefined;
}

async function deliver(ports: SendPorts, run: Run, readerId: string, previous: number): Promise<void> {
  const { edition, batch, report } = run;
  const claim = await ports.ledger.claim({ edition: edition.id, batch, readerId }, previous, ports.now());
  if (!claim) return;
  const settle = async (state: Settlement['state'], detail: string) => {
    if (await ports.ledger.settle(claim, { state, detail }, ports.now())) report[state]++;
  };
  const reader = await consent(ports, claim);
  if (reader === 'unreadable') return settle('SKIPPED', reader);
  const why = objection(reader, edition, ports.now());
  if (!reader || why) return settle('SKIPPED', why ?? 'erased');
  const mail = digestMail(reader, edition, batch, run.parts, run.linksOf(reader), ports.list);
  report.halt ??= haltByTime({ ...run, deadline: earlier(claim.lease, run.deadline) }, ports.now());
  if (report.halt) {
    await ports.ledger.release(claim);
    return;
  }
  const outcome = await ports.mailer.send(mail);
  ports.breaker.hear(outcome.kind === 'unknown', ports.now());
  switch (outcome.kind) {
    // Before anything is awaited in these two, so that the answers of all lanes are counted in their order.
    case 'sent': {
      const refused = report.halt ? [] : run.refused.splice(0);
      await settle('SENT', outcome.messageId);
      return reject(ports, run, refused);
    }
    case 'refused': {
      const released = ports.ledger.release(claim);
      run.refused.push({ claim, code: outcome.code, released });
      if (run.refused.length >= REFUSED_IN_A_ROW) report.halt ??= `stopped:${outcome.code}`;
      await released;
      return;
    }
    case 'rejected':
      return settle('REJECTED', outcome.code);
    case 'unknown':
      return settle('UNKNOWN', outcome.code);
    case 'quota':
    case 'stopped':
      report.halt ??= outcome.kind === 'quota' ? 'quota' : `stopped:${outcome.code}`;
      await ports.ledger.release(claim);
      return;
    case 'busy':
      run.busy = outcome.code;
      if (await ports.ledger.release(claim)) run.waiting.push({ readerId, previous: claim.attempt });
      await ports.sleep(BUSY_MS);
  }
}

/**
 * Ends copies that SES refused for their own sake: it has accepted another since, or too few were refused to blame the sender. They
 * were given back when they were refused, and are claimed again to end: a worker that dies in between leaves them to the next run.
 */
async function reject({ ledger, now }: SendPorts, { report }: Run, refused: Run['refused']): Promise<void> {
  for (const { claim, code, released } of refused) {
    const again = (await released) && (await ledger.claim(claim, claim.attempt, now()));
    if (again && (await ledger.settle(again, { state: 'REJECTED', detail: code }, now()))) report.REJECTED++;
  }
}

/**
 * The reader as they are now. A row that does not keep the schema ends its own copy and no other's. When the table does not
 * answer the claim is given back, for nothing was sent; then this throws, and the message comes again.
 */
async function consent({ readers, ledger }: SendPorts, claim: Claim): Promise<Reader | undefined | 'unreadable'> {
  try {
    return await readers.get(claim.readerId);
  } catch (error) {
    if (error instanceof $ZodError) return 'unreadable';
    await ledger.release(claim);
    throw error;
  }
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);
