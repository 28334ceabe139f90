import { describe, expect, it } from 'vitest';
import { compareScores } from '#core/evidence/compare-scores.ts';
import type { Evidence } from '#core/evidence/evidence.ts';
import { ofTask } from '#core/evidence/of-task.ts';
import { readLog } from '#core/evidence/read-log.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { MAX_SAMPLES, type SampleScores, ScoreKeeper, valuesOf } from '#core/evidence/sample-scores.ts';
import { fromBytes } from '#core/io/random-access.ts';
import { compareRuns } from '#core/policy/compare-runs.ts';
import { evalFile, inspectLog, type Sample } from '../../fixtures/inspect-log.ts';
import { lmRun, THREE_OF_FOUR } from '../../fixtures/lm-eval-run.ts';
import { logFolder } from '../../fixtures/log-folder.ts';

/** Reads a generated Inspect log with the scores of its samples. */
async function run(
  samples: Sample[],
  config: Record<string, unknown> = {},
): Promise<{ evidence: Evidence; scores: SampleScores }> {
  const keeper = new ScoreKeeper();
  const log = fromBytes(evalFile(inspectLog({ samples, config })));
  const evidence = await readLog(log, 'run.eval', { keepScores: keeper.keep });
  return { evidence, scores: keeper.table(evidence) };
}
const { evidence: MATCH } = await run([{ id: 'a', epoch: 1, value: 'C' }]);
const binary = (values: Record<string, 'C' | 'I'>): Sample[] =>
  Object.entries(values).map(([id, value]) => ({ id, epoch: 1, value }));

describe('the scores of samples', () => {
  it('are kept by id, epochs reduced, and make the mean that is stated', async () => {
    const samples: Sample[] = [
      { id: 'b', epoch: 1, value: 'C' },
      { id: 'b', epoch: 2, value: 'I' },
      { id: 'a', epoch: 1, value: 'C' },
      { id: 'a', epoch: 2, value: 'C' },
    ];
    const { evidence, scores } = await run(samples, { epochs: 2 });
    expect(scores.samples).toEqual([['a', 'b']]);
    expect(scores.scores).toEqual([{ score: 'match', list: 0, values: [1, 0.5] }]);
    expect(evidence.recomputed[0]?.mean).toBe(0.75);
  });

  it('of a log of several tasks are those of the task that is declared', async () => {
    const files = lmRun({ tasks: { sums: THREE_OF_FOUR, other: THREE_OF_FOUR }, folder: 'lm/' });
    const keeper = new ScoreKeeper();
    const evidence = ofTask(await readSource(logFolder(files, 'lm'), { keepScores: keeper.keep }), 'sums');
    const table = keeper.table(evidence);
    expect(table.scores.map(({ score }) => score)).toEqual(evidence.recomputed.map(({ score }) => score));
    expect(table.scores.every(({ score }) => score.startsWith('sums/'))).toBe(true);
    expect(table.samples.map((list) => list.length)).toEqual([4]);
  });

  it('are left out with the reason where there are too many of them', () => {
    const keeper = new ScoreKeeper();
    const many = MAX_SAMPLES + 1;
    const ids = Array.from({ length: many }, (_, index) => String(index));
    keeper.keep([{ score: 'match', metric: 'mean', figures: { mean: 1, ids, values: ids.map(() => 1) } }]);
    const table = keeper.table(MATCH);
    expect(table).toEqual({
      samples: [],
      scores: [],
      leftOut: [{ score: 'match', why: expect.stringContaining(`${many} samples`) }],
    });
    expect(compareScores(table, table, 'match')).toMatch(/first run: it has 200001 samples/);
  });

  it('have ids of a bounded length, that stay apart', () => {
    const keeper = new ScoreKeeper();
    const ids = [`${'x'.repeat(10_000)}1`, `${'x'.repeat(10_000)}2`];
    keeper.keep([{ score: 'match', metric: 'mean', figures: { mean: 0.5, ids, values: [0, 1] } }]);
    const table = keeper.table(MATCH);
    expect(new Set(table.samples[0]).size).toBe(2);
    expect(table.samples[0]?.every((id) => id.length < 80)).toBe(true);
  });
});

