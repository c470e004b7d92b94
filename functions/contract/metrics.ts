/** Metric names, in a namespace called like the stack: emitted by the functions, alarmed on and drawn by infra. All are counts. */
export const METRIC = {
  /** Who works through a queue: times a message failed and went back to it. */
  failed: 'Failed',
  /** FETCH: sources that are stale, thin or failing; zero where all is well, for silence is an alarm. DIGEST: uploads that are. */
  sourcesAmiss: 'SourcesAmiss',
  /** FETCH: answers put under `feeds/`. */
  answersKept: 'AnswersKept',
  /** INGEST: feed files refused as a whole. */
  feedsRefused: 'FeedsRefused',
  /** INGEST: papers that became new or changed. */
  papersWritten: 'PapersWritten',
  /** INGEST: records set aside with a reason. */
  recordsRejected: 'RecordsRejected',
  /** INGEST: S3 notifications that tell of no feed (test events, removals, other places, folder markers). */
  eventsIgnored: 'EventsIgnored',
  /** DIGEST: one for every tick in which nothing failed, zero for the others; silence is an alarm. */
  ticks: 'Ticks',
  /** DIGEST: editions made, and dispatches that were too late to be made. */
  editionsMade: 'EditionsMade',
  dispatchesMissed: 'DispatchesMissed',
  /** DIGEST: copies whose fate was unknown when their edition closed. */
  unknownAtClose: 'UnknownAtClose',
  /** DIGEST: editions whose states did not sum to the frozen audience at close. */
  ledgerGap: 'LedgerGap',
  /** DIGEST: copies that wait beyond what is left of the daily quota, told at a freeze. */
  quotaShortfall: 'QuotaShortfall',
  /** DIGEST: tokens that a model of Bedrock read and wrote, which is what it costs, and papers it said nothing usable about. */
  summaryTokensIn: 'SummaryTokensIn',
  summaryTokensOut: 'SummaryTokensOut',
  summariesFailed: 'SummariesFailed',
  /** SEND: copies accepted by SES. */
  sent: 'Sent',
  /** SEND: copies SES refused for that one reader. */
  rejected: 'Rejected',
  /** DIGEST: copies of readers who had taken back their consent, moved or paused, or whose edition had expired, when it closes. */
  skipped: 'Skipped',
  /** SEND and LETTERS: a run stopped because SES refuses all mail or cannot be reached, or it refused readers, being in its sandbox. */
  sendingStopped: 'SendingStopped',
  /** LETTERS: letters that nobody tries again although SES took none for certain: refused for their reader, or of unknown fate. */
  lettersGivenUp: 'LettersGivenUp',
  /** SEND: times it found four fifths of the daily quota used. */
  quotaNear: 'QuotaNear',
  /** SEND and LETTERS: a run parked because the daily quota is used up. */
  quotaExhausted: 'QuotaExhausted',
  /** FEEDBACK: events of SES, of any kind. Silence after mails went out is an alarm. */
  events: 'Events',
  /** FEEDBACK: permanent bounces. */
  bounces: 'Bounces',
  /** FEEDBACK: times all sending was stopped because bounces or complaints came near what SES reviews. */
  selfPaused: 'SelfPaused',
  /** FEEDBACK: complaints. */
  complaints: 'Complaints',
} as const;

/** Those that several functions emit for one alarm: written without the dimension `service`. */
export const SHARED: readonly string[] = [METRIC.sendingStopped, METRIC.quotaExhausted];
