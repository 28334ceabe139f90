/** Time as the local run sees it: every wait, timeout, heartbeat, retry delay and schedule goes through one of these. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `fn` once, `ms` milliseconds from now; the returned function cancels it. */
  setTimer(ms: number, fn: () => void): () => void;
  /** The instant to which time is being moved, in ms since 1970; absent while it goes by itself. */
  readonly movesTo?: number | undefined;
}

// setTimeout fires at once for delays beyond 2^31-1 ms, so a wait of months is cut into pieces.
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(ms, fn) {
    const due = Date.now() + ms;
    let handle: NodeJS.Timeout;
    const arm = () => {
      const left = due - Date.now();
      handle = setTimeout(
        () => (left > LONGEST_TIMEOUT_MS ? arm() : fn()),
        Math.max(0, Math.min(left, LONGEST_TIMEOUT_MS)),
      );
    };
    arm();
    return () => clearTimeout(handle);
  },
};
