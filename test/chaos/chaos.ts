import { join } from 'node:path';
import { prepareAssembly } from '../../local/assembly/prepare.ts';
import { CACHE, ROOT } from '../../local/root.ts';
import { sampleBundles } from './bundles.ts';
import { disturbed } from './runs/disturbed.ts';
import { canFillDisk, fullDisk } from './runs/full-disk.ts';
import { killed } from './runs/killed.ts';
import type { Report } from './runs/report.ts';
import type { Run } from './runs/run.ts';
import { undisturbed } from './runs/undisturbed.ts';

export interface ChaosOptions {
  /** Folder for all state. */
  readonly folder: string;
  readonly seed: number;
  /** How often each kind of run is made, each time with the next seed. */
  readonly rounds: number;
  readonly rate: number;
  readonly copies: number;
}

/** The kinds of runs that this machine can make. */
export const runs: Readonly<Record<string, Run>> = {
  disturbed,
  killed,
  ...(canFillDisk() && { 'full disk': fullDisk }),
};

/** Makes runs under faults, one after the other. */
export async function* chaos({ folder, seed, rounds, rate, copies }: ChaosOptions): AsyncGenerator<Report> {
  const assembly = await prepareAssembly(ROOT, CACHE, () => {});
  const bundles = await sampleBundles(folder);
  const expected = await undisturbed(assembly, join(folder, 'undisturbed'), bundles);
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(runs)) {
      const own = join(folder, `${name.replaceAll(' ', '-')}-${round}`);
      yield await run({ assembly, folder: own, bundles, expected, seed: seed + round, rate, copies });
    }
}
