/** So many ambiguous answers in a row, and a worker stops calling SES. */
const FAILURES_TO_OPEN = 3;

/** How long it stays away, ms. Shorter than the time after which a tick queues open batches again. */
const OPEN_MS = 5 * 60_000;

/** Copies in flight at once in one worker of SEND: enough to fill 50 mails a second at SES's usual 100-200 ms. */
const CONCURRENCY = 8;

/**
 * Keeps a regional fault of SES from turning a list, or all letters, into UNKNOWN. After three ambiguous answers in a row the worker
 * stops, in whatever batch; five minutes later it tries one mail at a time until SES is clear again. Calls may be under way when it
 * opens: SEND loses at most 3 + 7 copies a worker, LETTERS the ten letters of a batch, and then one mail every five minutes each.
 */
export function breaker() {
  let ambiguous = 0;
  let openUntil = new Date(0);
  const isOpen = (now: Date) => ambiguous >= FAILURES_TO_OPEN && now < openUntil;
  const open = (now: Date) => {
    openUntil = new Date(now.getTime() + OPEN_MS);
  };
  return {
    isOpen,
    /** Leave for one call; after an open breaker for a single one, until its answer is heard. */
    admits(now: Date): boolean {
      if (isOpen(now)) return false;
      if (ambiguous >= FAILURES_TO_OPEN) open(now);
      return true;
    },
    /** How many copies may be under way at once. */
    concurrency: () => (ambiguous >= FAILURES_TO_OPEN ? 1 : CONCURRENCY),
    /** Takes note of an answer of SES. */
    record(wasAmbiguous: boolean, now: Date) {
      ambiguous = wasAmbiguous ? ambiguous + 1 : 0;
      if (ambiguous >= FAILURES_TO_OPEN) open(now);
    },
  };
}
