/** Counts of the last `REPUTATION_DAYS` days. */
export type SendingStats = { sent: number; bounces: number; complaints: number };

/** How many days are counted together. SES judges by recent volume too, but does not say over how long. */
const REPUTATION_DAYS = 3;

/**
 * The shares of sent mails at which Broadsheet stops all digests. SES puts an account under review at 5 % bounces or 0.1 %
 * complaints (Amazon SES Developer Guide, "Reputation metrics"); these are a fifth below. `least`: fewer may be chance in a small
 * list.
 */
const LIMITS = {
  bounces: { share: 0.04, least: 10 },
  complaints: { share: 0.0008, least: 3 },
} as const;

/** Why sending must stop now, in words for the operator, or undefined. */
export function overLimit(record: SendingStats): string | undefined {
  for (const kind of ['bounces', 'complaints'] as const) {
    const { share, least } = LIMITS[kind];
    if (record[kind] >= least && record[kind] >= share * record.sent) {
      const percent = ((100 * record[kind]) / Math.max(1, record.sent)).toFixed(2);
      return `${record[kind]} ${kind} in ${record.sent} mails of the last ${REPUTATION_DAYS} days: ${percent} % (the limit is ${share * 100} %)`;
    }
  }
  return undefined;
}

/** A mailbox with soft bounces (full, or for an unknown reason) on `onDays` of the last `of` days counts as gone. */
const SOFT_BOUNCES = { onDays: 5, of: 14 } as const;

/** True if a mailbox with soft bounces on these days (UTC, `2026-03-18`) counts as gone. */
export const isMailboxGone = (days: readonly string[], at: Date): boolean => softBounces(days, at).length >= SOFT_BOUNCES.onDays;

/** The days of soft bounces that still count. */
export function softBounces(days: readonly string[], at: Date): string[] {
  const since = new Date(at.getTime() - SOFT_BOUNCES.of * 86_400_000).toISOString().slice(0, 10);
  return days.filter((day) => day > since).sort();
}

/** The last `REPUTATION_DAYS` days up to `at`, UTC: `2026-03-18`. */
export function reputationDays(at: Date): string[] {
  return Array.from({ length: REPUTATION_DAYS }, (_, n) => new Date(at.getTime() - n * 86_400_000).toISOString().slice(0, 10));
}
