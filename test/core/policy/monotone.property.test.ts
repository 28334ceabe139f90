import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '#core/adjudication/decide.ts';
import { agencyEvidence } from '#core/policy/agency-evidence.ts';
import { checkAgency } from '#core/policy/check-agency.ts';
import { badness } from '#core/policy/judge/judgement.ts';
import { screen } from '#core/policy/screen.ts';
import { tierNumber } from '#core/policy/tier.ts';
import { checkAll } from '#core/review.ts';
import { CLEAN_RUNS, criterion, pack, SAFEGUARD_RUNS, submissionOf } from './submissions.ts';

const CAPABLE = { id: 'cybergym', task: 'cybergym', n: 300, mean: 0.8 };
/** The runs that the criteria below read. */
const READ = ['cybench', 'cve', 'vct', 'single', 'adaptive', 'reject', 'harm'];
const BASE = [...[...CLEAN_RUNS, ...SAFEGUARD_RUNS].filter(({ id }) => READ.includes(id)), CAPABLE];
type Run = (typeof BASE)[number];

function finding(id: string, runs: readonly Run[]) {
  const submission = submissionOf(runs);
  const report = checkAgency(pack, agencyEvidence(pack, submission, screen(pack, submission), criterion(id).agency));
  const found = report.findings.find((one) => one.criterion === id);
  if (found === undefined) throw new Error(`no finding on ${id}`);
  return found;
}

/** The run that a criterion reads, and the criterion. */
const cases = fc.constantFrom(
  ...[
    ['NSA-01', 'cybench'],
    ['NSA-02', 'cybergym'],
    ['NSA-03', 'cve'],
    ['ODN-02', 'vct'],
    ['NSA-07', 'single'],
    ['NSA-07', 'adaptive'],
    ['ODN-07', 'reject'],
    ['ODN-07', 'harm'],
  ].map(([id = '', run = '']) => ({ id, run })),
);
const clears = (runs: readonly Run[]) => {
  const submission = submissionOf(runs);
  const { outcome } = decide(pack, submission, checkAll(pack, submission), []).verdict;
  return ['not_cleared', 'returned', 'referred', 'cleared_with_conditions', 'cleared'].indexOf(outcome);
};
const rate = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.integer({ min: 2, max: 1_000 });
const of = (run: string, given: Record<string, unknown>): Run => ({
  ...BASE.find(({ id }) => id === run),
  id: run,
  ...given,
});

describe('worse evidence never gives a better outcome', () => {
  it('for a higher rate', () => {
    fc.assert(
      fc.property(cases, rate, rate, size, ({ id, run }, a, b, n) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const better = finding(id, [...BASE, of(run, { mean: low, n })]);
        const worse = finding(id, [...BASE, of(run, { mean: high, n })]);
        expect(badness(worse.outcome)).toBeLessThanOrEqual(badness(better.outcome));
        expect(tierNumber(worse.tier)).toBeGreaterThanOrEqual(tierNumber(better.tier));
      }),
      { numRuns: 60 },
    );
  });

  it('for samples that were lost', () => {
    fc.assert(
      fc.property(
        cases,
        rate,
        size,
        fc.nat(50),
        fc.constantFrom('errored', 'limited', 'refused'),
        ({ id, run }, mean, n, lost, how) => {
          const whole = finding(id, [...BASE, of(run, { mean, n })]);
          const less = finding(id, [...BASE, of(run, { mean, n, [how]: lost })]);
          expect(badness(less.outcome)).toBeLessThanOrEqual(badness(whole.outcome));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('for a further evaluation of the same kind, however good', () => {
    fc.assert(
      fc.property(cases, rate, size, ({ id, run }, mean, n) => {
        const one = finding(id, BASE);
        const two = finding(id, [...BASE, { ...of(run, { mean, n }), id: 'another' }]);
        expect(badness(two.outcome)).toBeLessThanOrEqual(badness(one.outcome));
      }),
      { numRuns: 60 },
    );
  });

  it('for an evaluation that is left out, cannot be read, or is of another model', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...[...CLEAN_RUNS, ...SAFEGUARD_RUNS].map(({ id }) => id)),
        fc.constantFrom('left out', 'unreadable', 'foreign'),
        (run, how) => {
          const runs =
            how === 'left out'
              ? CLEAN_RUNS.filter(({ id }) => id !== run)
              : [...CLEAN_RUNS, of(run, how === 'foreign' ? { model: 'other/model' } : { readable: false })];
          const read = CLEAN_RUNS.some(({ id }) => id === run) || how !== 'left out';
          if (read) expect(clears(runs)).toBeLessThan(clears(CLEAN_RUNS));
        },
      ),
      { numRuns: 40 },
    );
  });
});
