import type { Evidence, Flag, Pointer } from '../evidence.ts';
import { clustered } from '../figures/clustered.ts';
import { type Figure, figureFlags, toClaims, toRecomputed } from '../figures/figure.ts';
import { pass } from '../files/pass.ts';
import { smallerThanKnown } from '../flags/known-size.ts';
import { leakedPath } from '../flags/leaked-path.ts';
import { modelNameFlags } from '../flags/model-flags.ts';
import { firstKeys } from '../json/first-keys.ts';
import { type ObjectItem, objectItems } from '../json/object-items.ts';
import { jsonPointer } from '../json/pointer.ts';
import type { Span } from '../json/selection.ts';
import type { LogPart, LogReader } from '../log-reader.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { recompute } from '../recompute.ts';
import { Table } from '../table/table.ts';
import { unreadable } from '../unreadable.ts';
import { FORMAT_KEY, PLAIN_KEYS, PlainEvaluation, ROW_KEYS } from './schema.ts';

/** Countersign's own JSON form for evaluations that no tool has logged; see docs/evaluation-formats.md. */
export const plainJson: LogReader = {
  formats: [{ format: 'plain-json', looksFor: `a JSON object with "${FORMAT_KEY}" and "samples"` }],
  companions: () => null,
  recognizes: async (head) => {
    const beginning = firstKeys(head);
    return beginning?.kind === 'object' && beginning.keys.has(FORMAT_KEY) ? 'evaluation' : null;
  },
  logAt: () => 'file',
  read,
};

async function read(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const [part, ...others] = parts;
  if (!part) return unreadable('plain-json', { sha256: '', bytes: 0 }, []);
  await using file = await source.open(part.path);
  const table = new Table();
  const header = new Map<string, unknown>();
  const spans = new Map<string, Span>();
  const passed = await pass(
    file,
    part.path,
    objectItems({
      under: 'samples',
      wanted: (key) => ROW_KEYS.has(key),
      item: (item) => add(table, item),
      beside: {
        wanted: (key) => PLAIN_KEYS.has(key),
        value: (key, value, span) => {
          header.set(key, value);
          spans.set(key, span);
        },
      },
    }),
  );
  const parsed = PlainEvaluation.safeParse(Object.fromEntries(header));
  const digest = { sha256: passed.sha256, bytes: passed.bytes };
  const pointer: Pointer = { file: part.path, path: '/samples', bytes: [0, passed.bytes], sha256: passed.sha256 };
  const at = (path: readonly (string | number)[]): Pointer => {
    const span = spans.get(String(path[0])) ?? { start: 0, end: passed.bytes };
    return { ...pointer, path: jsonPointer(path), bytes: [span.start, span.end] };
  };
  if (!parsed.success) {
    const flags = parsed.error.issues.map(({ path, message }): Flag => {
      const place = path.map((step) => (typeof step === 'number' ? step : String(step)));
      return { id: 'member-unreadable', message: `${jsonPointer(place)}: ${message}.`, pointer: at(place) };
    });
    return unreadable('plain-json', digest, [...passed.flags, ...flags]);
  }
  const evaluation = parsed.data;
  const figures = figuresOf(evaluation, table, pointer, at);
  io.keepScores?.(figures);
  const { dataset, limit } = evaluation;
  return {
    ...unreadable('plain-json', digest, []),
    formatVersion: evaluation[FORMAT_KEY],
    ...(evaluation.tool !== undefined && { tool: evaluation.tool }),
    task: evaluation.task,
    ...(evaluation.taskVersion !== undefined && { taskVersion: String(evaluation.taskVersion) }),
    model: evaluation.model,
    status: passed.failed ? 'unreadable' : evaluation.status,
    ...(evaluation.created !== undefined && { created: evaluation.created }),
    dataset,
    ...(limit !== undefined && { limit: String(limit) }),
    epochs: evaluation.epochs ?? table.epochs,
    samples: table.rows,
    ids: table.ids,
    errored: table.errored,
    limited: table.limited,
    refused: table.refused,
    claims: figures.flatMap(toClaims),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...passed.flags,
      ...runFlags(evaluation, table, pointer, at),
      ...modelNameFlags(evaluation.model, at(['model'])),
      ...leakedPath(Object.fromEntries(header), pointer),
      ...smallerThanKnown(evaluation.task, dataset.size ?? table.ids, at(['dataset'])),
      ...table.flags(part.path, passed.sha256),
      ...figures.flatMap(figureFlags),
      ...others.map(
        ({ path }): Flag => ({
          id: 'unread-file',
          message: 'The folder holds another evaluation; declare it as one of its own.',
          pointer: { file: path },
        }),
      ),
    ],
  };
}

