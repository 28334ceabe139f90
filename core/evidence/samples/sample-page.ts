import type { RandomAccess } from '../../io/random-access.ts';
import { samplesOfArchive } from './from-archive.ts';
import { samplesOfJson } from './from-json.ts';
import { samplesOfLines } from './from-lines.ts';
import type { SamplePage } from './sample.ts';

/** How a zip begins: `PK`. */
const ZIP = [0x50, 0x4b];

/**
 * A page of the samples of a log file, as they stand in it. What is read and what is given out is bounded, however large the log.
 * @param start where the page begins: `next` of the one before, 0 for the first
 * @throws ZipError where the log is a zip that cannot be read
 */
export async function samplePage(log: RandomAccess, file: string, start: number): Promise<SamplePage> {
  const head = await log.read(0, Math.min(log.size, ZIP.length));
  if (log.size > ZIP.length && ZIP.every((byte, i) => head[i] === byte)) return samplesOfArchive(log, file, start);
  return /\.json$/i.test(file) ? samplesOfJson(log, file, start) : samplesOfLines(log, file, start);
}
