import type { CopyKey } from '../domain/ledger.ts';
import { isMailboxGone, overLimit, type SendingStats } from '../domain/reputation.ts';
import type { SesEvent } from './ses-event.ts';

export type FeedbackPorts = {
  ledger: { confirm(copy: CopyKey, messageId: string, at: Date): Promise<boolean> };
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

/** What an event changed. `confirmed`: a copy that was not SENT is SENT now. `paused`: why all digests were paused. */
export type FeedbackReport = { event: string; confirmed: boolean; suppressed: Grounds | undefined; paused: string | undefined };

/** Events that prove SES took the mail. Reject and Rendering Failure prove that it did not, and change nothing. */
const PROOF = new Set(['Send', 'Delivery', 'DeliveryDelay', 'Bounce', 'Complaint']);

/**
 * Records what one event proves. If SES took the mail, its copy is SENT. A permanent bounce, a complaint or a mailbox that is
 * full for days suppresses the reader; too many of these pause all digests. Events of erased readers and of mail without a
 * reader's tag change nothing. Repeats are harmless.
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
  const reason = grounds(event) ?? ((await noteSoftBounce(ports, event, readerId)) ? 'bounce' : undefined);
  if (reason && (await ports.readers.suppress(readerId, reason, ports.now()))) {
    report.suppressed = reason;
    if (!isOnSuppressionList(event)) report.paused = await countAndPause(ports, reason);
  }
  return report;
}

/**
 * Counts a bounce or complaint. Pauses all digests, and says why, before their share is so high that SES would review the
 * account.
 */
async function countAndPause({ control, now }: FeedbackPorts, grounds: Grounds): Promise<string | undefined> {
  await control.count(grounds === 'bounce' ? 'bounces' : 'complaints', 1, now());
  const reason = overLimit(await control.record(now()));
  if (reason) await control.pause(reason, now());
  return reason;
}

/** Why this event ends a reader's mail: the mailbox is gone, or the reader called it spam and did not take that back. */
function grounds(event: SesEvent): Grounds | undefined {
  if ('bounce' in event) return event.bounce.bounceType === 'Permanent' ? 'bounce' : undefined;
  if ('complaint' in event) return event.complaint.complaintFeedbackType === 'not-spam' ? undefined : 'complaint';
  return undefined;
}

/**
 * True if SES did not try: the address is on its suppression list. The bounce or complaint that put it there was counted then.
 */
function isOnSuppressionList(event: SesEvent): boolean {
  if ('bounce' in event) return ['Suppressed', 'OnAccountSuppressionList'].includes(event.bounce.bounceSubType);
  return 'complaint' in event && event.complaint.complaintSubType === 'OnAccountSuppressionList';
}

/**
 * Notes that a mailbox was full, or bounced for unknown reasons. True if that has happened often enough to suppress its reader.
 * Other transient bounces say nothing about the mailbox: the subtype General holds out-of-office answers, too.
 */
async function noteSoftBounce({ readers, now }: FeedbackPorts, event: SesEvent, readerId: string): Promise<boolean> {
  if (!('bounce' in event)) return false;
  const { bounceType, bounceSubType } = event.bounce;
  if (bounceType !== 'Undetermined' && bounceSubType !== 'MailboxFull') return false;
  return isMailboxGone(await readers.bounced(readerId, now()), now());
}
