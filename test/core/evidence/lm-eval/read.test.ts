import { describe, expect, it } from 'vitest';
import { Evidence } from '#core/evidence/evidence.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { type LmRun, lmRun, lmSamples, STAMP, THREE_OF_FOUR, taskHash } from '../../../fixtures/lm-eval-run.ts';
import { jsonLines, logFolder } from '../../../fixtures/log-folder.ts';

async function read(files: Record<string, string>, path = 'run') {
  const source = logFolder(files, path);
  const evidence = await readSource(source);
  expect(source.opened()).toBe(0);
  expect(Evidence.parse(evidence)).toEqual(evidence);
  return evidence;
}
const readRun = (run: LmRun) => read(lmRun(run));
const ids = (evidence: Evidence) => evidence.flags.map(({ id }) => id);
const figure = (evidence: Evidence, score: string) =>
  evidence.recomputed.find((entry) => entry.score === score) ?? expect.fail(`no ${score}`);

describe('a run of lm-evaluation-harness', () => {
  it('is read as one evidence that says what was run and what came of it', async () => {
    const evidence = await readRun({ tasks: { sums: THREE_OF_FOUR } });
    expect(evidence).toMatchObject({
      format: 'lm-eval',
      tool: 'lm-evaluation-harness 0.4.9',
      task: 'sums',
      taskVersion: '1',
      model: 'acme/aster-1',
      status: 'success',
      created: '2026-03-01T10:00:00.500Z',
      dataset: { name: 'acme/sums', size: 4, selected: 4 },
      samples: 4,
      ids: 4,
      flags: [],
    });
    expect(evidence.recomputed).toMatchObject([
      { score: 'sums/acc,none', metric: 'mean', mean: 0.75, stderr: 0.25, n: 4, claimed: 0.75, difference: 0 },
    ]);
    expect(evidence.claims.map(({ metric, value }) => [metric, value])).toEqual([
      ['mean', 0.75],
      ['stderr', 0.25],
    ]);
  });

  it('points each claim to its own bytes, and each figure to its samples', async () => {
    const files = lmRun({ tasks: { sums: THREE_OF_FOUR } });
    const evidence = await read(files);
    for (const { pointer, value } of evidence.claims) {
      const [start, end] = pointer.bytes ?? expect.fail('no bytes');
      expect(files[pointer.file]?.slice(start, end)).toBe(String(value));
    }
    expect(figure(evidence, 'sums/acc,none').pointer.file).toBe(`run/samples_sums_${STAMP}.jsonl`);
  });

  it('is the same log by its results file and by its folder; one task by its samples', async () => {
    const files = lmRun({ tasks: { sums: THREE_OF_FOUR, products: THREE_OF_FOUR } });
    const whole = await read(files);
    expect(await read(files, `run/results_${STAMP}.json`)).toEqual(whole);
    const one = await read(files, `run/samples_sums_${STAMP}.jsonl`);
    expect(one.recomputed).toEqual([figure(whole, 'sums/acc,none')]);
  });

  it('takes of the files beside a results file only those of its run', async () => {
    const other = lmRun({
      tasks: { sums: { ...THREE_OF_FOUR, samples: lmSamples([0, 0, 0, 0]) } },
      stamp: '2026-03-02T10-00-00.1',
    });
    const evidence = await read(
      { ...other, ...lmRun({ tasks: { sums: THREE_OF_FOUR } }) },
      `run/results_${STAMP}.json`,
    );
    expect(figure(evidence, 'sums/acc,none').mean).toBe(0.75);
    expect(ids(evidence)).toEqual([]);
  });

  it('of a task run twice takes the later run, and tells of the other', async () => {
    const worse = { ...THREE_OF_FOUR, samples: lmSamples([1, 0, 0, 0]), results: { 'acc,none': 0.25 } };
    const evidence = await read({
      ...lmRun({ tasks: { sums: worse }, stamp: '2026-03-01T08-00-00.1', header: { date: 1_772_352_000 } }),
      ...lmRun({ tasks: { sums: THREE_OF_FOUR } }),
    });
    expect(evidence.recomputed.map(({ mean }) => mean)).toEqual([0.75]);
    expect(evidence.flags).toMatchObject([{ id: 'several-runs', message: expect.stringContaining('acc,none 0.25') }]);
  });
});

