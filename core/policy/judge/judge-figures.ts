import { tierFlip } from '../../evidence/statistics/tier-flip.ts';
import { referenceFigure } from '../comparison.ts';
import type { CompiledCriterion } from '../compile-criterion.ts';
import type { FigureGroup } from '../criterion.ts';
import type { Facts, JudgedEvaluation } from '../facts.ts';
import { belongs, type Figure, figuresOf, limitOf } from '../figures.ts';
import type { Outcome, Tier } from '../finding.ts';
import { cut } from '../printable.ts';
import type { Values } from '../rule/compile.ts';
import { list } from '../rule/template.ts';
import { taskName } from '../task-name.ts';
import { tierNumber } from '../tier.ts';
import type { FigureView } from '../view/figure-view.ts';
import { citeFigure, citeLog } from './citations.ts';
import { badness, type Judgement, missingOutcome } from './judgement.ts';
import { type Resampled, samplesText } from './more-samples.ts';
import { foundText, reasonText, ruleOutcome, ruleTier } from './rule-outcome.ts';
import { namesBenchmark, unconfirmed } from './unconfirmed-task.ts';

/** At most so many texts and cures are joined in one finding; the citations have all. */
const MOST_CURES = 3;

/**
 * Judges a criterion on every figure that it reads; the worst decides. A group without an evaluation is missing evidence.
 * @param values what the rule sees besides the figure
 */
export function judgeFigures(compiled: CompiledCriterion, facts: Facts, values: Values): Judgement {
  const required = compiled.texts.required(values);
  const groups = compiled.criterion.reads.figures.map((group) => ({
    group,
    evaluations: facts.evaluations
      .filter((evaluation) => belongs(evaluation, group))
      .toSorted((a, b) => (a.declared.id < b.declared.id ? -1 : 1)),
  }));
  const anAlternative = groups.some(({ group, evaluations }) => group.alternative && evaluations.length > 0);
  const pieces = groups.flatMap(({ group, evaluations }): Judgement[] => {
    if (evaluations.length > 0)
      return evaluations.flatMap((evaluation) =>
        judgeEvaluation(compiled, group, evaluation, { facts, values, required }),
      );
    return group.alternative && anAlternative ? [] : [absent(compiled, group, required, values)];
  });
  const ordered = pieces.toSorted(
    (a, b) => badness(a.outcome) - badness(b.outcome) || tierNumber(b.tier) - tierNumber(a.tier),
  );
  const [worst] = ordered;
  if (worst === undefined) return absent(compiled, undefined, required, values);
  const same = ordered.filter(({ outcome }) => outcome === worst.outcome);
  const cures = [...new Set(same.flatMap(({ cure }) => (cure === undefined ? [] : [cure])))];
  return {
    ...worst,
    missing: same.every(({ missing }) => missing),
    found: list(ordered.map(({ found }) => found.replace(/\.$/, ''))),
    reason: worst.reason,
    ...(cures.length > 0 ? { cure: cures.slice(0, MOST_CURES).join(' ') } : {}),
    evidence: pieces.flatMap(({ evidence }) => evidence),
  };
}

function absent(
  { criterion, texts }: CompiledCriterion,
  group: FigureGroup | undefined,
  required: string,
  values: Values,
): Judgement {
  const attacks = group?.attacks === undefined ? '' : `, attack ${group.attacks.join(' or ')}`;
  const what =
    group === undefined
      ? 'No figure was found.'
      : `No evaluation for ${group.called}: task ${group.tasks.join(' or ')}, configuration ${group.configuration}${attacks}.`;
  return {
    outcome: missingOutcome(criterion),
    missing: true,
    required,
    found: what,
    reason: 'Without this evidence the criterion cannot be decided.',
    cure: group === undefined ? texts.remediation(values) : 'Add such an evaluation to the bundle.',
    evidence: [],
  };
}

function judgeEvaluation(
  compiled: CompiledCriterion,
  group: FigureGroup,
  evaluation: JudgedEvaluation,
  { facts, values, required }: { facts: Facts; values: Values; required: string },
): Judgement[] {
  const { declared, evidence, unusable } = evaluation;
  const undecided = (found: string, reason: string, cure: string): Judgement => ({
    outcome: 'inconclusive',
    missing: false,
    required,
    found,
    reason,
    cure,
    evidence: [citeLog(evaluation, found)],
  });
  if (unusable.length > 0)
    return [
      undecided(
        `The evaluation ${declared.id} cannot be used: see ${unusable.join(', ')}`,
        `${unusable.join(' and ')} did not find the evaluation ${declared.id} valid, so its figures decide nothing.`,
        `Cure what ${unusable.join(' and ')} says of ${declared.id}.`,
      ),
    ];
  if (evidence === null)
    return [
      undecided(
        `The log of ${declared.id} could not be read`,
        'There are no figures to judge.',
        'Send a log that can be read.',
      ),
    ];
  const figures = figuresOf(evidence, group, compiled.criterion.kind);
  if (figures.length === 0) {
    const has = evidence.recomputed.map(({ score, metric }) => cut(`${score}/${metric}`, 100));
    return [
      undecided(
        `The log of ${declared.id} has no figure of the kind that is read; it has ${has.length === 0 ? 'none' : list(has)}`,
        'The figure that the criterion reads is not among those that could be recomputed from samples.',
        `Send a log with sample-level scores${group.scores === undefined ? '' : ` named ${group.scores.join(' or ')}`}.`,
      ),
    ];
  }
  return figures.map((figure): Judgement => {
    const citation = figure.recomputed === null ? citeLog(evaluation) : citeFigure(declared.id, figure.recomputed);
    if (figure.fault !== null)
      return {
        ...undecided(
          `${declared.id}: ${figure.fault}`,
          'A figure that is not there decides nothing.',
          'Send sample-level scores on the scale that the criterion reads.',
        ),
        evidence: [citation],
      };
    const view = viewOf(compiled, group, evaluation, figure, facts);
    const judged = { ...judgeFigure(compiled, { group, figure, view, values }, required), evidence: [citation] };
    return namesBenchmark(group, evidence.task) ? judged : unconfirmed(compiled, judged, evaluation, evidence.task);
  });
}

