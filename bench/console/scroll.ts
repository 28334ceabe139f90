import type { Page } from 'playwright-core';
import * as z from 'zod';

/** How a list scrolls: what the page did at once for longest, and what it did at once for longer than 50 ms. */
export const Scrolled = z.object({
  frames: z.int(),
  /** ms between two frames, of which 95 % take no longer. */
  frame95: z.number(),
  /** Tasks above 50 ms (Long Tasks API), and the longest of them; 0 where there is none. */
  long: z.int(),
  longest: z.number(),
});
export type Scrolled = z.infer<typeof Scrolled>;

const STEPS = 240;

/** Scrolls an element from top to end, a step at each frame, and observes long tasks meanwhile. */
export async function scrolled(page: Page, selector: string): Promise<Scrolled> {
  return Scrolled.parse(
    await page.evaluate(`(async () => {
      const box = document.querySelector(${JSON.stringify(selector)});
      const long = [];
      const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: 'longtask' });
      const frames = [];
      let last = await new Promise(requestAnimationFrame);
      for (let step = 1; step <= ${STEPS}; step += 1) {
        box.scrollTop = ((box.scrollHeight - box.clientHeight) * step) / ${STEPS};
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      observer.disconnect();
      frames.sort((a, b) => a - b);
      return { frames: frames.length, frame95: frames[Math.floor(frames.length * 0.95)], long: long.length, longest: Math.max(0, ...long) };
    })()`),
  );
}
