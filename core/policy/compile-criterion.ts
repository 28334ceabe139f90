import * as z from 'zod';
import type { Criterion } from './criterion.ts';
import { seesTier } from './judge/sees-tier.ts';
import type { PackProblem } from './pack-error.ts';
import { type Compiled, type ResultType, RuleEnvironment, RuleInvalid, type Variables } from './rule/compile.ts';
import { compileTemplate, type Template } from './rule/template.ts';
import { fileOf } from './signature-rule.ts';
import { ComparisonView } from './view/comparison-view.ts';
import { EvaluationView } from './view/evaluation-view.ts';
import { FigureView } from './view/figure-view.ts';
import { ManifestView } from './view/manifest-view.ts';
import { ProblemView } from './view/problem-view.ts';
import { SectorView } from './view/sector-view.ts';

/** A criterion with its rules and texts compiled. Which variables each sees: see `policy/README.md`. */
export interface CompiledCriterion {
  criterion: Criterion;
  appliesWhen: Compiled | null;
  present: Compiled | null;
  met: Compiled;
  notMet: Compiled;
  milder: Compiled | null;
  tier: Compiled | null;
  texts: {
    required: Template;
    absent: Template;
    found: Template;
    met: Template;
    notMet: Template;
    inconclusive: Template;
    remediation: Template;
    notes: readonly { when: Compiled; text: Template }[];
  };
}

/** What the rules of a criterion see about the submission: only what it says that it reads. */
function submissionVariables(criterion: Criterion): Record<string, z.core.$ZodType> {
  const { reads, thresholds } = criterion;
  const parts = Object.fromEntries(reads.manifest.map((part) => [part, ManifestView.shape[part]]));
  return {
    threshold: z.object(Object.fromEntries(Object.keys(thresholds).map((name) => [name, z.number()]))),
    ...(reads.manifest.length > 0 ? { manifest: z.object(parts) } : {}),
    ...(seesTier(criterion) ? { tier: z.number() } : {}),
    ...(reads.comparisons === undefined ? {} : { comparisons: z.array(ComparisonView) }),
    ...(reads.problems ? { problems: z.array(ProblemView) } : {}),
    ...(reads.sectors ? { sectors: z.array(SectorView) } : {}),
  };
}

function subject({ scope, reads }: Criterion): Variables {
  if (scope === 'evaluation') return { evaluation: EvaluationView };
  return reads.figures.length > 0 ? { figure: FigureView } : {};
}

type Result = { compiled: CompiledCriterion } | { problems: PackProblem[] };

const results = new WeakMap<Criterion, Result>();

/** Compiles a criterion, or says all that is wrong with it; once per criterion object, whatever pack it is in. */
export function compileCriterion(criterion: Criterion): Result {
  const result = results.get(criterion) ?? compile(criterion);
  results.set(criterion, result);
  return result;
}

