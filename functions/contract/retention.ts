/**
 * How long things are kept, days: infra and the stores see to it, the privacy page tells it. `logs` and `ledger` (who was sent which
 * edition) are defaults, which a publisher may set; `letters` are claims of letters, `unconfirmed` sign-ups nobody answered.
 */
export const KEPT_DAYS = {
  logs: 90,
  ledger: 90,
  unconfirmed: 30,
  sesEvents: 4,
  receivedMails: 1,
  backups: 35,
  oldVersions: 30,
  letters: 90,
} as const;

/** Nothing looks at an edition's ledger later than a day after its window, so rows that are past this may be gone or not, days. */
export const LEAST_LEDGER_DAYS = 30;
