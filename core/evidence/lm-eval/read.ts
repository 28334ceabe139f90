import type { Evidence, Flag } from '../evidence.ts';
import type { LogPart } from '../log-reader.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { toEvidence } from './evidence.ts';
import { groupLeaves } from './groups.ts';
import { modelOf } from './header.ts';
import { metricKeys } from './keys.ts';
import { type ResultsFile, readResults } from './results-file.ts';
import { sameRun, samplesOf, type TaskRun, taskNamed } from './runs.ts';
import { readSamples, type SampleFile } from './sample-file.ts';

/**
 * The runs of one folder, or one results file (or one task's samples) with what belongs to it beside it, as one
 * evidence: each score is "<task>/<metric>,<filter>", for groups too, after "<model>/" where there are several models.
 * Where a task was run several times with one model, the run with the latest date counts.
 */
export async function readLmEval(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const own = parts.filter(({ beside }) => !beside);
  const anchor = own[0]?.path ?? source.path;
  const near = parts.filter(({ path, beside }) => !beside || sameRun(path, anchor));
  // A samples file by itself is one task; its results may stand beside it, a results file's samples too.
  const narrowed = source.files.length === 1 && own[0] !== undefined && own[0].kind !== 'results';
  const resultParts = near.filter(({ kind, beside }) => kind === 'results' && (!beside || narrowed));
  const sampleParts = near.filter(({ kind, beside }) => kind !== 'results' && (!beside || !narrowed));

  const results: ResultsFile[] = [];
  for (const { path } of resultParts) {
    await using file = await source.open(path);
    results.push(await readResults(file, path));
  }
  results.sort((a, b) => (a.header.date ?? 0) - (b.header.date ?? 0) || (a.passed.file < b.passed.file ? -1 : 1));

  const { planned, rerun } = plan(results, sampleParts);
  const wanted = planned.filter(({ part }) => !narrowed || part?.path === anchor);
  const runs: TaskRun[] = [];
  const used = new Set<string>();
  for (const { task, results: result, part } of wanted) {
    if (part) used.add(part.path);
    runs.push({ task, results: result, samples: part ? await readPart(source, part) : null });
  }
  const orphans = sampleParts.filter(
    ({ path }) => !planned.some(({ part }) => part?.path === path) && !rerun.samples.has(path),
  );
  // Without results, samples are a run that has none; with some, those that no results name.
  const alone = results.length === 0 || (narrowed && runs.length === 0);
  if (alone)
    for (const part of orphans)
      runs.push({ task: taskNamed(part.path), results: null, samples: await readPart(source, part) });
  return toEvidence(source, runs, results, narrowed, [...rerun.flags, ...(alone ? [] : unread(orphans))], io);
}

interface Planned {
  task: string;
  results: ResultsFile;
  part: LogPart | undefined;
}

/** Which samples belong to which task of which results; of a task that one model ran several times, the last run. */
function plan(
  results: readonly ResultsFile[],
  samples: readonly LogPart[],
): { planned: Planned[]; rerun: { flags: Flag[]; samples: Set<string> } } {
  const latest = new Map<string, Planned>();
  const rerun = { flags: [] as Flag[], samples: new Set<string>() };
  for (const result of results) {
    const groups = groupLeaves(result.header);
    const tasks = [...result.results.keys()].filter((task) => !groups.has(task));
    for (const task of tasks) {
      const key = JSON.stringify([modelOf(result.header), task]);
      const before = latest.get(key);
      if (before) {
        rerun.flags.push(rerunFlag(before));
        if (before.part) rerun.samples.add(before.part.path);
      }
      latest.set(key, { task, results: result, part: samplesOf(task, tasks, result.passed.file, samples) });
    }
  }
  return { planned: [...latest.values()], rerun };
}

async function readPart(source: LogSource, part: LogPart): Promise<SampleFile> {
  await using file = await source.open(part.path);
  return await readSamples(file, part.path, part.kind === 'array' ? 'array' : 'lines');
}

function rerunFlag({ task, results }: Planned): Flag {
  const stated = results.results.get(task) ?? new Map();
  const earlier = metricKeys(stated)
    .slice(0, 5)
    .map(({ key }) => `${key} ${String(stated.get(key)?.value)}`);
  return {
    id: 'several-runs',
    message: `The task ${JSON.stringify(task)} was run more than once; the latest run counts, and this one states ${earlier.join(', ')}.`,
    pointer: results.pointer(['results', task]),
  };
}

function unread(parts: readonly LogPart[]): Flag[] {
  return parts.map(({ path }) => ({
    id: 'unread-file',
    message: 'No results file names the task of these samples, so they were not read.',
    pointer: { file: path },
  }));
}
