import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { type Figure, figureFlags, toClaims, toRecomputed } from '../figures/figure.ts';
import { digestOfPasses } from '../files/digest.ts';
import { atMostEach } from '../flags/at-most-each.ts';
import { severalModels } from '../flags/model-flags.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { unreadable } from '../unreadable.ts';
import { type TaskFigure, taskFigures } from './figures.ts';
import { runFlags, taskFlags, valueFlags } from './flags.ts';
import { groupFigures } from './group-figures.ts';
import { groupLeaves } from './groups.ts';
import { modelOf } from './header.ts';
import type { ResultsFile } from './results-file.ts';
import type { TaskRun } from './runs.ts';

/**
 * What the runs say, with every figure recomputed and every defect flagged.
 * @param narrowed one task's samples were declared, which say nothing of its groups
 * @param found flags from reading the files
 */
export function toEvidence(
  source: LogSource,
  runs: readonly TaskRun[],
  results: readonly ResultsFile[],
  narrowed: boolean,
  found: readonly Flag[],
  io: ReaderIo,
): Evidence {
  const models = [...new Set(results.map(({ header }) => modelOf(header)))].sort();
  const named = (result: ResultsFile | null, figures: readonly Figure[]): Figure[] =>
    figures.map((figure) =>
      result && models.length > 1 ? { ...figure, score: `${modelOf(result.header)}/${figure.score}` } : figure,
    );
  const tasks = runs.map((run) => ({ run, figures: taskFigures(run) }));
  const groups = (narrowed ? [] : results).map((result) => ({ result, ...ofGroups(result, tasks) }));
  const figures = [
    ...tasks.flatMap(({ run, figures: own }) => named(run.results, own)),
    ...groups.flatMap(({ result, figures: own }) => named(result, own)),
  ];
  io.keepScores?.(figures);
  const passes = [...results.map(({ passed }) => passed), ...runs.flatMap(({ samples }) => samples?.passed ?? [])];
  const digest = digestOfPasses(passes);
  const last = results.at(-1);
  const at: Pointer = last?.pointer(['model_name']) ?? { file: source.path };
  const sampled = runs.filter(({ samples }) => samples !== null);
  const sizes = runs.map(({ task, results: result }) => result?.header['n-samples']?.[task]);
  const total = (key: 'original' | 'effective') =>
    sizes.length > 0 && sizes.every((size) => size?.[key] !== undefined)
      ? sizes.reduce((sum, size) => sum + (size?.[key] ?? 0), 0)
      : undefined;
  const limits = [...new Set(results.map(({ header }) => header.config?.limit))];
  const limit = limits.length === 1 ? limits[0] : undefined;
  const [size, selected] = [total('original'), total('effective')];
  const names = [...new Set(runs.map(({ task }) => task))];
  const datasets = [...new Set(runs.flatMap(({ task, results: result }) => datasetOf(task, result) ?? []))];
  const version = names.length === 1 ? last?.header.versions?.[names[0] ?? ''] : undefined;
  const created = createdAt(last?.header.date);
  const broken = results.some(({ passed }) => passed.failed) || passes.length === 0;
  return {
    ...unreadable('lm-eval', digest, []),
    ...(last && { tool: `lm-evaluation-harness ${last.header.lm_eval_version ?? last.header.git_hash ?? ''}`.trim() }),
    task: taskLabel(names, results),
    ...(version !== undefined && { taskVersion: String(version) }),
    model: models.join(', '),
    status: broken ? 'unreadable' : last ? 'success' : 'started',
    ...(created !== undefined && { created }),
    dataset: {
      ...(datasets.length === 1 && { name: datasets[0] }),
      ...(size !== undefined && { size }),
      ...(selected !== undefined && { selected }),
    },
    ...(limit !== undefined && { limit: String(limit) }),
    samples: sampled.reduce((sum, { samples }) => sum + (samples?.rows ?? 0), 0),
    ids: sampled.reduce((sum, { samples }) => sum + (samples?.ids ?? 0), 0),
    claims: figures.flatMap(toClaims),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...found,
      ...(last ? [] : [noResults(source)]),
      ...(sampled.length === 0 ? [noSamples(at)] : []),
      ...severalModels(models, at),
      ...results.flatMap(runFlags),
      ...atMostEach(
        [
          ...runs.flatMap(taskFlags),
          ...runs.flatMap(valueFlags),
          ...groups.flatMap(({ flags }) => flags),
          ...figures.flatMap(figureFlags),
        ],
        source.path,
      ),
    ],
  };
}

function ofGroups(
  result: ResultsFile,
  tasks: readonly { run: TaskRun; figures: TaskFigure[] }[],
): ReturnType<typeof groupFigures> {
  const own = tasks.filter(({ run }) => run.results === result).flatMap(({ figures }) => figures);
  const parts = [...groupLeaves(result.header)].map(([group, leaves]) => groupFigures(group, leaves, result, own));
  return { figures: parts.flatMap(({ figures }) => figures), flags: parts.flatMap(({ flags }) => flags) };
}

/** The one task, or the one group above all tasks; else how many there are. */
function taskLabel(names: readonly string[], results: readonly ResultsFile[]): string {
  if (names.length === 1) return names[0] ?? '';
  const groups = results.flatMap(({ header }) => [...groupLeaves(header)]);
  const top = groups.find(([, leaves]) => names.every((name) => leaves.includes(name)));
  return top ? top[0] : names.length === 0 ? '' : `${names.length} tasks`;
}

function datasetOf(task: string, results: ResultsFile | null): string | undefined {
  const config = results?.header.configs?.[task];
  return config?.dataset_path === undefined
    ? undefined
    : [config.dataset_path, config.dataset_name].filter((part) => part !== undefined).join('/');
}

/** lm-eval states its date in seconds since 1970. */
function createdAt(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds > 0 && seconds < 1e11)) return undefined;
  return new Date(Math.trunc(seconds * 1000)).toISOString();
}

const noResults = ({ path }: LogSource): Flag => ({
  id: 'no-header',
  message: 'There is no results file: the run did not end, or the file was left out. Expected results_<time>.json.',
  pointer: { file: path },
});

const noSamples = (pointer: Pointer): Flag => ({
  id: 'no-samples',
  message:
    'There are no samples, so nothing can be recomputed. Expected samples_<task>_<time>.jsonl (--log_samples) beside the results.',
  pointer,
});
