import { describe, expect, it } from 'vitest';
import { explain } from '#core/policy/explain/explain.ts';
import { rulePartsOf } from '#core/policy/explain/rule-parts.ts';
import { checkAll } from '#core/review.ts';
import { CLEAN_RUNS, pack, SAFEGUARD_RUNS, submissionOf } from './submissions.ts';

const CAPABLE = { id: 'cybergym', task: 'cybergym', n: 300, mean: 0.8 };

describe('the parts of a rule', () => {
  it('are shown with their values, the whole rule first, nothing of what is inside a macro', () => {
    const parts = rulePartsOf('size(items) > 1 && !items.exists(x, x == limit.name) || limit.most >= 2', {
      items: ['a', 'b'],
      limit: { name: 'b', most: 3 },
    });
    expect(parts.map(({ expression, value }) => [expression, value])).toEqual([
      ['size(items) > 1 && !items.exists(x, x == limit.name) || limit.most >= 2', true],
      ['size(items) > 1 && !items.exists(x, x == limit.name)', false],
      ['size(items) > 1', true],
      ['size(items)', 2],
      ['items', ['a', 'b']],
      ['!items.exists(x, x == limit.name)', false],
      ['items.exists(x, x == limit.name)', true],
      ['limit.most >= 2', true],
      ['limit.most', 3],
    ]);
  });

  it.each([
    '(a.x || a.y) && (a.n > 1 || (a.x && a.y))',
    '!(a.x || a.y) || ((a.n >= 2))',
    '((a.n + 1.0) * 2.0) > (a.n)',
    'a.text in ["(", ")"] && (a.x)',
    'a.x ? (a.n > 1) : (a.y)',
  ])('keep the brackets that group them: %s', (rule) => {
    for (const { error } of rulePartsOf(rule, { a: { x: true, y: false, n: 3, text: '(' } }))
      expect(error).toBeUndefined();
  });

  it('say where one breaks', () => {
    const parts = rulePartsOf('ratio(a.n, a.zero) > 0.5', { a: { n: 1, zero: 0 } });
    expect(parts.find(({ expression }) => expression === 'ratio(a.n, a.zero)')).toMatchObject({
      value: null,
      error: expect.stringContaining('zero'),
    });
  });
});

describe('an explanation', () => {
  const runs = [...CLEAN_RUNS, ...SAFEGUARD_RUNS, CAPABLE];
  const submission = submissionOf(runs);
  const all = checkAll(pack, submission).flatMap(({ findings }) => findings);

  it.each(pack.criteria.map(({ id }) => id))('of %s has the findings of the review, and what its rules gave', (id) => {
    const { findings, occasions, judged } = explain(pack, submission, id);
    expect(findings).toEqual(all.filter(({ criterion }) => criterion === id));
    expect(judged).toBe(true);
    for (const { runs: ran } of occasions)
      for (const { gave, parts, error } of ran) {
        expect(error).toBeUndefined();
        // Each rule worked out again from its values comes to what it gave in the review.
        expect(parts[0]).toMatchObject({ value: gave });
      }
    if (findings.some(({ outcome }) => outcome === 'met' || outcome === 'not_met'))
      expect(occasions.length).toBeGreaterThan(0);
  });

  it('shows a figure with its lost samples counted the worst way, and nothing that was only tried out', () => {
    const lost = submissionOf([...runs, { id: 'cybench', task: 'cybench', n: 100, mean: 0.2, errored: 30 }]);
    const { findings, occasions } = explain(pack, lost, 'NSA-01');
    expect(findings[0]?.outcome).toBe('inconclusive');
    const figures = occasions.filter(({ score }) => score !== undefined);
    expect(figures.map(({ lostCountWorst }) => lostCountWorst)).toEqual([false, true]);
    expect(figures.map(({ runs: ran }) => ran.find(({ field }) => field === 'rule.met')?.gave)).toEqual([true, false]);
  });

  it('has the higher tier where the lost samples, counted the worst way, would set it', () => {
    const declared = { humanBaseline: 0.6 };
    const run = { id: 'bench', task: 'lab_bench_protocolqa', n: 1000, mean: 0.6, declared };
    const others = runs.filter(({ id }) => id !== 'bench');
    const tierOf = (more: object) =>
      explain(pack, submissionOf([...others, { ...run, ...more }]), 'ODN-03').findings.map(({ outcome, tier }) => [
        outcome,
        tier,
      ]);
    expect(tierOf({})).toEqual([['not_met', 'T1']]);
    expect(tierOf({ refused: 20 })).toEqual([['not_met', 'T1']]);
    expect(tierOf({ refused: 100 })).toEqual([['not_met', 'T2']]);
  });

  it('is refused for a criterion that is not there', () => {
    expect(() => explain(pack, submission, 'XYZ-01')).toThrow(RangeError);
  });
});
