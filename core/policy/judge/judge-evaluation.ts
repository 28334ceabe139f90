import type { Evidence } from '../../evidence/evidence.ts';
import type { CompiledCriterion } from '../compile-criterion.ts';
import type { Criterion } from '../criterion.ts';
import type { Facts, JudgedEvaluation } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { runBool } from '../rule/compile.ts';
import { type EvaluationView, evaluationView } from '../view/evaluation-view.ts';
import { citeEvaluation } from './citations.ts';
import { milder, submissionValues } from './judge-criterion.ts';
import { brokenJudgement, findingOf, type Judgement, missingOutcome } from './judgement.ts';
import { brokenText, foundText, reasonText, ruleOutcome } from './rule-outcome.ts';

/** What judging a log needs besides the log. */
export interface Context {
  facts: Facts;
  /** Exact names under which logs know the declared weights. */
  names: readonly string[];
  /** All criteria of the pack: they say which figures of a log decide something. */
  criteria: readonly Criterion[];
  /** What the rules see of a log: the same for every criterion, so that it is worked out once. */
  views: Map<JudgedEvaluation, EvaluationView>;
}

/** The exact names under which this log may know the model: a comparison run may be of a reference model. */
function namesFor({ declared }: JudgedEvaluation, { names }: Context): readonly string[] {
  return declared.configuration === 'comparison' && declared.model !== undefined ? [declared.model] : names;
}

/** Judges a criterion of scope "evaluation" on one evaluation. A rule that breaks gives `error`. */
export function judgeEvaluation(compiled: CompiledCriterion, evaluation: JudgedEvaluation, context: Context): Finding {
  const { criterion } = compiled;
  const evidence = citeEvaluation(evaluation, criterion);
  let judgement: Omit<Judgement, 'evidence'>;
  try {
    judgement = judge(compiled, evaluation, context);
  } catch (cause) {
    judgement = brokenJudgement(brokenText(cause), criterion.title);
  }
  return findingOf(criterion, { ...judgement, evidence }, evaluation.declared.id);
}

/** The finding of such a criterion where the submission has no evaluation at all. */
export function judgeNoEvaluation({ criterion, texts }: CompiledCriterion, { facts }: Context): Finding {
  const values = submissionValues(criterion, facts, null);
  return findingOf(criterion, {
    outcome: missingOutcome(criterion),
    missing: true,
    required: texts.required(values),
    found: 'The bundle has no evaluation.',
    reason: 'Without an evaluation there is nothing to judge.',
    cure: 'Add the logs of the evaluations to the bundle, and list them under "evaluations" in bundle.json.',
    evidence: [],
  });
}

function viewOf(evaluation: JudgedEvaluation, evidence: Evidence, context: Context): EvaluationView {
  const { views, criteria, facts } = context;
  const view =
    views.get(evaluation) ??
    evaluationView({ ...evaluation, evidence }, namesFor(evaluation, context), criteria, facts.evaluations);
  views.set(evaluation, view);
  return view;
}

function judge(
  compiled: CompiledCriterion,
  evaluation: JudgedEvaluation,
  context: Context,
): Omit<Judgement, 'evidence'> {
  const { criterion, texts, appliesWhen, present } = compiled;
  const { evidence, declared } = evaluation;
  const outer = submissionValues(criterion, context.facts, null);
  const required = texts.required(outer);
  if (evidence === null || evidence.status === 'unreadable') {
    const flags = (evidence?.flags ?? []).map(({ message }) => message);
    return {
      outcome: evidence === null ? missingOutcome(criterion) : 'inconclusive',
      missing: evidence === null,
      required,
      found: `No evidence could be read from ${declared.path}.${flags.length === 0 ? '' : ` ${flags.slice(0, 3).join(' ')}`}`,
      reason: 'A log that cannot be read shows nothing.',
      cure: 'Send the log as the tool wrote it, complete and in a supported format.',
    };
  }
  const values = { ...outer, evaluation: viewOf(evaluation, evidence, context) };
  if (appliesWhen !== null && !runBool(appliesWhen, values))
    return {
      outcome: 'not_applicable',
      missing: false,
      required,
      found: 'The criterion does not apply to this evaluation.',
      reason: `It applies only when: ${criterion.appliesWhen}.`,
    };
  const cure = texts.remediation(outer);
  if (present !== null && !runBool(present, values))
    return {
      outcome: missingOutcome(criterion),
      missing: true,
      required,
      found: texts.absent(outer),
      reason: 'The log does not record what the criterion reads.',
      cure,
    };
  const outcome = ruleOutcome(compiled, values);
  return {
    outcome,
    missing: false,
    required,
    found: foundText(compiled, values),
    reason: reasonText(compiled, outcome, values),
    cure,
    ...milder(compiled, outcome, values),
  };
}
