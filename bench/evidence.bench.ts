import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { LOG_LIMITS } from '../core/bundle/zip/limits.ts';
import { openZip } from '../core/bundle/zip/open-zip.ts';
import { readHeader } from '../core/evidence/inspect/read-header.ts';
import { readLog } from '../core/evidence/read-log.ts';
import { fromBytes } from '../core/io/random-access.ts';
import { processThreads } from '../threads/process-threads.ts';
import { BOUNDS, built } from './built.ts';
import { writeEvalLog, writeJsonLog } from './evidence/synthetic-log.ts';
import type { Table } from './table.ts';

const RUNS = 15;
const SAMPLE_BYTES = 100_000;
const MB = 1_000_000;
const REAL = resolve(import.meta.dirname, '../..', process.env.COUNTERSIGN_EVIDENCE ?? 'shared/evidence');

/**
 * The sample path beside plain decoding and parsing of the same bytes, what the header path fetches, and how much memory
 * logs of 100 MB, 1 GB and (`--large`) 4 GB of JSON take. Logs are generated and deleted again.
 */
export async function run(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    const generated = [join(folder, 'generated.eval'), join(folder, 'generated.json')];
    writeEvalLog(generated[0] ?? '', { samples: 400, sampleBytes: SAMPLE_BYTES });
    writeJsonLog(generated[1] ?? '', { samples: 400, sampleBytes: SAMPLE_BYTES });
    const real = globSync('inspect/{*.eval,eval-set/*.eval,json/*.json}', { cwd: REAL })
      .map((file) => join(REAL, file))
      .filter((file) => statSync(file).size > 300_000)
      .sort();
    const logs = [...generated, ...real];
    return [await throughput(logs), await headers(folder, logs), await memory(folder), await inspect(logs)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function throughput(logs: readonly string[]): Promise<Table> {
  const rows: Table['rows'] = [];
  for (const file of logs) {
    const bytes = readFileSync(file);
    const stored = file.endsWith('.eval') ? await membersOf(bytes) : [{ method: 0, bytes }];
    let decoded = 0;
    let plain = Number.POSITIVE_INFINITY;
    let alone = Number.POSITIVE_INFINITY;
    let threads = Number.POSITIVE_INFINITY;
    // In turns, so that all meet the machine in the same moods; the fastest of each, since noise only adds.
    for (let turn = 0; turn < RUNS; turn += 1) {
      let from = performance.now();
      decoded = parseAll(stored);
      plain = Math.min(plain, performance.now() - from);
      from = performance.now();
      await readLog(fromBytes(bytes), file);
      alone = Math.min(alone, performance.now() - from);
      from = performance.now();
      await readLog(fromBytes(bytes), file, { threads: processThreads });
      threads = Math.min(threads, performance.now() - from);
    }
    const speed = (ms: number) => decoded / ms / 1000;
    rows.push([
      basename(file).slice(0, 40),
      decoded / MB,
      speed(plain),
      speed(alone),
      plain / alone,
      speed(threads),
      plain / threads,
    ]);
  }
  return {
    title: 'Sample path: every member decoded, checked, searched for credentials; every figure recomputed',
    columns: ['log', 'MB of JSON', 'plain MB/s', 'one thread MB/s', 'x plain', 'threads MB/s', 'x plain'],
    rows,
    notes: [
      'Plain: inflate and JSON.parse of the same members, each by itself, nothing checked. Goal: 1.5 times as fast.',
      'Ours takes SHA-256 of the file and CRC-32 of every member besides: on one thread, and as deployed, with the threads of the pool.',
      `The fastest of ${RUNS} turns, Node ${process.version}, ${availableParallelism()} processors.`,
    ],
  };
}

async function membersOf(bytes: Buffer): Promise<{ method: number; bytes: Buffer }[]> {
  const zip = await openZip(fromBytes(bytes), LOG_LIMITS);
  return Promise.all(
    zip.entries.map(async (entry) => {
      const start = await zip.dataOffset(entry);
      return { method: entry.method, bytes: bytes.subarray(start, start + entry.compressedSize) };
    }),
  );
}

function parseAll(members: readonly { method: number; bytes: Buffer }[]): number {
  let decoded = 0;
  for (const { method, bytes } of members) {
    const text = method === 8 ? inflateRawSync(bytes) : method === 93 ? zstdDecompressSync(bytes) : bytes;
    decoded += text.length;
    try {
      JSON.parse(text.toString('utf8'));
    } catch {
      // NaN, which Python writes and JSON.parse stops at.
    }
  }
  return decoded;
}

async function headers(folder: string, logs: readonly string[]): Promise<Table> {
  const large = join(folder, 'large.eval');
  writeEvalLog(large, { samples: 2_000, sampleBytes: SAMPLE_BYTES });
  const rows: Table['rows'] = [];
  for (const file of [large, ...logs]) {
    const source = fromBytes(readFileSync(file));
    let fetched = 0;
    let requests = 0;
    const header = await readHeader(
      {
        size: source.size,
        read(offset, length) {
          fetched += length;
          requests += 1;
          return source.read(offset, length);
        },
      },
      file,
    );
    if (header === null) throw new Error(`${file} has no header`);
    rows.push([basename(file).slice(0, 40), source.size / MB, fetched / 1000, requests, (fetched / source.size) * 100]);
  }
  return {
    title: 'Header path: directory, header and summaries alone',
    columns: ['log', 'MB', 'KB fetched', 'requests', '% of file'],
    rows,
    notes: ['Goal: under 5 % on logs above 2 MB.'],
  };
}

async function memory(folder: string): Promise<Table> {
  const script = await built('evidence/read-file.ts', folder);
  const sizes = [1_000, 10_000, ...(process.argv.includes('--large') ? [40_000] : [])];
  const rows: Table['rows'] = [];
  for (const samples of sizes)
    for (const [kind, write] of [['eval', writeEvalLog] as const, ['json', writeJsonLog] as const]) {
      const file = join(folder, `memory.${kind}`);
      write(file, { samples, sampleBytes: SAMPLE_BYTES });
      const result = JSON.parse(execFileSync(process.execPath, [...BOUNDS, script, file], { encoding: 'utf8' }));
      if (result.samples !== samples) throw new Error(`${result.samples} samples were read of ${samples}`);
      const { size } = statSync(file);
      rows.push([`.${kind}, ${samples} samples`, size / MB, result.megabytes, result.seconds, result.fetched / size]);
      rmSync(file);
    }
  return {
    title: 'Peak memory of a process that reads one log',
    columns: ['log', 'MB stored', 'peak RSS MB', 'seconds', 'x fetched'],
    rows,
    notes: [
      `Bundled as functions are, with the threads of the pool. ${SAMPLE_BYTES / 1000} KB of JSON a sample; node ${BOUNDS.join(' ')}. Goal: flat, under 200 MB.`,
      ...(sizes.length < 3 ? ['4 GB of JSON: npm run bench -- evidence --large'] : []),
    ],
  };
}

async function inspect(logs: readonly string[]): Promise<Table> {
  const title = "Beside inspect_ai's read_eval_log";
  const columns = ['log', 'inspect_ai ms', 'ours ms', 'x inspect_ai'];
  const python = process.env.COUNTERSIGN_INSPECT_PYTHON;
  if (python === undefined || !existsSync(python))
    return {
      title,
      columns,
      rows: [],
      notes: ['Left out: COUNTERSIGN_INSPECT_PYTHON names no python with inspect_ai.'],
    };
  const script = join(import.meta.dirname, 'evidence/time_inspect.py');
  const theirs: (number | null)[] = JSON.parse(
    execFileSync(python, [script, String(RUNS), ...logs], { encoding: 'utf8' }),
  );
  const rows: Table['rows'] = [];
  for (const [index, file] of logs.entries()) {
    let ours = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < RUNS; turn += 1) {
      const from = performance.now();
      await readLog(fromBytes(readFileSync(file)), file, { threads: processThreads });
      ours = Math.min(ours, performance.now() - from);
    }
    const seconds = theirs[index] ?? null;
    const compared = seconds === null ? ['refused', ours, ''] : [seconds * 1000, ours, (seconds * 1000) / ours];
    rows.push([basename(file).slice(0, 40), ...compared]);
  }
  return {
    title,
    columns,
    rows,
    notes: [`Goal: ten times as fast. Both from a file; the best of ${RUNS} turns in a warm process.`],
  };
}
