import type { Copy } from '../domain/ledger.ts';
import { isWornOut, overLimit, type SendingStats } from '../domain/reputation.ts';
import type { SesEvent } from './ses-event.ts';

export type FeedbackPorts = {
  ledger: { confirm(copy: Copy, messageId: string, at: Date): Promise<boolean> };
  readers: {
    suppress(readerId: string, reason: string, at: Date): Promise<boolean>;
    bounced(readerId: string, at: Date): Promise<string[]>;
  };
  control: {
    count(kind: 'bounces' | 'complaints', n: number, at: Date): Promise<void>;
    record(at: Date): Promise<SendingStats>;
    pause(reason: string, at: Date): Promise<void>;
  };
  now(): Date;
};

type Grounds = 'bounce' | 'complaint';

/** What an event changed. `confirmed`: a copy of unknown fate is now known to be SENT. `paused`: why all sending was stopped. */
export type FeedbackReport = { event: string; confirmed: boolean; suppressed: Grounds | undefined; paused: string | undefined };

/** Events that prove SES took the mail. Reject and Rendering Failure prove that it did not, and change nothing. */
const PROOF = new Set(['Send', 'Delivery', 'DeliveryDelay', 'Bounce', 'Complaint']);

/**
 * Learns from one event: any proof of acceptance settles the copy as SENT; a permanent bounce, a complaint or a mailbox full
 * for days suppresses the reader; too many of them stop all sending. An event of somebody erased, of a letter or of another
 * system's mail changes nothing. Repeats are harmless.
 */
export async function takeFeedback(ports: FeedbackPorts, event: SesEvent): Promise<FeedbackReport> {
  const tag = (name: string) => event.mail.tags?.[name]?.[0];
  const readerId = tag('reader');
  const edition = tag('edition');
  const report: FeedbackReport = { event: event.eventType, confirmed: false, suppressed: undefined, paused: undefined };
  if (!readerId) return report;
  if (edition && PROOF.has(event.eventType)) {
    report.confirmed = await ports.ledger.confirm({ edition, readerId }, event.mail.messageId, ports.now());
  }
  const reason = grounds(event) ?? ((await isTired(ports, event, readerId)) ? 'bounce' : undefined);
  if (reason && (await ports.readers.suppress(readerId, reason, ports.now()))) {
    report.suppressed = reason;
    if (!knownToSes(event)) report.paused = await protect(ports, reason);
  }
  return report;
}

/** Counts a bounce or complaint, and stops all sending before the share is one that SES would review. */
async function protect({ control, now }: FeedbackPorts, grounds: Grounds): Promise<string | undefined> {
  await control.count(grounds === 'bounce' ? 'bounces' : 'complaints', 1, now());
  const reason = overLimit(await control.record(now()));
  if (reason) await control.pause(reason, now());
  return reason;
}

/** Why this event ends a reader's mail: a mailbox that is gone, or a person who called it spam (not one who took it back). */
function grounds(event: SesEvent): Grounds | undefined {
  if ('bounce' in event) return event.bounce.bounceType === 'Permanent' ? 'bounce' : undefined;
  if ('complaint' in event) return event.complaint.complaintFeedbackType === 'not-spam' ? undefined : 'complaint';
  return undefined;
}

/** SES did not even try: the address is on its suppression list, and its bounce or complaint was counted when it came there. */
function knownToSes(event: SesEvent): boolean {
  if ('bounce' in event) return ['Suppressed', 'OnAccountSuppressionList'].includes(event.bounce.bounceSubType);
  return 'complaint' in event && event.complaint.complaintSubType === 'OnAccountSuppressionList';
}

/**
 * Notes a mailbox that is full, or that bounced for reasons unknown, and says when that has been enough. Other transient
 * bounces say nothing of the mailbox: the subtype General holds out-of-office answers, too.
 */
async function isTired({ readers, now }: FeedbackPorts, event: SesEvent, readerId: string): Promise<boolean> {
  if (!('bounce' in event)) return false;
  const { bounceType, bounceSubType } = event.bounce;
  if (bounceType !== 'Undetermined' && bounceSubType !== 'MailboxFull') return false;
  return isWornOut(await readers.bounced(readerId, now()), now());
}
