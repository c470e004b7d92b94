import type { State } from './state.ts';

/** The cloud's clock: this machine's, plus an offset that survives restarts. */
export type Clock = ReturnType<typeof cloudClock>;

/** Reads and moves the offset kept in `state`. */
export function cloudClock(state: State) {
  return {
    now: () => new Date(Date.now() + state.data.clockOffset),
    /** What the functions add to their own `Date`, ms. */
    offset: () => state.data.clockOffset,
    /** Sets the clock to `at` from now on. */
    set: (at: Date) => state.save({ clockOffset: at.getTime() - Date.now() }),
  };
}
