import { hash } from 'node:crypto';
import type { DrawnSample } from '../evidence.ts';
import { rowKey, type SampleRow } from './row.ts';

/** As many as the model report of the GPAI Code of Practice (Measure 7.3) asks for of each evaluation. */
const DRAWN = 5;

/**
 * Five samples at random: those whose SHA-256 of the log's digest and their own name is smallest. The digest is the seed, so
 * that the same log gives the same samples, and nobody who writes a log can tell beforehand which.
 */
export function draw(rows: readonly SampleRow[], seed: string): DrawnSample[] {
  const drawn: { row: SampleRow; key: string }[] = [];
  for (const row of rows) {
    const key = hash('sha256', `${seed}\n${rowKey(row)}`);
    const place = drawn.findLastIndex((other) => other.key <= key) + 1;
    if (place < DRAWN) drawn.splice(place, 0, { row, key });
    if (drawn.length > DRAWN) drawn.pop();
  }
  return drawn.map(({ row: { id, epoch, transcript, pointer } }) => ({
    id: id.slice(0, 200),
    epoch,
    transcript,
    pointer,
  }));
}
