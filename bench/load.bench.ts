import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareAssembly } from '../local/assembly/prepare.ts';
import { CACHE, ROOT } from '../local/root.ts';
import { startRuntime } from '../local/runtime.ts';
import { exampleZip } from '../test/e2e/support/countersign.ts';
import { Uploader } from './load/flood.ts';
import { withoutTurns } from './load/without-turns.ts';
import type { Table } from './table.ts';

const size = process.argv.find((argument) => argument.startsWith('--flood='));
/** Bundles that one vendor sends at once. */
const FLOOD = size === undefined ? 1_000 : Number(size.slice('--flood='.length));
/** Reviews of honest vendors alone, and at most so many while the flood lasts. */
const ALONE = 10;
const HONEST = 60;

/** A thousand bundles of one vendor at once, and honest vendors among them, each with one bundle, with turns and without. */
export async function run(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-load-'));
  try {
    const assembly = await prepareAssembly(ROOT, CACHE, () => {});
    const open = withoutTurns(assembly, join(folder, 'assembly'));
    return [
      await flooded('with turns', assembly, join(folder, 'with')),
      await flooded('every review at once', open, join(folder, 'without')),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function flooded(how: string, assembly: string, state: string): Promise<Table> {
  const runtime = await startRuntime({ assembly, state });
  try {
    const uploader = new Uploader(runtime.profile);
    const [honest, hostile] = await Promise.all([exampleZip('modest-model'), exampleZip('incomplete')]);
    await uploader.review('larkspur', honest);
    const alone: number[] = [];
    for (let n = 0; n < ALONE; n += 1) alone.push(await uploader.review('larkspur', honest));

    const from = Date.now();
    let over = false;
    const flood = uploader.flood('tern', hostile, FLOOD).finally(() => (over = true));
    const among: number[] = [];
    while (!over && among.length < HONEST) among.push(await uploader.review('larkspur', honest));
    const times = await flood;
    const minutes = (Date.now() - from) / 60_000;

    const base = quantile(alone, 0.5);
    const row = (who: string, of: readonly number[]) => {
      const [p50, p99] = [quantile(of, 0.5), quantile(of, 0.99)];
      return [who, of.length, p50, p99, p50 / base, p99 / base];
    };
    return {
      title: `${FLOOD} bundles of one vendor at once, ${how}: upload to verdict`,
      columns: ['whose', 'bundles', 'p50 ms', 'p99 ms', 'p50 x alone', 'p99 x alone'],
      rows: [row('an honest vendor alone', alone), row('an honest vendor meanwhile', among), row('the flood', times)],
      notes: [
        `${Math.round((FLOOD + among.length) / minutes)} cases a minute while it lasted (${minutes.toFixed(1)} minutes).`,
      ],
    };
  } finally {
    await runtime.stop();
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