function add(table: Table, { index, values, span }: ObjectItem): void {
  const id = values.get('id');
  const epoch = values.get('epoch');
  const cluster = values.get('cluster');
  const scores = values.get('scores');
  const stated = (key: string) => {
    const value = values.get(key);
    return value !== undefined && value !== null && value !== false && value !== '';
  };
  const named: [string, unknown][] =
    typeof scores === 'object' && scores !== null && !Array.isArray(scores)
      ? Object.entries(scores).map(([name, value]: [string, unknown]) => [name, value])
      : [['score', values.get('score')]];
  table.add({
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : `(no id, sample ${index})`,
    epoch: typeof epoch === 'number' && Number.isInteger(epoch) ? epoch : null,
    scores: new Map(named),
    ...(typeof cluster === 'string' && cluster !== '' && { cluster }),
    errored: stated('error'),
    limited: stated('limit'),
    refused: stated('refused'),
    span,
  });
}

/** Every claim beside what the samples give under its reducer, and every score of which nothing is claimed. */
function figuresOf(
  evaluation: PlainEvaluation,
  table: Table,
  pointer: Pointer,
  at: (path: readonly (string | number)[]) => Pointer,
): Figure[] {
  const reducer = evaluation.reducer ?? 'mean';
  const expected = evaluation.dataset.selected;
  const compute = (score: string, by: string) =>
    recompute(table.scores(score), {
      reducer: by,
      epochs: evaluation.epochs ?? table.epochs,
      ...(expected !== undefined && { expectedIds: expected }),
    });
  const claimed = evaluation.claims.map((claim, index): Figure => {
    const score = claim.score ?? table.names[0] ?? 'score';
    return {
      score,
      metric: claim.metric,
      figures: compute(score, claim.metric === 'mean' || claim.metric === 'accuracy' ? reducer : claim.metric),
      pointer,
      claim: { value: Number.isFinite(claim.value) ? claim.value : null, pointer: at(['claims', index, 'value']) },
      ...(claim.stderr !== undefined && {
        spread: { value: claim.stderr, metric: 'stderr', pointer: at(['claims', index, 'stderr']) },
      }),
    };
  });
  const named = new Set(claimed.map(({ score }) => score));
  const others = table.names
    .filter((name) => !named.has(name))
    .map((score): Figure => ({ score, metric: 'mean', figures: compute(score, reducer), pointer }));
  const means = [...claimed, ...others].filter(({ metric }) => metric === 'mean' || metric === 'accuracy');
  const inClusters = means.flatMap((figure) => clustered(figure, table.scores(figure.score), reducer, table.clusters));
  return [...claimed, ...others, ...inClusters];
}

function runFlags(
  { status, dataset, limit }: PlainEvaluation,
  table: Table,
  pointer: Pointer,
  at: (path: readonly (string | number)[]) => Pointer,
): Flag[] {
  const flags: Flag[] = [];
  if (status !== 'success')
    flags.push({
      id: 'status-not-success',
      message: `The status of the run is "${status}", expected "success".`,
      pointer: at(['status']),
    });
  if (table.rows === 0)
    flags.push({ id: 'no-samples', message: 'The evaluation holds no sample; expected at least one.', pointer });
  const { size, selected } = dataset;
  if (limit !== undefined && (size === undefined || limit < size))
    flags.push({
      id: 'limited-dataset',
      message: `The run was limited to ${limit} of ${size ?? 'an unknown number of'} samples.`,
      pointer: at(['limit']),
    });
  else if (size !== undefined && table.rows > 0 && table.ids < size)
    flags.push({
      id: 'partial-dataset',
      message: `The evaluation holds ${table.ids} of the ${size} samples of the data set.`,
      count: size - table.ids,
      pointer: at(['dataset', 'size']),
    });
  if (selected !== undefined && selected !== table.ids)
    flags.push({
      id: 'sample-count-differs',
      message: `The run set out to do ${selected} samples; the evaluation holds ${table.ids}.`,
      count: Math.abs(selected - table.ids),
      pointer: at(['dataset', 'selected']),
    });
  return flags;
}
