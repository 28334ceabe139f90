/** Seconds until the next attempt, by the number of those that failed: within the first minute a blip is over, after 8 hours an outage. */
export const RETRY_SECONDS = [5, 60, 600, 3600, 21_600] as const;

/** Attempts in all; what fails this often goes to the dead-letter queue. */
export const ATTEMPTS = RETRY_SECONDS.length + 1;

/** How long a message is hidden after its `receives`th attempt has failed; null where that was the last one. */
export function delayAfter(receives: number): number | null {
  return RETRY_SECONDS[receives - 1] ?? null;
}
