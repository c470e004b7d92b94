/** How long things are kept, days. Infra and the stores delete them; the privacy page tells it. */
export const KEPT_DAYS = {
  // Defaults, which a publisher may change. The ledger says who was sent which edition.
  logs: 90,
  ledger: 90,
  /** Sign-ups that were never confirmed. */
  unconfirmed: 30,
  sesEvents: 4,
  receivedMails: 1,
  backups: 35,
  oldVersions: 30,
  /** Claims of letters. */
  letters: 90,
} as const;

/**
 * The fewest days that a publisher may keep the ledger. Copies are sent for 36 hours at most (`EXPIRY_MS`), SEND reads a reader's
 * rows 21 days back (`HISTORY_DAYS`), and a reader's history shows 30 days.
 */
export const LEAST_LEDGER_DAYS = 30;
