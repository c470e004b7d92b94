/**
 * Metric names, in a namespace with the stack's name. Functions emit them; infra makes alarms and the dashboard of them. All are
 * counts.
 */
export const METRIC = {
  /** Every stage with a queue: times that a message failed and went back to its queue. */
  failed: 'Failed',
  /**
   * FETCH: sources that are stale, thin or failing. Zero is written too, since silence is an alarm. DIGEST: the same of uploads.
   */
  sourcesAmiss: 'SourcesAmiss',
  /** FETCH: answers put under `feeds/`. */
  answersKept: 'AnswersKept',
  /** INGEST: feeds refused as a whole. */
  feedsRefused: 'FeedsRefused',
  /** INGEST: papers that are new or changed. */
  papersWritten: 'PapersWritten',
  /** INGEST: records rejected with a reason. */
  recordsRejected: 'RecordsRejected',
  /** INGEST: S3 notifications that are about no feed (test events, removals, other keys, folder markers). */
  eventsIgnored: 'EventsIgnored',
  /** DIGEST: one for each tick in which nothing failed, zero for the others. Silence is an alarm. */
  ticks: 'Ticks',
  /** DIGEST: editions made, and dispatches not made because it was too late. */
  editionsMade: 'EditionsMade',
  dispatchesMissed: 'DispatchesMissed',
  /** DIGEST: copies that were UNKNOWN when their dispatch closed. */
  unknownAtClose: 'UnknownAtClose',
  /** DIGEST: the difference between the audience of a dispatch and its copies in a final state, at close. */
  ledgerGap: 'LedgerGap',
  /** DIGEST: copies beyond what is left of the daily quota when a dispatch is made. */
  quotaShortfall: 'QuotaShortfall',
  /**
   * DIGEST: tokens that a model of Bedrock read and wrote, which decide its cost, and papers for which its answer was not usable.
   */
  summaryTokensIn: 'SummaryTokensIn',
  summaryTokensOut: 'SummaryTokensOut',
  summariesFailed: 'SummariesFailed',
  /** SEND: copies accepted by SES. */
  sent: 'Sent',
  /** SEND: copies that SES refused for their reader. */
  rejected: 'Rejected',
  /**
   * DIGEST: copies SKIPPED when their dispatch closed, for any reason: unsubscribed, paused, another hour, nothing for them, expired.
   */
  skipped: 'Skipped',
  /**
   * SEND and LETTERS: runs that stopped because SES refuses all mail, its daily quota is used up, it cannot be reached, or it
   * refused readers because it is in the sandbox.
   */
  sendingStopped: 'SendingStopped',
  /**
   * SUBSCRIBE: pages shown with the button that confirms, also to programs that check mail; and subscriptions that the button began
   * or changed.
   */
  confirmPages: 'ConfirmPages',
  confirmed: 'Confirmed',
  /** LETTERS: letters that are never tried again: SES refused them for their reader, or may have taken them. */
  lettersGivenUp: 'LettersGivenUp',
  /** SEND: runs that found four fifths of the daily quota used. */
  quotaNear: 'QuotaNear',
  /** FEEDBACK: events of SES, of any kind. Silence after mails were sent is an alarm. */
  events: 'Events',
  /** FEEDBACK: permanent bounces. */
  bounces: 'Bounces',
  /** FEEDBACK: times that all digests were stopped because bounces or complaints came near SES's limit. */
  selfPaused: 'SelfPaused',
  /** FEEDBACK: complaints. */
  complaints: 'Complaints',
} as const;

/** Metrics that several functions emit for one alarm. They are written without the dimension `service`. */
export const SHARED: readonly string[] = [METRIC.sendingStopped];
