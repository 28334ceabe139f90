import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { clustered } from '../figures/clustered.ts';
import { type Figure, figureFlags, toClaims, toRecomputed } from '../figures/figure.ts';
import { BadLines } from '../files/line-flags.ts';
import { pass } from '../files/pass.ts';
import { instant } from '../flags/instant.ts';
import { modelNameFlags, severalModels } from '../flags/model-flags.ts';
import { firstKeys } from '../json/first-keys.ts';
import { type ObjectLine, ObjectLines } from '../json/object-lines.ts';
import type { Span } from '../json/selection.ts';
import type { LogPart, LogReader } from '../log-reader.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { recompute } from '../recompute.ts';
import { Table } from '../table/table.ts';
import { unreadable } from '../unreadable.ts';

const SCORES = ['score_binarized', 'score_cont'];
const FIELDS = new Set([
  ...SCORES,
  'task_id',
  'task_family',
  'run_id',
  'alias',
  'model',
  'fatal_error_from',
  'task_version',
  'started_at',
  'completed_at',
]);
/** The rows of people who did the tasks, beside the models'. */
const HUMAN = 'human';

/**
 * A table of runs as METR publishes them, `runs.jsonl`: one run of one model at one task per line, several runs per
 * task. A task is a sample and a run an epoch, so the mean is over tasks of the mean over runs.
 * Source of the fields: METR/eval-analysis-public, README.
 */
export const runTable: LogReader = {
  formats: [
    { format: 'run-table', looksFor: 'JSON Lines whose objects have "task_id" and "score_binarized" or "score_cont"' },
  ],
  companions: () => null,
  recognizes: async (head) => {
    const keys = firstKeys(head)?.keys;
    return keys?.has('task_id') && SCORES.some((score) => keys.has(score)) ? 'runs' : null;
  },
  logAt: () => 'file',
  read,
};

/** A run that an outage of the model's or the harness's ended, against one that used up what it was given. */
const isLimit = (cause: unknown) => typeof cause === 'string' && /limit/i.test(cause);

interface Runs {
  tables: Map<string, Table>;
  repeated: { count: number; first: Span | null };
  backwards: { count: number; first: Span | null };
}

async function read(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const [part, ...others] = parts;
  if (!part) return unreadable('run-table', { sha256: '', bytes: 0 }, []);
  await using file = await source.open(part.path);
  const runs: Runs = { tables: new Map(), repeated: { count: 0, first: null }, backwards: { count: 0, first: null } };
  const seen = new Set<string>();
  const bad = new BadLines(part.path);
  const lines = new ObjectLines(
    (key) => FIELDS.has(key),
    (line) => (line.error ? bad.add(line) : add(runs, seen, line)),
  );
  const passed = await pass(file, part.path, lines);
  const pointer: Pointer = { file: part.path, bytes: [0, passed.bytes], sha256: passed.sha256 };
  const names = [...runs.tables.keys()].sort();
  const models = names.filter((name) => name !== HUMAN);
  const figures = names.flatMap((name) => figuresOf(name, runs.tables, pointer));
  io.keepScores?.(figures);
  const model = models.join(', ');
  // What a person did is a baseline: it counts where a table has nothing else.
  const counted = (models.length > 0 ? models : names).flatMap((name) => runs.tables.get(name) ?? []);
  const total = (count: (table: Table) => number) => counted.reduce((sum, table) => sum + count(table), 0);
  return {
    ...unreadable('run-table', { sha256: passed.sha256, bytes: passed.bytes }, []),
    task: 'runs',
    model,
    // A table has no header that could say that it is not whole.
    status: figures.length === 0 ? 'unreadable' : 'success',
    epochs: counted.reduce((most, table) => Math.max(most, table.epochs), 1),
    samples: total(({ rows }) => rows),
    ids: total(({ ids }) => ids),
    errored: total(({ errored }) => errored),
    limited: total(({ limited }) => limited),
    claims: figures.flatMap(toClaims),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...passed.flags,
      ...bad.flags().map((flag) => ({ ...flag, pointer: { ...flag.pointer, sha256: passed.sha256 } })),
      ...modelNameFlags(model, pointer),
      ...severalModels(models, pointer),
      ...(total(({ rows }) => rows) === 0 ? [noRuns(pointer)] : []),
      ...counted.flatMap((table) => table.flags(part.path, passed.sha256)),
      ...counts(runs, pointer),
      ...figures.flatMap(figureFlags),
      ...others.map(
        ({ path }): Flag => ({
          id: 'unread-file',
          message: 'The folder holds another table of runs; declare it as an evaluation of its own.',
          pointer: { file: path },
        }),
      ),
    ],
  };
}

function add(runs: Runs, seen: Set<string>, { values, span }: ObjectLine): void {
  const text = (key: string) => {
    const value = values.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const run = text('run_id');
  if (run !== undefined && seen.has(run)) note(runs.repeated, span);
  if (run !== undefined) seen.add(run);
  if (instant(text('completed_at')) < instant(text('started_at'))) note(runs.backwards, span);
  const model = text('alias') ?? text('model') ?? '';
  const table = runs.tables.get(model) ?? new Table();
  runs.tables.set(model, table);
  const family = text('task_family');
  const cause = values.get('fatal_error_from');
  const failed = cause !== undefined && cause !== null && cause !== '';
  table.add({
    id: text('task_id') ?? `(no task, byte ${span.start})`,
    epoch: null,
    scores: new Map(SCORES.filter((name) => values.has(name)).map((name) => [name, values.get(name)])),
    ...(family !== undefined && { cluster: family }),
    errored: failed && !isLimit(cause),
    limited: failed && isLimit(cause),
    refused: false,
    span,
  });
}

function note(known: { count: number; first: Span | null }, span: Span): void {
  known.count += 1;
  known.first ??= span;
}

/** One model's scores go by their own names; of several, each by its model's name too. */
function figuresOf(model: string, tables: ReadonlyMap<string, Table>, pointer: Pointer): Figure[] {
  const table = tables.get(model);
  if (!table) return [];
  const alone = [...tables.keys()].filter((name) => name !== HUMAN).length === 1 && model !== HUMAN;
  return table.names.flatMap((name): Figure[] => {
    const figures = recompute(table.scores(name), { reducer: 'mean', epochs: 1 });
    const figure: Figure = { score: alone ? name : `${model}/${name}`, metric: 'mean', figures, pointer };
    return [figure, ...clustered(figure, table.scores(name), 'mean', table.clusters)];
  });
}

const noRuns = (pointer: Pointer): Flag => ({
  id: 'no-samples',
  message: 'The table holds no run; expected at least one.',
  pointer,
});

function counts({ repeated, backwards }: Runs, pointer: Pointer): Flag[] {
  const flags: Flag[] = [];
  const at = ({ start, end }: Span): Pointer => ({ ...pointer, bytes: [start, end] });
  if (repeated.first)
    flags.push({
      id: 'duplicate-samples',
      message: `${repeated.count} line(s) have the run_id of another line.`,
      count: repeated.count,
      pointer: at(repeated.first),
    });
  if (backwards.first)
    flags.push({
      id: 'timestamps-out-of-order',
      message: `${backwards.count} run(s) completed before they started.`,
      count: backwards.count,
      pointer: at(backwards.first),
    });
  return flags;
}
