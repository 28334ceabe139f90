import type { Evidence, Flag } from '../evidence.ts';
import { figureFlags, toClaims, toRecomputed } from '../figures/figure.ts';
import { digestOfPasses } from '../files/digest.ts';
import { atMostEach } from '../flags/at-most-each.ts';
import { modelNameFlags, severalModels } from '../flags/model-flags.ts';
import { firstKeys } from '../json/first-keys.ts';
import type { LogPart, LogReader } from '../log-reader.ts';
import type { LogSource } from '../log-source.ts';
import type { ReaderIo } from '../reader.ts';
import { unreadable } from '../unreadable.ts';
import { figuresOf } from './figures.ts';
import { type InstanceFile, readInstances } from './instances.ts';
import { type RecordFile, readRecord } from './record.ts';
import { EVERY_EVAL_EVER } from './schema.ts';

/** Records of Every Eval Ever, aggregate and instance-level, of any version. */
export const everyEvalEver: LogReader = {
  formats: [
    {
      format: 'every-eval-ever',
      looksFor:
        'a JSON object with "schema_version" and "evaluation_results", or JSON Lines with "evaluation_id" and "sample_id"',
    },
  ],
  companions: (kind) => (kind === 'record' ? /\.jsonl$/i : /\.json$/i),
  recognizes: async (head) => {
    const keys = firstKeys(head)?.keys;
    if (!keys?.has('schema_version') && !keys?.has('evaluation_id')) return null;
    if (keys.has('evaluation_id') && (keys.has('sample_id') || keys.has('evaluation_result_id'))) return 'instances';
    return keys.has('evaluation_results') || keys.has('source_metadata') || keys.has('model_info') ? 'record' : null;
  },
  logAt: (kind, beside) => (kind === 'record' || !beside.has('record') ? 'file' : null),
  read,
};

async function read(source: LogSource, parts: readonly LogPart[], io: ReaderIo): Promise<Evidence> {
  const records: RecordFile[] = [];
  let instances: InstanceFile[] = [];
  for (const { path, kind } of parts) {
    await using file = await source.open(path);
    if (kind === 'record') records.push(await readRecord(file, path));
    else instances.push(await readInstances(file, path));
  }
  // What stands beside a single file belongs to it only where both are of one evaluation.
  const own = parts.find(({ beside }) => !beside);
  const ids = (file: RecordFile | InstanceFile) =>
    'record' in file ? [file.record.evaluation_id ?? ''] : [...file.evaluations];
  const anchor = [...records, ...instances].find(({ passed }) => passed.file === own?.path);
  const single = parts.some(({ beside }) => beside);
  const belongs = (file: RecordFile | InstanceFile) =>
    !single || !anchor || file === anchor || ids(file).some((id) => ids(anchor).includes(id));
  const kept = records.filter(belongs);
  instances = instances.filter(belongs);
  return toEvidence(source, kept, instances, io);
}

