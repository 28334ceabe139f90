import { describe, expect, it } from 'vitest';
import { readLog } from '#core/evidence/read-log.ts';
import type { Threads } from '#core/evidence/threads.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { type PoolOptions, threadPool } from '#threads/pool.ts';
import { evalFile, inspectLog, jsonFile, python } from '../fixtures/inspect-log.ts';
import { type MemberSpec, writeZip } from '../fixtures/zip-writer.ts';

/** A log of more than one MB stored, so that there is something to share out; one sample holds a credential, one is no JSON. */
const SAMPLES = Array.from({ length: 120 }, (_, index) => ({
  id: `q${index}`,
  epoch: 1,
  value: index % 3 === 0 ? 'I' : 'C',
  more: { events: noise(index), ...(index === 70 && { store: { key: `AKIA${'Q7RZ'.repeat(4)}` } }) },
}));
const log = inspectLog({ samples: SAMPLES });
const LOGS = {
  'stored.eval': evalFile(log, { method: 'stored' }),
  'deflated.eval': evalFile(log),
  'zstd.eval': evalFile(log, { method: 'zstd' }),
  'chunked.eval': evalFile(log, { layout: 'chunked' }),
  'crashed.eval': evalFile(log, { layout: 'crashed' }),
  'long-headers.eval': written((index) => ({ localExtra: index % 10 === 3 ? 5_000 : 0 })),
  'large-member.eval': written((index) => (index === 40 ? { data: padded(index) } : {})),
  'damaged.eval': damaged(evalFile(log, { method: 'stored' })),
  'log.json': jsonFile(log),
  'broken.json': jsonFile(log).subarray(0, 900_000),
};
/** Threads are started for any log, and take part in it. */
const ALWAYS = { startAt: 0, shareAt: 0 };
const alone = (file: keyof typeof LOGS) => readLog(fromBytes(LOGS[file]), file);
const files = Object.keys(LOGS).filter((file): file is keyof typeof LOGS => file in LOGS);

describe.each([1, 2, 3])('a pool of %i', (size) => {
  const { threads, taken } = counted(threadPool({ size, ...ALWAYS }));

  it.each(files)('gives the evidence of %s that one thread gives, byte for byte', async (file) => {
    await started(threads);
    const before = taken();
    const evidence = await readLog(fromBytes(LOGS[file]), file, { threads });
    expect(JSON.stringify(evidence)).toBe(JSON.stringify(await alone(file)));
    expect(taken()).toBeGreaterThan(before);
  });
});

it.each(['long-headers.eval', 'large-member.eval'] as const)('%s is read like any other', async (file) => {
  const { samples, recomputed, flags } = await alone(file);
  const other = await alone('stored.eval');
  expect([samples, recomputed.map(({ mean }) => mean)]).toEqual([120, other.recomputed.map(({ mean }) => mean)]);
  expect(flags.map(({ id }) => id)).toEqual(other.flags.map(({ id }) => id));
});

describe('a pool', () => {
  it('is not started for a small log', async () => {
    const { threads, taken } = counted(threadPool());
    await readLog(fromBytes(LOGS['deflated.eval']), 'log', { threads });
    expect(taken()).toBe(0);
  });

  it.each(['deflated.eval', 'log.json'] as const)(
    'that is there takes no part in reading the small %s',
    async (file) => {
      const { threads, taken } = counted(threadPool({ size: 1, startAt: 0 }));
      await started(threads);
      const before = taken();
      await readLog(fromBytes(LOGS[file]), file, { threads });
      expect(taken()).toBe(before);
    },
  );

  it.each([
    ['ends', 'process.exit(3)', 'ended with code 3'],
    ['breaks', 'throw new Error("out of luck")', 'out of luck'],
    ['fails', 'port.postMessage({ kind: "failed", id, why: "out of luck" })', 'out of luck'],
    ['leaves members out', 'port.postMessage({ kind: "done", id, result: [] })', 'something else'],
  ])('of which a thread %s fails the log, rather than to leave samples out', async (_, act, why) => {
    for (const file of ['deflated.eval', 'log.json'] as const) {
      const threads = threadPool({ ...scripted(`port.on('message', ({ id }) => { ${act} });`), ...ALWAYS });
      await expect(readUntilTaken(file, threads)).rejects.toThrow(why);
    }
  });

  it('reads the next log when a thread has ended', async () => {
    const threads = threadPool({ ...scripted("port.on('message', () => process.exit(3));"), ...ALWAYS });
    await expect(readUntilTaken('deflated.eval', threads)).rejects.toThrow('ended');
    const evidence = await readLog(fromBytes(LOGS['deflated.eval']), 'deflated.eval', { threads });
    expect(JSON.stringify(evidence)).toBe(JSON.stringify(await alone('deflated.eval')));
  });
});

/** Threads start while the log is read without them, so it is read until they take part. */
async function readUntilTaken(file: keyof typeof LOGS, pool: Threads): Promise<void> {
  const { threads, taken } = counted(pool);
  while (taken() === 0) {
    await readLog(fromBytes(LOGS[file]), file, { threads });
    await new Promise(setImmediate);
  }
}

async function started(threads: Threads): Promise<void> {
  for (;;) {
    const digest = threads.sha256(1e9);
    if (digest !== null) return void (await digest.digest());
    await new Promise(setImmediate);
  }
}

function counted(pool: Threads): { threads: Threads; taken(): number } {
  let count = 0;
  const took = <T>(result: T | null): T | null => {
    if (result !== null) count += 1;
    return result;
  };
  return {
    threads: { scan: (...work) => took(pool.scan(...work)), sha256: (bytes) => took(pool.sha256(bytes)) },
    taken: () => count,
  };
}

/** One thread that does what is told in place of its work. */
function scripted(act: string): PoolOptions {
  const script = `import { workerData as port } from 'node:worker_threads'; ${act} port.postMessage({ kind: 'ready' });`;
  return { script: new URL(`data:text/javascript,${encodeURIComponent(script)}`), size: 1 };
}

/** Text that does not compress to nothing, the same for the same number. */
function noise(seed: number): string[] {
  let state = seed + 1;
  return Array.from({ length: 300 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return `event "${state.toString(36)}" {[ ${'\\'.repeat(state % 3)} ${'word '.repeat(state % 9)}`;
  });
}

/** The log with something odd about some of its samples. */
function written(odd: (index: number) => Partial<MemberSpec>): Buffer {
  const samples = log.samples.map((sample, index) => ({
    name: `samples/${sample.id}_epoch_1.json`,
    data: python(sample),
    ...odd(index),
  }));
  const rest = [
    { name: '_journal/start.json', data: python(log.start) },
    { name: 'summaries.json', data: python(log.summaries) },
    { name: 'header.json', data: python(log.header) },
  ];
  return writeZip([...samples, ...rest]).bytes;
}

/** A sample with more text than is held in memory at once. */
function padded(index: number): string {
  return python({ ...log.samples[index], attachments: { text: 'x'.repeat(5_000_000) } });
}

/** A byte changed in the middle, so that a member is not what its checksum says. */
function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.trunc(copy.length / 2);
  copy[at] = (copy[at] ?? 0) ^ 0x20;
  return copy;
}
