import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Evidence } from '#core/evidence/evidence.ts';
import { readSource } from '#core/evidence/read-source.ts';
import { logFolder } from '../../fixtures/log-folder.ts';
import { REAL_LOGS, realLogs } from '../../fixtures/real-logs.ts';
import { garakOpinion, helmOpinion, lmEvalOpinion, parsePython } from './independent-formats.ts';

const root = REAL_LOGS ?? '';
const present = REAL_LOGS !== null;

const find = (pattern: string) => (present ? globSync(pattern, { cwd: root }).sort() : []);
const text = (file: string) => readFileSync(join(root, file), 'utf8');

/** The log at a path, among all files of the same kind of tool. */
async function read(path: string, pattern: string): Promise<Evidence> {
  const files = Object.fromEntries(find(pattern).map((file) => [file, readFileSync(join(root, file))]));
  const evidence = await readSource(logFolder(files, path));
  expect(Evidence.parse(evidence)).toEqual(evidence);
  for (const { pointer } of [...evidence.claims, ...evidence.recomputed]) {
    const [start, end] = pointer.bytes ?? expect.fail(`no byte range in ${JSON.stringify(pointer)}`);
    expect(start).toBeLessThan(end);
    expect(end).toBeLessThanOrEqual(files[pointer.file]?.length ?? 0);
    expect(pointer.sha256).toMatch(/^sha256:[0-9a-f]{64}$/);
  }
  return evidence;
}
const ids = (evidence: Evidence) => new Set(evidence.flags.map(({ id }) => id));

const LM = 'lm-eval/**/*.{json,jsonl}';
/** Cut to ten of 5,000 rows for its repository. */
const CUT = 'math_perturbed_full';
const samples = find('lm-eval/**/samples_*.jsonl');
const taskOf = (file: string) =>
  basename(file)
    .replace(/^samples_/, '')
    .replace(/_\d{4}-.*$/, '');

describe.runIf(present)('real runs of lm-eval', () => {
  it.each(samples)('%s: figures and digest agree with a second computation, and with the results', async (file) => {
    const task = taskOf(file);
    const evidence = await read(file, LM);
    const second = lmEvalOpinion(text(file));
    const stamp = basename(file).slice(`samples_${task}_`.length, -'.jsonl'.length);
    const results = parsePython(text(join(dirname(file), `results_${stamp}.json`)));
    expect(evidence).toMatchObject({
      format: 'lm-eval',
      task,
      model: results.model_name,
      status: 'success',
      samples: second.rows,
    });
    expect(ids(evidence).has('task-hash-differs')).toBe(results.task_hashes[task] !== second.hash);
    expect(results.task_hashes[task] === second.hash).toBe(task !== CUT);
    expect(ids(evidence).has('sample-count-differs')).toBe(task === CUT);
    for (const figure of evidence.recomputed) {
      const key = figure.score.slice(task.length + 1);
      const other = second.scores.get(key);
      if (other === undefined) {
        expect(figure.mean).toBeNull();
        continue;
      }
      expect(figure.mean).toBeCloseTo(other.mean, 9);
      expect(figure.stderr ?? Number.NaN).toBeCloseTo(other.stderr ?? Number.NaN, 9);
      expect(figure.n).toBe(other.n);
      expect(figure.claimed).toBe(results.results[task][key]);
      expect(figure.difference).toBeLessThan(1e-9);
    }
  });

  it.each(find('lm-eval/**/results*.json'))('%s: every number that it states is a claim', async (file) => {
    const evidence = await read(file, LM);
    const { results } = parsePython(text(file));
    const stated = Object.values<Record<string, unknown>>(results).flatMap((task) =>
      Object.entries(task).flatMap(([key, value]) => (key.includes(',') && typeof value === 'number' ? [value] : [])),
    );
    const claimed = evidence.claims.map(({ value }) => value).filter((value) => value !== null);
    expect(claimed.toSorted((a, b) => a - b)).toEqual(stated.filter(Number.isFinite).toSorted((a, b) => a - b));
    expect(ids(evidence).has('metric-differs')).toBe(false);
  });

  it("recompute the group from its tasks, by the harness's own formula", async () => {
    const evidence = await read('lm-eval/negotiationtom', LM);
    const group = evidence.recomputed.find(({ score }) => score === 'negotiationtom/acc,none');
    expect(group).toMatchObject({ n: 40, claimed: 0.525 });
    expect(group?.mean).toBeCloseTo(0.525, 12);
    expect(group?.stderr).toBeCloseTo(0.08009040943964843, 12);
  });

  it('with infinities are flagged', async () => {
    expect([...ids(await read('lm-eval/nan', LM))].sort()).toEqual(['cannot-recompute', 'nan-value']);
  });
});

const HELM = 'helm/**/*.json';

