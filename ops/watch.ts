import type { Deployment } from './deployment.ts';
import { ringing } from './doctor/service-checks.ts';

const EVERY_MS = 30_000;

/**
 * Watches the alarms of a deployment for a while; gives those that ring as soon as there are some, or none.
 * @param sleep waits for some milliseconds
 */
export async function watch(
  deployment: Deployment,
  minutes: number,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<{ name: string; description: string }[]> {
  for (let left = minutes * 60_000; ; left -= EVERY_MS) {
    const found = await ringing(deployment);
    if (found.length > 0 || left <= 0) return found;
    await sleep(Math.min(EVERY_MS, left));
  }
}
