import { bundleDigest } from '../../bundle/bundle-digest.ts';
import type { Evidence, Flag } from '../evidence.ts';
import { severalModels } from '../flags/model-flags.ts';
import { nameOf } from '../log-source.ts';
import type { KeepScores, ScoredFigure } from '../sample-scores.ts';
import { unreadable } from '../unreadable.ts';

/** A log of a folder, read by itself. */
export interface LogOfSet {
  file: string;
  evidence: Evidence;
  /** What its figures are made of. */
  scored: readonly ScoredFigure[];
}

/**
 * The logs of a folder as one evidence. Scores are called "<task>/<score>", after "<model>/" where there are several
 * models. A log that failed and whose task then succeeded with the same model, as a retried set has, counts as retried
 * and gives no figures; every other flaw of a log is one of the whole.
 */
export function combine(
  path: string,
  logs: readonly LogOfSet[],
  lists: readonly { file: string; sha256: string; bytes: number }[],
  found: readonly Flag[],
  keepScores?: KeepScores,
): Evidence {
  const kept = logs.filter((log) => !retried(log, logs));
  const evidences = kept.map(({ evidence }) => evidence);
  const models = distinct(evidences.map(({ model }) => model));
  const tasks = distinct(evidences.map(({ task }) => task));
  const total = (count: (evidence: Evidence) => number) =>
    evidences.reduce((sum, evidence) => sum + count(evidence), 0);
  const files = [
    ...logs.map(({ file, evidence }) => ({ file, sha256: evidence.sha256, bytes: evidence.bytes })),
    ...lists,
  ];
  const digest = {
    sha256: bundleDigest(files.map(({ file, sha256 }) => ({ path: file, sha256 }))) ?? '',
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const [first] = evidences;
  const created = distinct(evidences.flatMap(({ created: time }) => time ?? []))[0];
  const nameIn = (evidence: Evidence, score: string) =>
    [...(models.length > 1 ? [evidence.model] : []), evidence.task, score].join('/');
  const renamed = <T extends { score: string }>(evidence: Evidence, items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, score: nameIn(evidence, item.score) }));
  const agreements = evidences.flatMap((evidence) =>
    (evidence.agreements ?? []).map(({ first, second, ...rest }) => ({
      first: nameIn(evidence, first),
      second: nameIn(evidence, second),
      ...rest,
    })),
  );
  for (const { evidence, scored } of kept) keepScores?.(renamed(evidence, scored));
  return {
    ...unreadable('inspect-eval-set', digest, []),
    ...(first?.tool !== undefined && { tool: first.tool }),
    task: tasks.length === 1 ? (tasks[0] ?? '') : `${tasks.length} tasks`,
    model: models.join(', '),
    modelRoles: Object.assign({}, ...evidences.map(({ modelRoles }) => modelRoles)),
    status: evidences.find(({ status }) => status !== 'success')?.status ?? (first ? 'success' : 'unreadable'),
    ...(created !== undefined && { created }),
    dataset: tasks.length === 1 && first ? first.dataset : {},
    epochs: evidences.reduce((most, { epochs }) => Math.max(most, epochs), 1),
    samples: total(({ samples }) => samples),
    ids: total(({ ids }) => ids),
    errored: total(({ errored }) => errored),
    limited: total(({ limited }) => limited),
    refused: total(({ refused }) => refused),
    fallbacks: total(({ fallbacks }) => fallbacks),
    answeredBy: distinct(evidences.flatMap(({ answeredBy }) => answeredBy ?? [])),
    claims: evidences.flatMap((evidence) => renamed(evidence, evidence.claims)),
    recomputed: evidences.flatMap((evidence) => renamed(evidence, evidence.recomputed)),
    ...(agreements.length > 0 && { agreements }),
    flags: [
      ...found,
      ...(first ? [] : [noLogs(path)]),
      ...severalModels(models, { file: path }),
      ...logs.filter((log) => retried(log, logs)).map(retriedFlag),
      ...evidences.flatMap(({ flags }) => flags),
    ],
  };
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

function retried({ evidence }: LogOfSet, logs: readonly LogOfSet[]): boolean {
  if (evidence.status === 'success') return false;
  return logs.some(
    ({ evidence: other }) =>
      other.status === 'success' && other.task === evidence.task && other.model === evidence.model,
  );
}

const retriedFlag = ({ file, evidence }: LogOfSet): Flag => ({
  id: 'several-runs',
  message: `${nameOf(file)} ended with status "${evidence.status}"; a later run of ${JSON.stringify(evidence.task)} with the same model succeeded and counts.`,
  pointer: { file, sha256: evidence.sha256 },
});

const noLogs = (path: string): Flag => ({
  id: 'no-samples',
  message: 'The set lists logs, and none of them is there.',
  pointer: { file: path },
});
