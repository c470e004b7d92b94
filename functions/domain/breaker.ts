/** Ambiguous answers in a row after which a worker stops calling SES. */
const FAILURES_TO_OPEN = 3;

/** How long it then waits, ms. Shorter than the time after which a tick queues open batches again. */
const OPEN_MS = 5 * 60_000;

/** Copies that one worker of SEND sends at once: enough for 50 mails a second at SES's usual 100-200 ms. */
const CONCURRENCY = 8;

/**
 * A circuit breaker for calls to SES: it keeps a regional fault of SES from turning all copies and letters into UNKNOWN. After
 * three ambiguous answers in a row it opens. Five minutes later it admits one mail at a time, until SES gives a clear answer.
 * Other calls may be running when it opens: a worker of SEND loses at most 3 + 7 copies, LETTERS the ten letters of a batch, and
 * then each loses one mail every five minutes.
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
    /** True if a call may start. After five minutes open it admits one call, and waits for its answer. */
    admits(now: Date): boolean {
      if (isOpen(now)) return false;
      if (ambiguous >= FAILURES_TO_OPEN) open(now);
      return true;
    },
    /** How many copies may be sent at once. */
    concurrency: () => (ambiguous >= FAILURES_TO_OPEN ? 1 : CONCURRENCY),
    /** Records an answer of SES. */
    record(wasAmbiguous: boolean, now: Date) {
      ambiguous = wasAmbiguous ? ambiguous + 1 : 0;
      if (ambiguous >= FAILURES_TO_OPEN) open(now);
    },
  };
}
