import type { RandomAccess } from '../../io/random-access.ts';
import { JsonError } from '../json/json-error.ts';
import { objectItems } from '../json/object-items.ts';
import type { Span } from '../json/selection.ts';
import { PAGE, type SamplePage, SHOWN_BYTES, type ShownSample, shown } from './sample.ts';

/** A larger document is shown by its beginning. */
const SCANNED_BYTES = 64 * 1024 * 1024;
const PIECE = 1024 * 1024;

/** Samples of a log that is one JSON document: the objects of its array, or of its key `samples`. One that has neither is shown as it begins. */
export async function samplesOfJson(log: RandomAccess, file: string, start: number): Promise<SamplePage> {
  const items = log.size > SCANNED_BYTES ? null : await spansOf(log, start);
  if (items === null || items.total === 0) {
    const head = await log.read(0, Math.min(log.size, SHOWN_BYTES));
    return { samples: [shown(head, log.size, { file, bytes: [0, log.size] })], total: null, next: null };
  }
  const { spans, total, under } = items;
  const samples: ShownSample[] = [];
  for (const [i, { start: from, end }] of spans.entries()) {
    const head = await log.read(from, Math.min(end - from, SHOWN_BYTES));
    samples.push(shown(head, end - from, { file, path: `${under}/${start + i}`, bytes: [from, end] }));
  }
  return { samples, total, next: start + PAGE < total ? start + PAGE : null };
}

/** Where the objects of a page lie, and how many there are; null where the document has no such array. */
async function spansOf(log: RandomAccess, start: number) {
  const head = await log.read(0, Math.min(log.size, 64));
  const isArray = head.find((byte) => byte > 32) === '['.charCodeAt(0);
  const spans: Span[] = [];
  let total = 0;
  const scanner = objectItems({
    ...(!isArray && { under: 'samples' }),
    wanted: () => false,
    item: ({ index, span }) => {
      total = index + 1;
      if (index >= start && index < start + PAGE) spans.push(span);
    },
  });
  try {
    for (let at = 0; at < log.size; at += PIECE) scanner.push(await log.read(at, Math.min(PIECE, log.size - at)));
    scanner.end();
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
  return { spans, total, under: isArray ? '' : '/samples' };
}
