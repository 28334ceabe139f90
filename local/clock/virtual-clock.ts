import type { Clock } from './clock.ts';

/** A clock that stands still until it is told to jump. */
export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, firing the timers that fall due, in order, and lets their consequences settle. */
  advance(ms: number): Promise<void>;
  /** Jumps from timer to timer until the promise settles. Work that takes real time delays the next jump only while no timer is pending. */
  runUntil<T>(promise: Promise<T>): Promise<T>;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fn: () => void;
}

/** A clock for tests and for jumping over weeks of waiting: `start` is its first reading in ms. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  let order = 0;
  const timers = new Set<Timer>();
  // Promise chains drain completely before the next immediate, so after this nothing of the engine is under way.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const next = () => [...timers].sort((a, b) => a.due - b.due || a.order - b.order)[0];
  const fire = (timer: Timer) => {
    timers.delete(timer);
    now = Math.max(now, timer.due);
    timer.fn();
  };
  return {
    now: () => now,
    setTimer(ms, fn) {
      const timer = { due: now + Math.max(0, ms), order: order++, fn };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let timer = next(); timer && timer.due <= end; timer = next()) {
        fire(timer);
        await settle();
      }
      now = end;
      await settle();
    },
    async runUntil(promise) {
      let settled = false;
      const watch = promise.then(
        () => (settled = true),
        () => (settled = true),
      );
      for (await settle(); !settled; await settle()) {
        const timer = next();
        if (timer) fire(timer);
      }
      await watch;
      return promise;
    },
  };
}
