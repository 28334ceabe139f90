import type { Flag } from '../../evidence.ts';
import { gradersNamed } from '../../flags/grader.ts';
import { modelNameFlags } from '../../flags/model-flags.ts';
import { isPlaceholder } from '../../flags/model-name.ts';
import type { InspectParts } from '../parts.ts';
import { impossibleUsage } from '../usage.ts';

/** Which model really answered, who graded it, and whether its token counts can be true. */
export function modelFlags(parts: InspectParts): Flag[] {
  const spec = parts.header.eval;
  if (!spec) return [];
  const model = spec.model ?? '';
  return [
    ...modelNameFlags(model, parts.headerPointer(['eval', 'model'])),
    ...fallbacks(parts),
    ...graders(parts, model),
    ...usage(parts, model),
  ];
}

function fallbacks({ rows }: InspectParts): Flag[] {
  const affected = rows.filter(({ fallback }) => fallback !== null);
  const [first] = affected;
  if (!first) return [];
  const names = [...new Set(affected.map(({ fallback }) => fallback))].sort().slice(0, 5).join(', ');
  const message = `In ${affected.length} of ${rows.length} samples another model answered: ${names}.`;
  return [{ id: 'model-fallback', message, count: affected.length, pointer: first.pointer }];
}

function graders({ header, headerPointer }: InspectParts, model: string): Flag[] {
  if (model === '' || isPlaceholder(model)) return [];
  const flag = (path: (string | number)[], how: string): Flag => ({
    id: 'grader-is-subject',
    message: `The model under test grades itself: ${how}.`,
    pointer: headerPointer(path),
  });
  const roles = Object.entries(header.eval?.model_roles ?? {}).filter(([role]) => /grader|judge|scorer/i.test(role));
  const flags = roles
    .filter(([, grader]) => grader === model)
    .map(([role]) => flag(['eval', 'model_roles', role], `the role "${role}" is ${JSON.stringify(model)}`));
  (header.eval?.scorers ?? []).forEach((scorer, index) => {
    const named = gradersNamed(scorer?.options);
    const path = ['eval', 'scorers', index, 'options'];
    const name = scorer?.name ?? 'a scorer';
    if (named.includes(model)) flags.push(flag(path, `${name} is set to grade with it`));
    // Inspect's own model-graded scorers take the model under test where neither a grader nor its role is given.
    else if (/(?:^|\/)model_graded_(?:qa|fact)$/.test(name) && named.length === 0 && roles.length === 0)
      flags.push(flag(path, `${name} names no grading model, for which Inspect takes the one under test`));
  });
  if (flags.length > 0) return flags;
  (header.results?.scores ?? []).forEach((score, index) => {
    if (gradersNamed(score?.params).includes(model))
      flags.push(flag(['results', 'scores', index, 'params'], `${score?.name ?? 'a scorer'} graded with it`));
  });
  if (flags.length === 0 && gradersNamed(withoutModel(header.eval?.task_args)).includes(model))
    flags.push(flag(['eval', 'task_args'], 'the task is set to grade with it'));
  return flags;
}

/** A task's own argument `model` may mean anything; only one that says grader or judge counts. */
function withoutModel(args: unknown): unknown {
  if (typeof args !== 'object' || args === null) return undefined;
  return Object.fromEntries(Object.entries(args).filter(([key]) => key !== 'model'));
}

function usage({ header, rows, headerPointer }: InspectParts, model: string): Flag[] {
  const byModel = Object.entries(header.stats?.model_usage ?? {});
  const flags = byModel.flatMap(([name, counts]): Flag[] => {
    const wrong = counts === undefined ? null : impossibleUsage(counts);
    const message = `Token usage of ${JSON.stringify(name)} cannot be: ${wrong}.`;
    return wrong === null
      ? []
      : [{ id: 'token-usage-impossible', message, pointer: headerPointer(['stats', 'model_usage', name]) }];
  });
  const own = byModel.find(([name]) => name === model)?.[1];
  const scored = rows.filter((row) => row.scores.size > 0 && !row.errored).length;
  if (own?.output_tokens === 0 && scored > 0)
    flags.push({
      id: 'token-usage-impossible',
      message: `${scored} samples were scored, and the model put out no token.`,
      count: scored,
      pointer: headerPointer(['stats', 'model_usage', model, 'output_tokens']),
    });
  if (byModel.length > 0 && own === undefined && scored > 0 && !isPlaceholder(model))
    flags.push({
      id: 'token-usage-impossible',
      message: `${scored} samples were scored; tokens were counted for other models, none for ${JSON.stringify(model)}.`,
      count: scored,
      pointer: headerPointer(['stats', 'model_usage']),
    });
  return flags;
}