function viewOf(
  compiled: CompiledCriterion,
  group: FigureGroup,
  evaluation: JudgedEvaluation,
  figure: Figure,
  facts: Facts,
): FigureView {
  const { declared, evidence } = evaluation;
  const { score, mean, low, high, n, epochs } = figure;
  const limit = limitOf(compiled.criterion, group, evaluation, facts);
  const reference = group.against === 'reference' ? referenceFigure(evaluation, facts) : null;
  return {
    evaluation: declared.id,
    task: taskName(declared.task ?? evidence?.task ?? ''),
    group: group.as,
    called: group.called,
    attack: declared.attack,
    ...{ score, mean, low, high, n, epochs },
    hasLimit: limit !== undefined,
    limit: limit ?? 0,
    highest: figure.highest ?? mean,
    humanHours: declared.range?.humanHours ?? 0,
    referenceN: reference?.n ?? 0,
  };
}

interface Read {
  group: FigureGroup;
  figure: Figure;
  view: FigureView;
  values: Values;
}

function judgeFigure(
  compiled: CompiledCriterion,
  { group, figure, view, values }: Read,
  required: string,
): Omit<Judgement, 'evidence'> {
  const seen = { ...values, figure: view };
  const found = foundText(compiled, seen);
  const shared = { missing: false, required, found };
  if (group.limit === undefined && group.against === undefined)
    return { ...shared, outcome: 'met', reason: 'The figure is reported.' };
  const { outcome, lost } = outcomeOf(compiled, seen, figure.worst);
  const remediation = compiled.texts.remediation(values);
  const more = () =>
    view.hasLimit
      ? samplesText(figure, outcome, ({ worst, ...bounds }: Resampled) => {
          return outcomeOf(compiled, { ...values, figure: { ...view, ...bounds } }, worst).outcome;
        })
      : '';
  // Attempts that are lost stay lost, however many samples come after.
  if (
    lost &&
    figure.worst !== null &&
    outcomeOf(compiled, seen, { ...figure.worst, highest: view.highest }).outcome === 'met'
  )
    return {
      ...shared,
      outcome,
      reason: `Attempts were lost (${figure.lost}); if one of them had gone to the end, the outcome would be another.`,
      cure: `Run the lost attempts of ${view.evaluation} again, each to its own end.`,
    };
  if (lost)
    return {
      ...shared,
      outcome,
      reason:
        figure.worst === null
          ? 'Samples were lost, and what they could have changed is unknown.'
          : 'Samples were lost; if all of them had gone the worst way, the outcome would be another.',
      cure: `Run the lost samples of ${view.evaluation} again. ${figure.worst === null ? '' : more()}`.trim(),
    };
  const tiers = outcome === 'inconclusive' ? null : tiersOf(compiled, seen, figure.worst);
  const raised = tiers !== null && tierNumber(tiers.worst) > tierNumber(tiers.seen);
  const tier = raised ? tiers.worst : tiers?.seen;
  const why = raised
    ? ` Samples were lost (${figure.lost}): those seen set ${tiers.seen}, and if all lost ones had gone the worst way, ${tiers.worst}; the higher counts.`
    : '';
  return {
    ...shared,
    outcome,
    ...(tier === undefined ? {} : { tier }),
    reason: `${reasonText(compiled, outcome, seen)}${why}`,
    cure: outcome === 'met' ? remediation : [more(), remediation].join(' ').trim(),
  };
}

/** The tier that a figure sets as seen, and with its lost samples counted the worst way. */
function tiersOf(
  compiled: CompiledCriterion,
  values: Values & { figure: FigureView },
  worst: Figure['worst'],
): { seen: Tier | undefined; worst: Tier | undefined } {
  const { figure } = values;
  const moved =
    worst !== null &&
    (worst.high > figure.high || worst.low > figure.low || worst.mean > figure.mean || worst.highest > figure.highest);
  const tierAt = (one: FigureView) => ruleTier(compiled, { ...values, figure: one });
  if (moved) return tierFlip(figure, { ...figure, ...worst }, tierAt);
  const seen = tierAt(figure);
  return { seen, worst: seen };
}

/**
 * What the rule says of a figure. It is met only if it is also met with the lost samples counted the worst way; where it is not,
 * `lost` says that this is why.
 */
function outcomeOf(
  compiled: CompiledCriterion,
  values: Values & { figure: FigureView },
  worst: Figure['worst'],
): { outcome: Outcome; lost: boolean } {
  const outcome = ruleOutcome(compiled, values);
  if (outcome !== 'met') return { outcome, lost: false };
  const { figure } = values;
  const lost =
    worst === null ||
    tierFlip(figure, { ...figure, ...worst }, (one) =>
      one === figure ? outcome : ruleOutcome(compiled, { ...values, figure: one }),
    ).flips;
  return { outcome: lost ? 'inconclusive' : outcome, lost };
}