describe('two runs', () => {
  const first = { q1: 'C', q2: 'C', q3: 'C', q4: 'C', q5: 'I', q6: 'C', own: 'C' } as const;
  const second = { q1: 'C', q2: 'I', q3: 'I', q4: 'I', q5: 'I', q6: 'I', theirs: 'C', more: 'I' } as const;

  it('are compared on the samples that both have', async () => {
    const [a, b] = [await run(binary(first)), await run(binary(second))];
    const { paired, unpaired, why, score } = compareRuns(a, b);
    // Differences 0, 1, 1, 1, 0, 1: mean 4/6, sd (ddof 1) sqrt(4/3 / 5); four samples better, none worse: p = 2 / 16.
    const stderr = Math.sqrt(4 / 3 / 5 / 6);
    expect({ why, score }).toEqual({ why: null, score: 'match' });
    expect(paired).toMatchObject({
      n: 6,
      onlyFirst: 1,
      onlySecond: 2,
      higher: 4,
      lower: 0,
      test: 'mcnemar',
      pValue: 0.125,
    });
    expect(paired?.first).toBeCloseTo(5 / 6, 12);
    expect(paired?.second).toBeCloseTo(1 / 6, 12);
    expect(paired?.difference).toBeCloseTo(4 / 6, 12);
    expect(paired?.stderr).toBeCloseTo(stderr, 12);
    expect(paired?.interval?.low).toBeCloseTo(4 / 6 - 1.959963984540054 * stderr, 9);
    expect(unpaired).toMatchObject({ first: 6 / 7, second: 2 / 8, n: 7, m: 8 });
  });

  it('are compared by their means where they share no sample, and the reason is given', async () => {
    const [a, b] = [await run(binary({ a: 'C', b: 'I' })), await run(binary({ c: 'C', d: 'C' }))];
    const { paired, unpaired, why } = compareRuns(a, b);
    expect(paired).toBeNull();
    expect(unpaired).toMatchObject({ difference: -0.5, n: 2, m: 2 });
    expect(why).toMatch(/share no sample/);
  });

  it('are not compared where one of them has no figure', async () => {
    const a = await run(binary(first));
    expect(compareRuns(a, { evidence: null, scores: null })).toEqual({
      score: 'match',
      paired: null,
      unpaired: null,
      why: 'the other run has no plain mean of "match"',
    });
  });
});

describe('a table of several scores', () => {
  it.each([
    ['the same samples', ['a', 'b', 'c']],
    ['others', ['b', 'c', 'd']],
    ['the same in another order', ['c', 'a', 'b']],
    ['one with a long id', ['a', 'b', `c${'x'.repeat(100)}`]],
  ])('has each value by its sample where they are of %s', (_, ids) => {
    const keeper = new ScoreKeeper();
    const first = { mean: 1, ids: ['a', 'b', 'c'], values: [1, 2, 3] };
    const second = { mean: 1, ids, values: [4, 5, 6] };
    keeper.keep([
      { score: 'match', metric: 'mean', figures: first },
      { score: 'other', metric: 'accuracy', figures: second },
      { score: 'spread', metric: 'std', figures: first },
    ]);
    const [one] = MATCH.recomputed;
    const recomputed = ['match', 'other', 'spread'].map((score) => ({ ...(one ?? expect.fail()), score }));
    const table = keeper.table({ recomputed });
    expect(table.scores.map(({ score }) => score)).toEqual(['match', 'other']);
    expect(table.samples).toHaveLength(ids.join() === 'a,b,c' ? 1 : 2);
    expect(Object.fromEntries(valuesOf(table, 'match') ?? [])).toEqual({ a: 1, b: 2, c: 3 });
    const values = [...(valuesOf(table, 'other') ?? [])];
    expect(values.map(([, value]) => value).sort()).toEqual([4, 5, 6]);
    for (const [index, id] of ids.entries())
      if (id.length < 80) expect(valuesOf(table, 'other')?.get(id)).toBe(index + 4);
  });
});
