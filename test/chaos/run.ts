import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chaos, runs } from './chaos.ts';
import { lineOf, totalOf } from './runs/report.ts';

/**
 * `npm run chaos -- [--rounds 10] [--seed 1] [--rate 0.05] [--copies 2]`: the long mode. Each round makes every kind of run, with a seed of
 * its own, which is printed: `--seed` repeats it. Ends with 1 where an invariant did not hold; the state is then left where it is.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    rate: { type: 'string', default: '0.05' },
    copies: { type: 'string', default: '2' },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const [rounds, rate, copies] = [Number(values.rounds), Number(values.rate), Number(values.copies)];
if (![seed, rounds, copies].every(Number.isInteger) || !(rate >= 0 && rate <= 1)) {
  process.stderr.write('chaos: --rounds, --seed and --copies take whole numbers, --rate one from 0 to 1\n');
  process.exit(2);
}
if (!('full disk' in runs)) process.stdout.write('this machine gives processes no mounts of their own: no full disk\n');

const folder = mkdtempSync(join(tmpdir(), 'countersign-chaos-'));
let [made, uploads, faults, violations] = [0, 0, 0, 0];
for await (const report of chaos({ folder, seed, rounds, rate, copies })) {
  process.stdout.write(`${lineOf(report)}\n`);
  made += 1;
  uploads += report.uploads;
  faults += totalOf(report);
  violations += report.violations.length;
}
process.stdout.write(`${made} runs, ${uploads} uploads, ${faults} faults, ${violations} violations\n`);
if (violations > 0) process.stdout.write(`the state of the runs is in ${folder}\n`);
else rmSync(folder, { recursive: true, force: true });
process.exitCode = violations > 0 ? 1 : 0;
