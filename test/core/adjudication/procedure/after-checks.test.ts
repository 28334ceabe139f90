import { describe, expect, it } from 'vitest';
import { afterChecks, type Checked, ChecksRefused } from '#core/adjudication/procedure/after-checks.ts';
import { statusOf } from '#core/adjudication/procedure/standing.ts';
import type { Finding } from '#core/policy/finding.ts';
import { FINDING, VERDICT } from '../../../cli/support/verdicts.ts';
import { mandatory, Play, reviewer, VENDOR } from '../case/play.ts';

const AT = '2026-03-02T18:00:00.000Z';
const point: Finding = { ...FINDING, agency: 'nsa', kind: 'safeguard', severity: 'blocker', outcome: 'inconclusive' };
const checked = (outcome: Checked['verdict']['outcome'], more: Partial<Checked> = {}): Checked => ({
  vendor: 'acme',
  bundle: 1,
  digest: 'sha256:1',
  verdict: { ...VERDICT, outcome },
  findings: [],
  track: 'standard',
  changed: [],
  ...more,
});
const types = ({ events }: ReturnType<typeof afterChecks>) => events.map(({ type }) => type);

describe('the verdict of the checks', () => {
  it.each([
    ['cleared', 'decided', ['accepted', 'checks_started', 'decided']],
    ['not_cleared', 'decided', ['accepted', 'checks_started', 'decided']],
    ['referred', 'agency_review', ['accepted', 'checks_started', 'referred']],
    ['returned', 'returned', ['returned']],
  ] as const)('%s takes a new case to %s', (outcome, stage, then) => {
    const result = afterChecks(mandatory, null, checked(outcome), AT);
    expect(types(result)).toEqual(['opened', 'screening_started', ...then]);
    expect(result.state.stage).toBe(stage);
  });

  it('that is in the case already changes nothing', () => {
    const { state } = afterChecks(mandatory, null, checked('referred'), AT);
    expect(afterChecks(mandatory, state, checked('referred'), AT)).toEqual({ events: [], state });
  });

  it('is refused where it clears over a point that is open', () => {
    const clears = () => afterChecks(mandatory, null, checked('cleared', { findings: [point] }), AT);
    expect(clears).toThrow(ChecksRefused);
    expect(clears).toThrow(/us-frontier\/2026\.1, "cleared" on bundle 1: The checks cannot end in "cleared"/);
  });

  it('is refused on another version of the bundle than the one under review', () => {
    const play = Play.inReview();
    play.do(1, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'Longer.' });
    const late = () => afterChecks(play.rules, play.now, checked('referred'), '2026-03-03T18:00:00.000Z');
    expect(late).toThrow('bundle 2 is under review');
  });

  it('on an amended bundle leaves the determinations of agencies whose findings did not change', () => {
    const play = Play.inReview();
    play.determine(1, 'nsa', { kind: 'concur' });
    play.do(1, reviewer('odni'), { type: 'determine', determination: { kind: 'concur' } });
    play.do(2, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'Longer.' });
    const amended = checked('cleared', { bundle: 2, changed: ['odni'] });
    const result = afterChecks(play.rules, play.now, amended, '2026-03-04T18:00:00.000Z');
    expect(types(result)).toEqual(['referred']);
    expect(result.state.determinations.map(({ agency, void: gone }) => [agency, gone === null])).toEqual([
      ['nsa', true],
      ['odni', false],
    ]);
  });

  it('that returns an amended bundle leaves the one before under review', () => {
    const play = Play.inReview();
    play.do(2, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'Longer.' });
    const result = afterChecks(play.rules, play.now, checked('returned', { bundle: 2 }), '2026-03-04T18:00:00.000Z');
    expect(types(result)).toEqual(['amendment_rejected']);
    expect(result.state).toMatchObject({ stage: 'agency_review', bundles: [{ rejected: false }, { rejected: true }] });
  });

  it('on the cure of a returned bundle screens it anew', () => {
    const { state } = afterChecks(mandatory, null, checked('returned'), AT);
    const play = new Play(mandatory);
    play.state = state;
    play.do(1, VENDOR, { type: 'amend', digest: 'sha256:2', note: 'Cured.', bundle: 4 });
    const result = afterChecks(mandatory, play.now, checked('cleared', { bundle: 4 }), '2026-03-04T18:00:00.000Z');
    expect(types(result)).toEqual(['accepted', 'checks_started', 'decided']);
    expect(result.state.bundles.map(({ n }) => n)).toEqual([1, 4]);
  });
});

it('numbers no bundle before the last', () => {
  const play = Play.inReview();
  const amend = (digest: string, bundle: number) => play.do(1, VENDOR, { type: 'amend', digest, note: 'So.', bundle });
  expect(amend('sha256:2', 1)).toBe('Bundle 1 is under review; version 1 is none after it.');
});

describe('the status of a case', () => {
  const at = (...stages: Parameters<typeof statusOf>[0][number]['stage'][]) =>
    statusOf(stages.map((stage) => ({ stage, outcome: 'referred', tier: null, verdict: 1, verdicts: 1 })));
  it.each([
    [['decided', 'automated_checks', 'agency_review'], 'in_review'],
    [['decided', 'agency_review', 'on_hold'], 'waiting_for_people'],
    [['appeal', 'decided'], 'waiting_for_people'],
    [['on_hold', 'decided'], 'waiting_for_vendor'],
    [['decided', 'returned', 'withdrawn', 'lapsed'], 'decided'],
  ] as const)('in %s is %s', (stages, status) => {
    expect(at(...stages)).toBe(status);
  });
});