describe('a folder of several models', () => {
  const other: LmRun = {
    tasks: { sums: { samples: lmSamples([0, 0, 0, 1]), results: { 'acc,none': 0.25, 'acc_stderr,none': 0.25 } } },
    groups: { all: { tasks: ['sums'], results: { 'acc,none': 0.25 } } },
    header: { model_name: 'acme/boreal-2' },
  };

  it('keeps their runs apart, also of one task at one time, and names the model in each score', async () => {
    const evidence = await read({
      ...lmRun({ tasks: { sums: THREE_OF_FOUR }, folder: 'run/aster/' }),
      ...lmRun({ ...other, folder: 'run/boreal/' }),
    });
    expect(evidence.recomputed.map(({ score, mean, claimed }) => [score, mean, claimed])).toEqual([
      ['acme/aster-1/sums/acc,none', 0.75, 0.75],
      ['acme/boreal-2/sums/acc,none', 0.25, 0.25],
      ['acme/boreal-2/all/acc,none', 0.25, 0.25],
    ]);
    expect(evidence).toMatchObject({ task: 'sums', model: 'acme/aster-1, acme/boreal-2', samples: 8 });
    expect(ids(evidence)).toEqual(['several-models']);
  });
});

describe('groups', () => {
  const sums = THREE_OF_FOUR;
  const products = {
    samples: lmSamples([0, 0, 0, 1, 1, 1, 1, 1]),
    results: { 'acc,none': 0.625, 'acc_stderr,none': 0.1829813 },
  };
  // (4 · 3 · 0.25² + 8 · 7 · 0.18298²) / (12 − 2) / 12, by hand
  const pooled = Math.sqrt((4 * 3 * 0.25 ** 2 + 8 * 7 * 0.1829813 ** 2) / 10 / 12);

  it('are weighted by the samples of their tasks, through groups of groups', async () => {
    const evidence = await readRun({
      tasks: { sums, products },
      groups: {
        arithmetic: { tasks: ['sums', 'inner'], results: { 'acc,none': 8 / 12, 'acc_stderr,none': pooled } },
        inner: { tasks: ['products'], results: { 'acc,none': 0.625 } },
      },
    });
    expect(evidence.task).toBe('arithmetic');
    expect(figure(evidence, 'arithmetic/acc,none')).toMatchObject({ n: 12, interval: { method: 'wilson' } });
    expect(figure(evidence, 'arithmetic/acc,none').mean).toBeCloseTo(8 / 12, 12);
    expect(figure(evidence, 'arithmetic/acc,none').stderr).toBeCloseTo(pooled, 6);
    expect(ids(evidence)).toEqual([]);
  });

  it('may be the plain mean over tasks, where that is what is claimed', async () => {
    const evidence = await readRun({
      tasks: { sums, products },
      groups: { arithmetic: { tasks: ['sums', 'products'], results: { 'acc,none': 0.6875 } } },
    });
    expect(figure(evidence, 'arithmetic/acc,none').difference).toBe(0);
  });

  it('that are claimed otherwise than both are flagged, with samples and without', async () => {
    const run: LmRun = {
      tasks: { sums, products },
      groups: { arithmetic: { tasks: ['sums', 'products'], results: { 'acc,none': 0.9 } } },
    };
    expect(ids(await readRun(run))).toEqual(['metric-differs']);
    const [results] = Object.entries(lmRun(run));
    const evidence = await read(Object.fromEntries(results ? [results] : []));
    expect(evidence.flags).toContainEqual(
      expect.objectContaining({
        id: 'metric-differs',
        message: expect.stringContaining('the claims of its own tasks give'),
      }),
    );
  });

  it('that hold themselves end', async () => {
    const evidence = await readRun({
      tasks: { sums },
      groups: { arithmetic: { tasks: ['arithmetic', 'sums'], results: { 'acc,none': 0.75 } } },
    });
    expect(figure(evidence, 'arithmetic/acc,none').mean).toBe(0.75);
  });
});

