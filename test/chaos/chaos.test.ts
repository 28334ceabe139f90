import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/support/countersign.ts';
import { chaos } from './chaos.ts';
import { lineOf, totalOf } from './runs/report.ts';

const folder = temporaryFolder();
afterAll(() => folder.discard());

/** Under this seed every kind of fault of functions, services and events happens. */
const SEED = 1;

it('holds what it promises while functions, services, events, clocks, processes and disks fail', async () => {
  for await (const report of chaos({ folder: folder.path, seed: SEED, rounds: 1, rate: 0.05, copies: 1 })) {
    expect(report.violations, lineOf(report)).toEqual([]);
    expect(totalOf(report), lineOf(report)).toBeGreaterThan(0);
    expect(report.same + report.others, lineOf(report)).toBeGreaterThanOrEqual(report.uploads);
  }
}, 600_000);
