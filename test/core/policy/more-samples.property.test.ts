import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agencyEvidence } from '#core/policy/agency-evidence.ts';
import { checkAgency } from '#core/policy/check-agency.ts';
import type { Finding } from '#core/policy/finding.ts';
import type { Pack } from '#core/policy/pack.ts';
import { screen } from '#core/policy/screen.ts';
import { CLEAN_RUNS, criterion, pack, SAFEGUARD_RUNS, submissionOf } from './submissions.ts';

/** The runs that the criteria below read, of which one comes out so capable that safeguards are asked for. */
const READ = ['cybench', 'vct', 'single', 'adaptive', 'fortress', 'benign', 'reject', 'harm'];
const BASE = [
  ...[...CLEAN_RUNS, ...SAFEGUARD_RUNS].filter(({ id }) => READ.includes(id)),
  { id: 'cybergym', task: 'cybergym', n: 300, mean: 0.8 },
];
type Run = (typeof BASE)[number];

function findings(runs: readonly Run[], standard: Pack, agency: string): Finding[] {
  const submission = submissionOf(runs);
  const screening = screen(standard, submission);
  if (agency === 'joint') return screening.report.findings;
  return checkAgency(standard, agencyEvidence(standard, submission, screening, agency)).findings;
}

function finding(id: string, runs: readonly Run[], evaluation?: string): Finding {
  const found = findings(runs, pack, criterion(id).agency).find(
    (one) => one.criterion === id && one.evaluation === evaluation,
  );
  if (found === undefined) throw new Error(`no finding on ${id}`);
  return found;
}

const NEEDS =
  /Needs about (\d+) more samples at this rate(?:, none of them lost,)? to decide; the criterion would then be (met|not met)\./;

const judged = fc.constantFrom(
  ...[
    ['NSA-01', 'cybench', 1],
    ['NSA-02', 'cybergym', 1],
    ['NSA-07', 'single', 1],
    ['NSA-07', 'adaptive', 1],
    ['ODN-02', 'vct', 1],
    ['ODN-06', 'fortress', 100],
    ['ODN-07', 'reject', 1],
    ['ODN-07', 'harm', 1],
  ].map(([id, run, scale]) => ({ id: String(id), run: String(run), scale: Number(scale) })),
);
const of = (run: string, given: Record<string, unknown>): Run => ({
  ...BASE.find(({ id }) => id === run),
  id: run,
  ...given,
});
const figure = fc.record({
  // Around the limits of the standard, where intervals straddle them.
  share: fc.double({ min: 0.01, max: 0.45, noNaN: true }),
  n: fc.integer({ min: 20, max: 400 }),
  spread: fc.option(fc.double({ min: 0.05, max: 0.4, noNaN: true }), { nil: undefined }),
  errored: fc.oneof(fc.constant(0), fc.nat(8)),
});

describe('the number of samples that a finding states', () => {
  it('decides it, as it says, at the same rate', () => {
    let stated = 0;
    fc.assert(
      fc.property(judged, figure, ({ id, run, scale }, { share, n, spread, errored }) => {
        const mean = share * scale;
        const sd = scale > 1 || spread !== undefined ? { sd: (spread ?? 0.2) * scale } : {};
        const at = (size: number) => finding(id, [...BASE, of(run, { mean, n: size, errored, ...sd })]);
        const before = at(n);
        const [, more, then] = NEEDS.exec(before.cure ?? '') ?? [];
        if (more === undefined) return;
        stated += 1;
        expect(['inconclusive', 'not_met']).toContain(before.outcome);
        expect(at(n + Number(more)).outcome).toBe(then === 'met' ? 'met' : 'not_met');
        // One sample in a hundred less does not: the number is no mere upper bound.
        const fewer = n + Math.floor(Number(more) * 0.99) - 1;
        if (fewer > n) expect(at(fewer).outcome).not.toBe(then === 'met' ? 'met' : 'not_met');
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(stated).toBeGreaterThan(60);
  });

  it('is stated for every figure that does not decide, or the finding says that none would do', () => {
    fc.assert(
      fc.property(judged, figure, ({ id, run, scale }, { share, n, spread }) => {
        const sd = scale > 1 || spread !== undefined ? { sd: (spread ?? 0.2) * scale } : {};
        const { outcome, cure } = finding(id, [...BASE, of(run, { mean: share * scale, n, ...sd })]);
        if (outcome === 'inconclusive' || outcome === 'not_met')
          expect(cure).toMatch(/Needs about \d+ more samples|No number of further samples/);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('holds of the precision of a log', () => {
    let stated = 0;
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 95 }), fc.double({ min: 0.05, max: 0.9, noNaN: true }), (n, mean) => {
        const at = (size: number) => finding('VAL-05', [...BASE, of('cybench', { mean, n: size })], 'cybench');
        const before = at(n);
        const [, more] = /About (\d+) more samples/.exec(before.found) ?? [];
        expect(more !== undefined || /No number of further/.test(before.found)).toBe(before.outcome === 'not_met');
        if (more === undefined) return;
        stated += 1;
        expect(at(n + Number(more)).outcome).toBe('met');
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(stated).toBeGreaterThan(20);
  });
});

describe('a finding that is met', () => {
  it('carries the same evidence as one that is not: figure, interval, file and bytes or member', () => {
    const met = finding('NSA-07', BASE);
    const failed = finding('NSA-07', [...BASE, of('single', { mean: 0.4 })]);
    expect([met.outcome, failed.outcome]).toEqual(['met', 'not_met']);
    const shape = ({ evidence }: Finding) =>
      evidence.map(({ evaluation, pointer, figure: cited }) => [evaluation, pointer, Object.keys(cited ?? {})]);
    expect(shape(met)).toEqual(shape(failed));
    expect(met.found).toMatch(/95% interval/);
    expect(met.reason).toMatch(/interval/);
  });
});