describe('metrics and filters', () => {
  it('are told apart by their filter', async () => {
    const strict = lmSamples([1, 0, 0, 0], 'exact_match', 'strict-match');
    const loose = lmSamples([1, 1, 0, 0], 'exact_match', 'flexible-extract');
    const evidence = await readRun({
      tasks: {
        sums: {
          samples: strict.flatMap((row, index) => [row, loose[index] ?? row]),
          results: { 'exact_match,strict-match': 0.25, 'exact_match,flexible-extract': 0.5 },
          effective: 4,
          original: 4,
        },
      },
    });
    expect(evidence.recomputed.map(({ mean }) => mean)).toEqual([0.25, 0.5]);
    expect(evidence).toMatchObject({ samples: 4, ids: 4, flags: [] });
  });

  it('of rows that do not name their filter are not guessed', async () => {
    const evidence = await readRun({
      tasks: {
        sums: {
          samples: lmSamples([1, 0, 0, 0], 'exact_match', null),
          results: { 'exact_match,strict-match': 0.25, 'exact_match,flexible-extract': 0.5 },
        },
      },
    });
    expect(evidence.recomputed.map(({ why }) => why)).toEqual(
      Array(2).fill(expect.stringContaining('which of several filters')),
    );
  });

  it('of one filter need not name it, nor in version 0.3 have any', async () => {
    const samples = lmSamples([1, 0, 1, 1], 'acc', null);
    expect((await readRun({ tasks: { sums: { ...THREE_OF_FOUR, samples } } })).recomputed[0]?.mean).toBe(0.75);
    const results = { acc: 0.75, acc_stderr: 0.25 };
    expect((await readRun({ tasks: { sums: { samples, results } } })).recomputed).toMatchObject([
      { score: 'sums/acc', mean: 0.75, difference: 0 },
    ]);
  });

  it('under another aggregation are recomputed where it is known, else say why not', async () => {
    const config = {
      metric_list: [
        { metric: 'perplexity', aggregation: 'perplexity' },
        { metric: 'f1', aggregation: 'def micro_f1(items):\n    return 1\n' },
      ],
    };
    const samples = lmSamples([-1, -2, -3], 'perplexity').map((row) => ({ ...row, f1: [['a'], ['b']] }));
    const evidence = await readRun({
      tasks: {
        sums: { samples, config, results: { 'perplexity,none': Math.exp(2), 'f1,none': 0.5, 'f1_stderr,none': 'N/A' } },
      },
    });
    expect(evidence.recomputed[0]?.mean).toBeCloseTo(Math.exp(2), 12);
    expect(evidence.recomputed[0]?.stderr).toBeNull();
    expect(evidence.recomputed[1]).toMatchObject({
      metric: 'micro_f1',
      mean: null,
      why: expect.stringContaining('micro_f1'),
    });
    expect(evidence.claims.map(({ metric }) => metric)).toEqual(['perplexity', 'micro_f1']);
    expect(ids(evidence)).toEqual(['cannot-recompute']);
  });

  // Expected values: scikit-learn 1.9.1 (f1_score, matthews_corrcoef); the others by hand.
  it.each<[string, string | undefined, unknown[], number]>([
    [
      'f1',
      'f1',
      [
        [1, 1],
        [1, 0],
        [0, 1],
        [1, 1],
        [0, 0],
      ],
      2 / 3,
    ],
    [
      'f1',
      undefined,
      [
        [true, true],
        [1, 0],
        [0, 0],
      ],
      2 / 3,
    ],
    [
      'f1',
      'f1',
      [
        [0, 0],
        [0, 0],
      ],
      0,
    ],
    [
      'mcc',
      undefined,
      [
        [1, 1],
        [1, 0],
        [0, 1],
        [1, 1],
        [0, 0],
      ],
      1 / 6,
    ],
    [
      'mcc',
      'matthews_corrcoef',
      [
        [0, 0],
        [1, 2],
        [2, 2],
        [1, 1],
        [2, 0],
      ],
      0.4375,
    ],
    [
      'mcc',
      'matthews_corrcoef',
      [
        [1, 1],
        [1, 1],
      ],
      0,
    ],
    [
      'word_perplexity',
      'weighted_perplexity',
      [
        [-12, 4],
        [-6, 2],
        [-9, 6],
      ],
      Math.exp(27 / 12),
    ],
    [
      'bits_per_byte',
      undefined,
      [
        [-12, 40],
        [-6, 20],
      ],
      18 / 60 / Math.LN2,
    ],
    [
      'brier_score',
      undefined,
      [
        [0, [0.8, 0.2]],
        [1, [0.5, 0.5]],
      ],
      (0.08 + 0.5) / 2,
    ],
  ])('%s as %s is made of all samples at once', async (metric, aggregation, values, expected) => {
    const samples = lmSamples(
      values.map(() => 0),
      metric,
    ).map((row, index) => ({ ...row, [metric]: values[index] }));
    const config = { metric_list: [{ metric, ...(aggregation && { aggregation }) }] };
    const evidence = await readRun({ tasks: { sums: { samples, config, results: { [`${metric},none`]: expected } } } });
    expect(evidence.recomputed[0]?.mean).toBeCloseTo(expected, 12);
    expect(evidence.recomputed[0]).toMatchObject({ n: values.length, stderr: null, interval: null });
    expect(ids(evidence)).toEqual([]);
  });

  it.each<[string, unknown[], string]>([
    [
      'f1',
      [
        [1, 1],
        [2, 0],
      ],
      'F1 is of the classes 0 and 1, and the samples have others',
    ],
    [
      'f1',
      [
        [1, 1],
        ['a', 'b'],
      ],
      'sample "1" has no pair of numbers as its value',
    ],
    ['brier_score', [[2, [0.5, 0.5]]], 'a sample has no probability for the class that is right'],
    ['word_perplexity', [[-1, 0]], 'the lengths of the samples add up to nothing'],
    ['word_perplexity', [[-1, [2]]], 'a sample has a list where a number is expected'],
  ])('%s says why samples do not give it', async (metric, values, why) => {
    const samples = lmSamples(
      values.map(() => 0),
      metric,
    ).map((row, index) => ({ ...row, [metric]: values[index] }));
    const evidence = await readRun({ tasks: { sums: { samples, results: { [`${metric},none`]: 0.5 } } } });
    expect(evidence.recomputed[0]).toMatchObject({ mean: null, why });
    expect(ids(evidence)).toEqual(['cannot-recompute']);
  });
});