function toEvidence(
  source: LogSource,
  records: readonly RecordFile[],
  instances: readonly InstanceFile[],
  io: ReaderIo,
): Evidence {
  const digest = digestOfPasses([...records, ...instances].map(({ passed }) => passed));
  const models = [
    ...new Set([
      ...records.flatMap(({ record }) => record.model_info?.id ?? record.model_info?.name ?? []),
      ...instances.flatMap((file) => [...file.models]),
    ]),
  ].sort();
  const figures = records.flatMap((file) => {
    const { id, name } = file.record.model_info ?? {};
    return figuresOf(file, instances, models.length > 1 ? `${id ?? name ?? ''}/` : '');
  });
  io.keepScores?.(figures);
  const names = [
    ...new Set(
      records.flatMap(({ record }) =>
        (record.evaluation_results ?? []).flatMap((result) => result?.evaluation_name ?? []),
      ),
    ),
  ];
  const tables = instances.flatMap((file) => [...file.tables.values()]);
  const total = (count: (table: (typeof tables)[number]) => number) =>
    tables.reduce((sum, table) => sum + count(table), 0);
  const [first] = records;
  const { name: library, version } = first?.record.eval_library ?? {};
  const tool = [library, version].flatMap((part) => (part === undefined || part === 'unknown' ? [] : [part]));
  const created = isoTime(first?.record.evaluation_timestamp);
  const at = first?.pointer(['model_info']) ?? { file: source.path };
  const broken =
    records.length === 0 || records.some(({ passed, record }) => passed.failed || !record.evaluation_results);
  return {
    ...unreadable('every-eval-ever', digest, []),
    ...(first?.record.schema_version !== undefined && { formatVersion: first.record.schema_version }),
    ...(tool.length > 0 && { tool: tool.join(' ') }),
    task: names.length === 1 ? (names[0] ?? '') : `${names.length} evaluations`,
    model: models.join(', '),
    status: broken ? 'unreadable' : 'success',
    ...(created !== undefined && { created }),
    epochs: tables.reduce((most, { epochs }) => Math.max(most, epochs), 1),
    samples: total(({ rows }) => rows),
    ids: total(({ ids }) => ids),
    errored: total(({ errored }) => errored),
    claims: figures.flatMap(toClaims),
    recomputed: figures.map(toRecomputed),
    flags: [
      ...records.flatMap((file) => recordFlags(file, instances)),
      ...instances.flatMap(({ flags }) => flags),
      ...(records.length === 0 ? [noRecord(source.path)] : []),
      ...(tables.length === 0 ? [noInstances(at)] : []),
      ...(models.length === 1 ? modelNameFlags(models[0] ?? '', at) : []),
      ...severalModels(models, at),
      ...atMostEach(figures.flatMap(figureFlags), source.path),
    ],
  };
}

/** Records state their times as text, of either seconds since 1970 or an ISO 8601 time. */
function isoTime(time: string | undefined): string | undefined {
  return time !== undefined && /^\d{1,11}(?:\.\d+)?$/.test(time)
    ? new Date(Math.trunc(Number(time) * 1000)).toISOString()
    : time;
}

function recordFlags({ passed, record, pointer }: RecordFile, instances: readonly InstanceFile[]): Flag[] {
  const flags = [...passed.flags];
  const version = record.schema_version;
  if (version !== EVERY_EVAL_EVER.version)
    flags.push({
      id: 'schema-unknown',
      message: `The record is of schema ${version ?? '(not stated)'}; ${EVERY_EVAL_EVER.version} is known by its digest, others are read as far as they agree.`,
      pointer: pointer(['schema_version']),
    });
  const detailed = record.detailed_evaluation_results;
  if (!detailed) return flags;
  const at = pointer(['detailed_evaluation_results']);
  const file = instances.find(({ evaluations }) => evaluations.has(record.evaluation_id ?? ''));
  if (!file) {
    flags.push({
      id: 'missing-file',
      message: `The record names the instances ${JSON.stringify(detailed.file_path ?? '')}, and no file of them is there.`,
      pointer: at,
    });
    return flags;
  }
  const given = detailed.checksum?.toLowerCase().replace(/^(?:sha256|md5):/, '');
  const own = detailed.hash_algorithm === 'md5' ? file.md5 : file.passed.sha256.slice('sha256:'.length);
  if (given !== undefined && given !== own)
    flags.push({
      id: 'digest-differs',
      message: `The record states the digest ${given} for its instances; the file ${file.passed.file} has ${own}.`,
      pointer: at,
    });
  if (detailed.total_rows !== undefined && detailed.total_rows !== file.rows)
    flags.push({
      id: 'sample-count-differs',
      message: `The record counts ${detailed.total_rows} instances, and the file holds ${file.rows}.`,
      count: Math.abs(detailed.total_rows - file.rows),
      pointer: at,
    });
  return flags;
}

const noRecord = (path: string): Flag => ({
  id: 'no-header',
  message:
    'There is no aggregate record: instances alone claim nothing. Expected a JSON object with "evaluation_results".',
  pointer: { file: path },
});

const noInstances = (pointer: Flag['pointer']): Flag => ({
  id: 'no-samples',
  message: 'There are no instance-level results, so nothing can be recomputed.',
  pointer,
});
