import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chaos, runs } from './chaos.ts';
import { lineOf, totalOf } from './runs/report.ts';

/**
 * The long mode of the chaos harness. Each round makes every kind of run, with a seed of its own, which is printed. The state is left where
 * it is where an invariant did not hold.
 */
const USAGE = `npm run chaos -- [--rounds 10] [--seed N] [--rate 0.05] [--copies 2]

  --rounds  how often every kind of run is made
  --seed    repeats the rounds that were printed with it; a random one where it is left out
  --rate    share of the calls that fail, from 0 to 1
  --copies  how often each sample bundle is uploaded in a run

Ends with 0 where every invariant held, with 1 where one did not, with 2 where it was called wrongly.
`;
const { values } = options();

function options() {
  try {
    return parseArgs({
      options: {
        rounds: { type: 'string', default: '10' },
        seed: { type: 'string' },
        rate: { type: 'string', default: '0.05' },
        copies: { type: 'string', default: '2' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const [rounds, rate, copies] = [Number(values.rounds), Number(values.rate), Number(values.copies)];
if (![seed, rounds, copies].every(Number.isInteger) || !(rate >= 0 && rate <= 1)) {
  process.stderr.write(`chaos: --rounds, --seed and --copies take whole numbers, --rate one from 0 to 1\n\n${USAGE}`);
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