describe('flags', () => {
  const samples = THREE_OF_FOUR.samples;
  it.each<[string, string[], LmRun]>([
    [
      'rows that were changed',
      ['task-hash-differs'],
      { tasks: { sums: THREE_OF_FOUR }, header: { task_hashes: { sums: taskHash(samples.slice(1)) } } },
    ],
    [
      'rows that were moved',
      ['task-hash-differs'],
      {
        tasks: { sums: { ...THREE_OF_FOUR, samples: samples.toReversed() } },
        header: { task_hashes: { sums: taskHash(samples) } },
      },
    ],
    [
      'fewer rows than the results count',
      ['sample-count-differs'],
      { tasks: { sums: { ...THREE_OF_FOUR, effective: 5, original: 5 } } },
    ],
    [
      'a limit',
      ['limited-dataset'],
      { tasks: { sums: { ...THREE_OF_FOUR, original: 40 } }, header: { config: { limit: 4 } } },
    ],
    ['a part of the data set', ['partial-dataset'], { tasks: { sums: { ...THREE_OF_FOUR, original: 40 } } }],
    [
      'a claim in percent',
      ['percent-scale', 'metric-differs'],
      { tasks: { sums: { ...THREE_OF_FOUR, results: { 'acc,none': 75 } } } },
    ],
    ['another mean', ['metric-differs'], { tasks: { sums: { ...THREE_OF_FOUR, results: { 'acc,none': 0.752 } } } }],
    [
      'another standard error',
      ['metric-differs'],
      { tasks: { sums: { ...THREE_OF_FOUR, results: { 'acc,none': 0.75, 'acc_stderr,none': 0.2 } } } },
    ],
    [
      'NaN and infinities',
      ['nan-value', 'nan-value', 'cannot-recompute'],
      {
        tasks: {
          sums: {
            samples: lmSamples([Number.POSITIVE_INFINITY, 1]),
            results: { 'acc,none': Number.POSITIVE_INFINITY, 'acc_stderr,none': Number.NaN },
          },
        },
      },
    ],
    [
      'a sample twice',
      ['duplicate-samples', 'task-hash-differs'],
      {
        tasks: { sums: { ...THREE_OF_FOUR, samples: [...samples, ...samples.slice(3)], effective: 4, original: 4 } },
        header: { task_hashes: { sums: taskHash(samples) } },
      },
    ],
    [
      'a sample under another id',
      ['repeated-samples'],
      {
        tasks: {
          sums: {
            samples: [...samples, ...samples.slice(3).map((row) => ({ ...row, doc_id: 9 }))],
            results: { 'acc,none': 0.8 },
          },
        },
      },
    ],
    ['a data set cut before the run', ['partial-dataset'], { tasks: { cybench: THREE_OF_FOUR } }],
    ['an alias', ['model-alias'], { tasks: { sums: THREE_OF_FOUR }, header: { model_name: 'aster-latest' } }],
    ['no model', ['model-placeholder'], { tasks: { sums: THREE_OF_FOUR }, header: { model_name: 'dummy' } }],
    ['times out of order', ['timestamps-out-of-order'], { tasks: { sums: THREE_OF_FOUR }, header: { end_time: 5 } }],
    [
      'a path of a user',
      ['leaked-path'],
      { tasks: { sums: THREE_OF_FOUR }, header: { config: { model_args: 'pretrained=/home/ada/model' } } },
    ],
  ])('%s', async (_, expected, run) => {
    expect(ids(await readRun(run)).sort()).toEqual(expected.toSorted());
  });

  it('a results file alone claims, and nothing can be recomputed', async () => {
    const [results] = Object.entries(lmRun({ tasks: { sums: THREE_OF_FOUR } }));
    const evidence = await read(Object.fromEntries(results ? [results] : []));
    expect(evidence).toMatchObject({ status: 'success', samples: 0, recomputed: [{ mean: null, claimed: 0.75 }] });
    expect(ids(evidence)).toEqual(['no-samples', 'cannot-recompute']);
  });

  it('samples alone give figures and no claims', async () => {
    const evidence = await read({ [`run/samples_sums_${STAMP}.jsonl`]: jsonLines(samples) });
    expect(evidence).toMatchObject({
      status: 'started',
      task: 'sums',
      claims: [],
      recomputed: [{ score: 'sums/acc,none', mean: 0.75 }],
    });
    expect(ids(evidence)).toEqual(['no-header']);
  });

  it('a line that is broken is counted, and the others are read', async () => {
    const files = lmRun({ tasks: { sums: THREE_OF_FOUR } });
    const name = `run/samples_sums_${STAMP}.jsonl`;
    const lines = (files[name] ?? '').split('\n');
    const broken = [...lines.slice(0, 2), '{"doc_id": 2, "acc": ', ...lines.slice(3)].join('\n');
    const evidence = await read({ ...files, [name]: broken });
    expect(evidence.flags).toContainEqual(
      expect.objectContaining({ id: 'member-unreadable', count: 1, message: expect.stringContaining('line 3') }),
    );
    expect(evidence.samples).toBe(3);
  });

  it('samples of a task that no results name are not read in silence', async () => {
    const evidence = await read({
      ...lmRun({ tasks: { sums: THREE_OF_FOUR, products: THREE_OF_FOUR } }),
      [`run/samples_quotients_${STAMP}.jsonl`]: jsonLines(samples),
    });
    expect(evidence.flags).toMatchObject([
      { id: 'unread-file', pointer: { file: `run/samples_quotients_${STAMP}.jsonl` } },
    ]);
  });

  it('samples in one array, as before 0.4.3, are read as well', async () => {
    const files = lmRun({ tasks: { sums: THREE_OF_FOUR } });
    const evidence = await read({ ...files, [`run/samples_sums_${STAMP}.jsonl`]: JSON.stringify(samples, null, 1) });
    expect(evidence).toMatchObject({ recomputed: [{ mean: 0.75 }], flags: [] });
  });
});
