import type { RandomAccess } from '../../io/random-access.ts';
import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { figureFlags, toClaims, toRecomputed } from '../figures/figure.ts';
import { digestOfPasses } from '../files/digest.ts';
import { type Passed, pass } from '../files/pass.ts';
import { atMostEach } from '../flags/at-most-each.ts';
import { smallerThanKnown } from '../flags/known-size.ts';
import { leakedPath } from '../flags/leaked-path.ts';
import { modelNameFlags, severalModels } from '../flags/model-flags.ts';
import { objectItems } from '../json/object-items.ts';
import { parseValue } from '../json/parse-value.ts';
import { jsonPointer } from '../json/pointer.ts';
import { JsonScanner } from '../json/scan.ts';
import type { LogPart } from '../log-reader.ts';
import { folderOf, type LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { unreadable } from '../unreadable.ts';
import { figuresOf, type RunStat, unclaimed } from './figures.ts';
import { type Instances, readInstances } from './instances.ts';
import { RUN_SPEC_KEYS, RunSpec, Stat } from './schemas.ts';

interface HelmRun {
  folder: string;
  spec: { passed: Passed; value: RunSpec } | null;
  stats: { passed: Passed; list: RunStat[] } | null;
  instances: Instances | null;
}

/**
 * A run's folder as one evidence; a folder of several runs (a suite) too, each score then named after its run. Of one
 * file of a run, the others beside it belong to it.
 */
export async function readHelm(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const folders = [...Map.groupBy(parts, ({ path }) => folderOf(path))].sort(([a], [b]) => (a < b ? -1 : 1));
  const runs: HelmRun[] = [];
  for (const [folder, files] of folders) runs.push(await readRun(source, folder, files));
  const passes = runs.flatMap(({ spec, stats, instances }) =>
    [spec?.passed, stats?.passed, instances?.passed].flatMap((passed) => passed ?? []),
  );
  const digest = digestOfPasses(passes);
  const at: Pointer = { file: source.path };
  const names = runs.map(({ spec, folder }) => spec?.value.name ?? (folder.slice(0, -1) || source.path));
  const figures = runs.flatMap((run, index) => {
    const own = run.stats
      ? figuresOf(run.stats.list, run.instances, at)
      : run.instances
        ? unclaimed(run.instances)
        : [];
    return runs.length === 1 ? own : own.map((figure) => ({ ...figure, score: `${names[index]}/${figure.score}` }));
  });
  io.keepScores?.(figures);
  const models = [...new Set(runs.flatMap(({ spec }) => spec?.value.adapter_spec?.model ?? []))].sort();
  const tasks = [...new Set(names.map((name) => name.split(/[:,]/)[0] ?? name))];
  const limits = [...new Set(runs.flatMap(({ spec }) => spec?.value.adapter_spec?.max_eval_instances ?? []))];
  const total = (count: (instances: Instances) => number) =>
    runs.reduce((sum, { instances }) => sum + (instances ? count(instances) : 0), 0);
  const ended = runs.every(({ stats }) => stats !== null);
  const broken = passes.some(({ failed }) => failed);
  return {
    ...unreadable('helm', digest, []),
    tool: 'helm',
    task: tasks.length === 1 ? (tasks[0] ?? '') : `${tasks.length} tasks`,
    model: models.join(', '),
    status: broken ? 'unreadable' : ended ? 'success' : 'started',
    dataset: runs.length === 1 ? datasetOf(runs[0]) : {},
    ...(limits.length === 1 && { limit: String(limits[0]) }),
    epochs: runs.reduce((most, { instances }) => Math.max(most, instances?.trials ?? 1), 1),
    samples: total(({ rows }) => rows),
    ids: total(({ ids }) => ids),
    claims: figures.flatMap(toClaims),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...severalModels(models, at),
      ...runs.flatMap((run) => runFlags(run, source.path)),
      ...atMostEach(figures.flatMap(figureFlags), source.path),
    ],
  };
}

async function readRun(source: LogSource, folder: string, files: readonly LogPart[]): Promise<HelmRun> {
  const open = async <T>(kind: string, read: (file: RandomAccess, path: string) => Promise<T>): Promise<T | null> => {
    const part = files.find((candidate) => candidate.kind === kind);
    if (!part) return null;
    await using file = await source.open(part.path);
    return await read(file, part.path);
  };
  return {
    folder,
    spec: await open('run-spec', readSpec),
    stats: await open('stats', readStats),
    instances: await open('instances', readInstances),
  };
}

