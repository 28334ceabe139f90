import type { RandomAccess } from '../../io/random-access.ts';
import { PAGE, type SamplePage, SHOWN_BYTES, type ShownSample, shown } from './sample.ts';

const WINDOW = 256 * 1024;
/** A line that is longer ends the reading. */
const LONGEST = 32 * 1024 * 1024;
const NEWLINE = 10;

/** Samples of a log that has one on each line; a page starts at a byte, and reads no more than it shows, but for long lines. */
export async function samplesOfLines(log: RandomAccess, file: string, start: number): Promise<SamplePage> {
  const samples: ShownSample[] = [];
  let at = start;
  while (at < log.size && samples.length < PAGE) {
    const end = await endOfLine(log, at);
    if (end === null) return { samples, total: null, next: null };
    const head = await log.read(at, Math.min(end - at, SHOWN_BYTES));
    if (head.some((byte) => byte > 32)) samples.push(shown(head, end - at, { file, bytes: [at, end] }));
    at = end + 1;
  }
  return { samples, total: null, next: at < log.size ? at : null };
}

/** Where the line ends that starts at a byte; null where it is too long. */
async function endOfLine(log: RandomAccess, start: number): Promise<number | null> {
  for (let at = start; at < log.size; at += WINDOW) {
    if (at - start > LONGEST) return null;
    const piece = await log.read(at, Math.min(WINDOW, log.size - at));
    const found = piece.indexOf(NEWLINE);
    if (found >= 0) return at + found;
  }
  return log.size;
}
