import type { Figure } from '../figures/figure.ts';
import { TOLERANCE } from '../flags/claimed.ts';
import { type Figures, notRecomputed, recompute } from '../recompute.ts';
import type { Table } from '../table/table.ts';
import { type InstanceFile, instanceKey } from './instances.ts';
import type { Result } from './read-schema.ts';
import type { RecordFile } from './record.ts';

/** Metrics that are the mean of their instances' scores. */
const MEANS = /(?:^|\.)(?:mean|accuracy|acc|exact_match|pass_rate|pass_at_1|pass@1)$/i;

/** Every result of a record beside what its instances give. A percentage is compared as the fraction it stands for. */
export function figuresOf({ record, pointer }: RecordFile, files: readonly InstanceFile[], prefix: string): Figure[] {
  return (record.evaluation_results ?? []).flatMap((result, index): Figure[] => {
    const stated = result?.score_details?.score;
    if (!result || stated === undefined) return [];
    const path = ['evaluation_results', index, 'score_details'];
    const found = tableOf(record.evaluation_id ?? '', result, files);
    const percent = result.metric_config?.metric_unit === 'percent' || result.metric_config?.max_score === 100;
    const figures = found
      ? compute(result, found.table, stated, percent)
      : notRecomputed('no file of instances belongs to it');
    const scale = percent && figures.mean !== null && figures.values.every((value) => value <= 1) ? 100 : 1;
    const spread = result.score_details?.uncertainty?.standard_error?.value;
    return [
      {
        score: `${prefix}${result.evaluation_name ?? `result ${index}`}`,
        metric: result.metric_config?.metric_id ?? result.metric_config?.metric_name ?? 'score',
        figures,
        pointer: found?.file.pointer ?? pointer(path),
        claim: { value: Number.isFinite(stated) ? stated / scale : null, pointer: pointer([...path, 'score']) },
        ...(spread !== undefined && {
          spread: {
            value: Number.isFinite(spread) ? spread / scale : null,
            metric: 'stderr',
            pointer: pointer([...path, 'uncertainty', 'standard_error', 'value']),
          },
        }),
      },
    ];
  });
}

function tableOf(
  evaluation: string,
  result: Result,
  files: readonly InstanceFile[],
): { table: Table; file: InstanceFile } | null {
  for (const name of [result.evaluation_result_id, result.evaluation_name])
    for (const file of files) {
      const table = name === undefined ? undefined : file.tables.get(instanceKey(evaluation, name));
      if (table) return { table, file };
    }
  return null;
}

function compute(result: Result, table: Table, stated: number, percent: boolean): Figures {
  const metric = result.metric_config?.metric_id ?? result.metric_config?.metric_name ?? '';
  const k = result.metric_config?.metric_parameters?.k ?? Number(/pass(?:@|_at_)(\d+)$/i.exec(metric)?.[1] ?? 1);
  const isPass = /pass(?:@|_at_)/i.test(metric);
  const reducer = isPass && k > 1 ? `pass_at_${k}` : 'mean';
  const figures = recompute(table.scores('score'), { reducer, epochs: table.epochs });
  if (figures.mean === null || MEANS.test(metric) || isPass) return figures;
  // Any other metric may or may not be a mean: it counts as one where the mean is what is claimed.
  const near = [stated, ...(percent ? [stated / 100] : [])].some(
    (value) => Math.abs(value - (figures.mean ?? Number.NaN)) <= TOLERANCE,
  );
  return near
    ? figures
    : notRecomputed(`how ${JSON.stringify(metric.slice(0, 80))} is computed from the instances is not known`);
}
