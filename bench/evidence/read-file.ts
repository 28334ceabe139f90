import { open } from 'node:fs/promises';
import { readLog } from '../../core/evidence/read-log.ts';
import type { RandomAccess } from '../../core/io/random-access.ts';
import { processThreads } from '../../threads/process-threads.ts';
import { peakMegabytes } from '../peak-memory.ts';

/** Run by itself, so that its memory and time are those of one log: reads the log and prints what it took, as JSON. */
const path = process.argv[2] ?? '';
const handle = await open(path, 'r');
const { size } = await handle.stat();
let fetched = 0;
const log: RandomAccess = {
  size,
  async read(offset, length) {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) throw new RangeError(`${path} ends at byte ${offset + filled}`);
      filled += bytesRead;
    }
    fetched += length;
    return bytes;
  },
};
const started = performance.now();
const { status, samples } = await readLog(log, path, { threads: processThreads });
const seconds = (performance.now() - started) / 1000;
const megabytes = peakMegabytes();
process.stdout.write(JSON.stringify({ status, samples, seconds, megabytes, fetched }));
await handle.close();