function compile(criterion: Criterion): Result {
  const problems: PackProblem[] = [];
  const file = fileOf(criterion);
  const attempt = <T>(field: string, make: () => T): T | null => {
    try {
      return make();
    } catch (cause) {
      if (!(cause instanceof RuleInvalid)) throw cause;
      problems.push({ file, field, message: cause.message });
      return null;
    }
  };
  const submission = submissionVariables(criterion);
  const outer = new RuleEnvironment(submission);
  const evaluation = criterion.scope === 'evaluation';
  const inner = new RuleEnvironment({ ...submission, ...subject(criterion) });
  const about = evaluation ? inner : outer;
  const rule = (field: string, text: string | undefined, environment: RuleEnvironment, gives: ResultType = 'bool') =>
    text === undefined ? null : attempt(field, () => environment.compile(text, gives));
  const template = (field: string, text: string, environment: RuleEnvironment) =>
    attempt(field, () => compileTemplate(text, environment));
  const { texts } = criterion;

  const parts = {
    appliesWhen: rule('appliesWhen', criterion.appliesWhen, about),
    present: rule('present', criterion.present, about),
    met: rule('rule.met', criterion.rule.met, inner),
    notMet: rule('rule.notMet', criterion.rule.notMet, inner),
    milder: rule('milder.when', criterion.milder?.when, inner),
    tier: rule('tier.rule', criterion.tier?.rule, inner, 'double'),
    required: template('texts.required', texts.required, outer),
    absent: template(
      'texts.absent',
      texts.absent ?? 'The evidence that this criterion reads is not in the bundle.',
      outer,
    ),
    found: template('texts.found', texts.found, inner),
    metText: template('texts.met', texts.met, inner),
    notMetText: template('texts.notMet', texts.notMet, inner),
    inconclusive: template('texts.inconclusive', texts.inconclusive, inner),
    remediation: template('remediation', criterion.remediation, outer),
    notes: texts.notes.map((note, at) => ({
      when: rule(`texts.notes[${at}].when`, note.when, inner),
      text: template(`texts.notes[${at}].text`, note.text, inner),
    })),
  };
  problems.push(...inconsistencies(criterion, file));
  const { met, notMet, required, absent, found, metText, notMetText, inconclusive, remediation } = parts;
  const notes = parts.notes.flatMap(({ when, text }) => (when === null || text === null ? [] : [{ when, text }]));
  if (
    problems.length > 0 ||
    !met ||
    !notMet ||
    !required ||
    !absent ||
    !found ||
    !metText ||
    !notMetText ||
    !inconclusive ||
    !remediation
  )
    return { problems };
  return {
    compiled: {
      criterion,
      appliesWhen: parts.appliesWhen,
      present: parts.present,
      met,
      notMet,
      milder: parts.milder,
      tier: parts.tier,
      texts: { required, absent, found, met: metText, notMet: notMetText, inconclusive, remediation, notes },
    },
  };
}

/** What the schema cannot say: fields of a criterion that do not go together. */
function inconsistencies(criterion: Criterion, file: string): PackProblem[] {
  const { reads, thresholds, kind, scope, tier, present } = criterion;
  const problems: PackProblem[] = [];
  const problem = (field: string, message: string) => problems.push({ file, field, message });
  const names = Object.keys(thresholds);
  for (const [at, { limit, against, chance, as }] of reads.figures.entries()) {
    for (const [field, named] of Object.entries({ limit, chance }))
      if (named !== undefined && !names.includes(named))
        problem(
          `reads.figures[${at}].${field}`,
          `There is no threshold "${named}"; there are ${names.join(', ') || 'none'}.`,
        );
    if (limit !== undefined && against !== undefined)
      problem(`reads.figures[${at}].against`, 'A figure is held against a threshold or something else, not both.');
    if (against === 'reference' && !reads.manifest.includes('referenceModels'))
      problem(`reads.figures[${at}].against`, 'To know the reference models, reads.manifest needs "referenceModels".');
    if (reads.figures.findIndex((other) => other.as === as) < at)
      problem(`reads.figures[${at}].as`, `Two groups are called "${as}".`);
  }
  if ((kind === 'capability') !== (tier !== undefined))
    problem('tier', 'Capability criteria, and only they, say which tier they set.');
  if (kind === 'capability' && reads.figures.length === 0 && reads.manifest.length === 0)
    problem('reads', 'A capability criterion needs figures to read, or a part of the manifest.');
  if (reads.tier && kind !== 'capability') problem('reads.tier', 'Every other criterion sees the tier as it is.');
  if (reads.comparisons !== undefined && !reads.manifest.includes('referenceModels'))
    problem('reads.comparisons', 'To know the reference models, reads.manifest needs "referenceModels".');
  if (scope === 'evaluation' && (kind !== 'validity' || reads.figures.length > 0))
    problem(
      'scope',
      'Criteria that are decided for each evaluation are of kind validity and read no figures of their own.',
    );
  if (reads.figures.length > 0 && present !== undefined)
    problem('present', 'Whether figures are present follows from reads.figures.');
  return problems;
}