async function readSpec(source: RandomAccess, file: string) {
  const values = new Map<string, unknown>();
  const scanner = new JsonScanner(
    {
      select: (path) => (path.length === 0 ? 'descend' : RUN_SPEC_KEYS.has(String(path[0])) ? 'take' : 'skip'),
      value: (path, bytes, span) => values.set(String(path[0]), parseValue(bytes, span.start)),
    },
    { taken: 16 * 1024 * 1024 },
  );
  const passed = await pass(source, file, scanner);
  return { passed, value: RunSpec.parse(Object.fromEntries(values)) };
}

async function readStats(source: RandomAccess, file: string) {
  const found: { stat: Stat; index: number; span: { start: number; end: number } }[] = [];
  const scanner = objectItems({
    wanted: (key) => Object.hasOwn(Stat.shape, key),
    item: ({ index, span, values }) => {
      const stat = Stat.safeParse(Object.fromEntries(values)).data;
      if (stat && found.length < MAX_STATS) found.push({ stat, index, span });
    },
  });
  const passed = await pass(source, file, scanner);
  const list = found.map(({ stat, index, span }) => ({
    stat,
    pointer: {
      file,
      path: jsonPointer([index, 'mean']),
      bytes: [span.start, span.end],
      sha256: passed.sha256,
    } satisfies Pointer,
  }));
  return { passed, list };
}

/** More statistics than any run has: the largest have some hundred. */
const MAX_STATS = 2_000;

function datasetOf(run: HelmRun | undefined): Evidence['dataset'] {
  const name = run?.spec?.value.scenario_spec?.class_name;
  return {
    ...(name !== undefined && { name }),
    ...(run?.instances && { selected: run.instances.ids }),
  };
}

function runFlags({ spec, stats, instances, folder }: HelmRun, path: string): Flag[] {
  const where: Pointer = { file: folder === '' ? path : folder.slice(0, -1) };
  const specAt: Pointer = spec
    ? { file: spec.passed.file, bytes: [0, spec.passed.bytes], sha256: spec.passed.sha256 }
    : where;
  const flags: Flag[] = [...(spec?.passed.flags ?? []), ...(stats?.passed.flags ?? []), ...(instances?.flags ?? [])];
  if (!spec) flags.push(missing('run_spec.json, which names the model', where));
  else
    flags.push(
      ...modelNameFlags(spec.value.adapter_spec?.model ?? '', { ...specAt, path: '/adapter_spec/model' }),
      ...leakedPath(spec.value, specAt),
    );
  if (!stats)
    flags.push({
      id: 'no-header',
      message: 'The run has no stats.json: it did not end, or the file was left out.',
      pointer: where,
    });
  if (!instances) flags.push(missing('per_instance_stats.json, from which figures are recomputed', where));
  if (!instances || instances.ids === 0)
    flags.push({ id: 'no-samples', message: 'The run holds no instance; expected at least one.', pointer: where });
  const task = spec?.value.name?.split(/[:,]/)[0];
  if (task !== undefined) flags.push(...smallerThanKnown(task, instances?.ids, specAt));
  const limit = spec?.value.adapter_spec?.max_eval_instances;
  if (limit !== undefined && instances && instances.ids >= limit)
    flags.push({
      id: 'limited-dataset',
      message: `The run was limited to ${limit} instances, and has ${instances.ids}: the data set may hold more.`,
      pointer: { ...specAt, path: '/adapter_spec/max_eval_instances' },
    });
  const counts = stats?.list.filter(({ stat }) => stat.name.name === 'num_instances' && !stat.name.perturbation) ?? [];
  const counted = counts.reduce((sum, { stat }) => sum + (stat.mean ?? 0), 0);
  const [first] = counts;
  if (first && instances && counted !== instances.ids)
    flags.push({
      id: 'sample-count-differs',
      message: `The run counts ${counted} instances, and per_instance_stats.json holds ${instances.ids}.`,
      pointer: first.pointer,
    });
  return flags;
}

const missing = (what: string, pointer: Pointer): Flag => ({
  id: 'missing-file',
  message: `The run's folder lacks ${what}.`,
  pointer,
});
