import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFolder } from '../cli/bundle/pack-folder.ts';
import { listFolder } from '../cli/io/folder.ts';
import { BOUNDS, built } from './built.ts';
import { MODEL, writeEvalLog } from './evidence/synthetic-log.ts';
import type { Table } from './table.ts';

const EXAMPLE = join(import.meta.dirname, '../examples/frontier-safeguarded/bundle.json');
const POLICY = join(import.meta.dirname, '../policy');
const STANDARD = 'us-frontier/2026.1';
/** One that criteria read, so that every log is part of what agencies judge. */
const TASK = 'cybench';
const LOGS = [10, 50, 200];
/** Logs of different bytes; the others of a bundle are these under other names. */
const DIFFERENT = 10;
const SAMPLES = 100;
const SAMPLE_BYTES = 100_000;

/**
 * Bundles of ever more logs: what the steps of a review take that open the bundle, read every log and judge the evidence of all, each in
 * a process of its own as each is a function of its own where it is deployed.
 */
export async function run(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  try {
    const program = await built('bundle/step.ts', folder);
    const logs = Array.from({ length: DIFFERENT }, (_, index) => join(folder, `${index}.eval`));
    for (const [index, log] of logs.entries())
      writeEvalLog(log, { samples: SAMPLES + index, sampleBytes: SAMPLE_BYTES });
    const rows: Table['rows'] = [];
    const first = new Map<string, number>();
    for (const count of LOGS) {
      const work = join(folder, String(count));
      await writeBundle(work, logs, count);
      for (const step of ['open', 'read', 'judge']) {
        const { seconds, megabytes } = JSON.parse(
          execFileSync(process.execPath, [...BOUNDS, program, step, work, POLICY, STANDARD], { encoding: 'utf8' }),
        );
        const each = (seconds * 1000) / count;
        if (!first.has(step)) first.set(step, each);
        rows.push([step, count, megabytes, seconds, each, each / (first.get(step) ?? each)]);
      }
      rmSync(work, { recursive: true });
    }
    return [
      {
        title: 'A bundle of many logs: peak memory of a process for each step',
        columns: ['step', 'logs', 'peak RSS MB', 'seconds', 'ms a log', `x of ${LOGS[0]} logs`],
        rows: rows.sort(([a], [b]) => ORDER.indexOf(String(a)) - ORDER.indexOf(String(b))),
        notes: [
          `Logs of ${SAMPLES} to ${SAMPLES + DIFFERENT - 1} samples of ${SAMPLE_BYTES / 1000} KB of JSON; node ${BOUNDS.join(' ')}. Goal: no more memory for more logs.`,
          'open: index, digests, hygiene. read: one log after another in one process, each evidence written away, as a warm function does;',
          `where it is deployed, up to 40 logs are read at once, each by a function of its own. judge: all evidence held, ${STANDARD}.`,
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ORDER = ['open', 'read', 'judge'];

/** A bundle as vendors pack it, with the declarations of an example. */
async function writeBundle(work: string, logs: readonly string[], count: number): Promise<void> {
  const root = join(work, 'files');
  mkdirSync(join(root, 'evals'), { recursive: true });
  const files = Array.from({ length: count }, (_, index) => ({ id: `log-${index}`, path: `evals/log-${index}.eval` }));
  for (const [index, { path }] of files.entries()) linkSync(logs[index % logs.length] ?? '', join(root, path));
  const { documents: _, sectorExclusions: __, ...example } = JSON.parse(readFileSync(EXAMPLE, 'utf8'));
  const manifest = {
    ...example,
    model: { ...example.model, id: MODEL },
    evaluations: files.map((file) => ({ ...file, task: TASK, format: 'inspect-eval', configuration: 'capability' })),
    files: files.map(({ path }) => {
      const bytes = readFileSync(join(root, path));
      const sha256 = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      return { path, bytes: bytes.byteLength, sha256 };
    }),
  };
  writeFileSync(join(root, 'bundle.json'), JSON.stringify(manifest));
  await packFolder(root, await listFolder(root), join(work, 'bundle.zip'));
  rmSync(root, { recursive: true });
}