describe.runIf(present)('real runs of HELM', () => {
  const runs = find('helm/runs/v4/*/stats.json').map(dirname);
  it.each(runs)('%s: statistics agree with a second computation, and with the run', async (folder) => {
    const evidence = await read(folder, HELM);
    const second = helmOpinion(text(join(folder, 'per_instance_stats.json')));
    expect(evidence).toMatchObject({ format: 'helm', status: 'success', ids: 100, samples: 100 });
    for (const [name, other] of second) {
      const figure = evidence.recomputed.find(({ score }) => score === name) ?? expect.fail(`no ${name}`);
      expect(figure.mean).toBeCloseTo(other.mean, 9);
      expect(figure.stderr ?? Number.NaN).toBeCloseTo(other.stderr ?? Number.NaN, 9);
    }
    for (const { mean, difference } of evidence.recomputed) if (mean !== null) expect(difference).toBeLessThan(1e-9);
    const not = evidence.recomputed.filter(({ mean }) => mean === null).map(({ score }) => score);
    expect(not.every((score) => score.startsWith('bbq_'))).toBe(true);
  });

  it('recompute 128 of their 131 statistics', async () => {
    const evidences = await Promise.all(runs.map((folder) => read(folder, HELM)));
    const all = evidences.flatMap(({ recomputed }) => recomputed);
    expect([all.filter(({ difference }) => difference !== null && difference <= 0.001).length, all.length]).toEqual([
      128, 131,
    ]);
  });
});

describe.runIf(present)('real reports of garak', () => {
  it.each(find('garak/*.jsonl'))('%s: pass rates agree with a second computation', async (file) => {
    const evidence = await read(file, 'garak/*.jsonl');
    const second = garakOpinion(text(file));
    expect(evidence.recomputed.map(({ score }) => score).sort()).toEqual([...second.keys()].sort());
    for (const { score, mean } of evidence.recomputed) {
      const { passed, total } = second.get(score) ?? expect.fail(score);
      expect(mean).toBe(passed / total);
    }
    // One report was written for a test of garak's: its eval line speaks of 50 outputs, and there are four.
    const invented = file.includes('test_with_ci');
    expect(ids(evidence).has('metric-differs')).toBe(invented);
    expect(ids(evidence).has('sample-count-differs')).toBe(invented);
    expect(ids(evidence).has('leaked-path')).toBe(true);
  });
});

describe.runIf(present)('all of them', () => {
  it('say the same as the table that was checked by hand', async () => {
    const paths = [
      ...find('lm-eval/*/').map((folder) => [folder.replace(/\/$/, ''), LM]),
      ...find('lm-eval/*.json').map((file) => [file, LM]),
      ...find('helm/runs/v4/*/stats.json').map((file) => [dirname(file), HELM]),
      ...find('garak/*.jsonl').map((file) => [file, 'garak/*.jsonl']),
      ['inspect/eval-set', 'inspect/eval-set/*'],
    ];
    const lines: string[] = [];
    for (const [path = '', pattern = ''] of paths) lines.push(row(path, await read(path, pattern)));
    const head = [
      '| log | format | status | samples | recomputed (claimed) | flags |',
      '| --- | --- | --- | --- | --- | --- |',
    ];
    await expect([...head, ...lines, ''].join('\n')).toMatchFileSnapshot('./real-formats.table.txt');
  });
});

describe.runIf(present)('every file of the evidence', () => {
  const NO_LOG = /^(?:cards|provenance|inspect\/schema)\/|^SOURCES\.md$/;
  const files = realLogs('.', ['']);

  it.each(files)('%s is read as what it is', async (file) => {
    const bytes = readFileSync(join(root, file));
    const evidence = await readSource(logFolder({ [file]: bytes }, file));
    expect(Evidence.parse(evidence)).toEqual(evidence);
    expect(evidence.format === 'unknown', evidence.format).toBe(NO_LOG.test(file));
    expect(evidence.flags.some(({ id }) => id === 'unknown-format')).toBe(NO_LOG.test(file));
    expect(evidence.bytes).toBe(bytes.length);
    // A set is known by the root over its files, also where there is one.
    if (evidence.format === 'inspect-eval-set') return;
    expect(evidence.sha256).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  });
});

/** Figures of how well the model did are told each; of those without, and of mere statistics, only how many there are. */
function row(path: string, { format, status, samples, recomputed, flags }: Evidence): string {
  const number = (value: number | null) => (value === null ? '–' : Number(value.toFixed(4)).toString());
  const told = recomputed.filter(({ mean, metric }) => mean !== null && !/^(?:statistic|mean_worst)$/.test(metric));
  const figures = told.map(
    ({ score, metric, mean, stderr, claimed }) =>
      `${score} ${metric} ${number(mean)} ± ${number(stderr)} (${number(claimed)})`,
  );
  const agree = recomputed.filter(({ difference }) => difference !== null && difference <= 0.001).length;
  const counts = [...Map.groupBy(flags, ({ id }) => id)].map(([id, all]) =>
    all.length === 1 ? id : `${id} ×${all.length}`,
  );
  const cells = [
    path,
    format,
    status,
    samples,
    [...figures, `${agree} of ${recomputed.length} agree`].join('<br>'),
    counts.sort().join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

describe.runIf(existsSync(join(root, 'inspect/eval-set')))('a real eval set', () => {
  it('is three logs whose listed headers agree with their own', async () => {
    const evidence = await read('inspect/eval-set', 'inspect/eval-set/*');
    expect(evidence).toMatchObject({ format: 'inspect-eval-set', task: 'popularity', samples: 300, status: 'success' });
    expect(evidence.recomputed.map(({ mean, difference }) => [mean, difference])).toEqual([
      [0.52, 0],
      [0.57, 0],
      [0.66, 0],
    ]);
    expect([...ids(evidence)]).toEqual(['several-models']);
  });
});
