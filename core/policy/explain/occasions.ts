import * as z from 'zod';
import type { Values } from '../rule/compile.ts';
import { RulePart, rulePartsOf } from './rule-parts.ts';
import type { Run } from './traced.ts';

/** The rules of a criterion run once on one set of values: for the submission, for an evaluation, for a figure. */
export const Occasion = z.object({
  evaluation: z.string().optional(),
  score: z.string().optional(),
  tier: z.number().optional().describe('Where the rules see it; -1 for none'),
  lostCountWorst: z.boolean().describe('The same figure with its lost samples counted the worst way'),
  runs: z.array(
    z.object({
      field: z.string(),
      rule: z.string().describe('CEL'),
      gave: z.json().describe('null where it broke'),
      error: z.string().optional(),
      parts: z.array(RulePart),
    }),
  ),
});
export type Occasion = z.infer<typeof Occasion>;

/** What the trace needs to tell occasions apart; rules of other criteria see neither. */
const Subject = z.object({
  tier: z.number().optional(),
  figure: z
    .object({
      evaluation: z.string(),
      score: z.string(),
      low: z.number(),
      high: z.number(),
      highest: z.number(),
      n: z.number(),
    })
    .optional(),
  evaluation: z.object({ id: z.string() }).optional(),
});

interface Raw {
  values: Values;
  subject: z.infer<typeof Subject>;
  runs: Run[];
}

/**
 * The runs of a criterion, sorted into occasions. What was only tried out, to say how many more samples would decide, is left out:
 * of each figure the occasion as it was seen stays, and the one with its lost samples counted the worst way.
 */
export function occasionsOf(runs: readonly Run[]): Occasion[] {
  const raw = new Map<Values, Raw>();
  for (const run of runs) {
    const known = raw.get(run.values);
    if (known !== undefined) known.runs.push(run);
    else raw.set(run.values, { values: run.values, subject: Subject.parse(run.values), runs: [run] });
  }
  const firsts = new Map<string, { raw: Raw; worst: boolean }>();
  return [...raw.values()].flatMap((one) => {
    const { figure, tier } = one.subject;
    if (figure === undefined) return [toOccasion(one, false)];
    const key = JSON.stringify([figure.evaluation, figure.score, tier]);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, { raw: one, worst: false });
      return [toOccasion(one, false)];
    }
    const seen = first.raw.subject.figure;
    const gaveMet = first.raw.runs.some(({ field, result }) => field === 'rule.met' && result === true);
    // Only a figure that is met is tried with its lost samples, and that comes at once.
    const worst =
      gaveMet &&
      !first.worst &&
      seen?.n === figure.n &&
      (seen.high !== figure.high || seen.low !== figure.low || seen.highest !== figure.highest);
    first.worst = true;
    return worst ? [toOccasion(one, true)] : [];
  });
}

function toOccasion({ values, subject, runs }: Raw, lostCountWorst: boolean): Occasion {
  const evaluation = subject.figure?.evaluation ?? subject.evaluation?.id;
  return {
    ...(evaluation === undefined ? {} : { evaluation }),
    ...(subject.figure === undefined ? {} : { score: subject.figure.score }),
    ...(subject.tier === undefined ? {} : { tier: subject.tier }),
    lostCountWorst,
    runs: runs.map(({ field, rule, result, error }) => ({
      field,
      rule: rule.trim(),
      gave:
        typeof result === 'boolean' || typeof result === 'number'
          ? result
          : typeof result === 'bigint'
            ? Number(result)
            : null,
      ...(error === undefined ? {} : { error }),
      parts: rulePartsOf(rule, values),
    })),
  };
}
