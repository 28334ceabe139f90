import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { writePrivate } from '../state/write-private.ts';

const Stored = z.strictObject({ offsetMs: z.int().min(0) });

/** The file that says how far the clock is ahead cannot be read. */
export class ClockUnreadable extends Error {
  override name = 'ClockUnreadable';
}

/** How far the clock of a state folder is ahead of the machine's; it only grows. */
export interface ClockOffset {
  readonly ms: number;
  /** Adds so many ms; they are on disk when this returns. */
  grow(ms: number): void;
}

/**
 * The offset that a file keeps; 0 where there is none.
 * @throws {ClockUnreadable} where the file is not what this wrote: to go on at another time would make deadlines wrong
 */
export function openOffset(path: string): ClockOffset {
  let ms = existsSync(path) ? read(path) : 0;
  return {
    get ms() {
      return ms;
    },
    grow(by) {
      if (by === 0) return;
      writePrivate(path, JSON.stringify(Stored.parse({ offsetMs: ms + by })));
      ms += by;
    },
  };
}

function read(path: string): number {
  try {
    return Stored.parse(JSON.parse(readFileSync(path, 'utf8'))).offsetMs;
  } catch (cause) {
    throw new ClockUnreadable(
      `${path} does not say how far the clock is ahead ({"offsetMs": milliseconds}). Mend it, or remove the state folder to start afresh.`,
      { cause },
    );
  }
}
