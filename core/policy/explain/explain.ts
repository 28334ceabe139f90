import type { CompiledCriterion } from '../compile-criterion.ts';
import { compilePack } from '../compile-pack.ts';
import type { Criterion } from '../criterion.ts';
import type { Finding } from '../finding.ts';
import { judgeCriterion } from '../judge/judge-criterion.ts';
import { judgeEvaluation, judgeNoEvaluation } from '../judge/judge-evaluation.ts';
import type { Pack } from '../pack.ts';
import { type Screening, screen } from '../screen.ts';
import type { Submission } from '../submission.ts';
import { factsFor } from './facts-for.ts';
import { type Occasion, occasionsOf } from './occasions.ts';
import { type Run, traced } from './traced.ts';

/** Why a criterion comes out on a submission as it does. */
export interface Explained {
  findings: Finding[];
  occasions: Occasion[];
  /** False: the screening returns the submission, so that no agency gets to judge it; this is what it would say. */
  judged: boolean;
}

/**
 * Decides one criterion as a review does and keeps what each of its rules saw and gave.
 * @throws RangeError where the pack has no such criterion, or the submission no manifest that could be read
 */
export function explain(pack: Pack, submission: Submission, id: string): Explained {
  const compiled = compilePack(pack).criteria.get(id);
  if (compiled === undefined) throw new RangeError(`the pack has no criterion ${id}`);
  if (submission.manifest === null) throw new RangeError('the manifest could not be read, so only its problems count');
  const screening = screen(pack, submission);
  const runs: Run[] = [];
  const watched = traced(compiled, (run) => void runs.push(run));
  const findings = judge(pack, watched, { submission, screening, names: namesOf(submission.manifest) });
  const joint = compiled.criterion.agency === screening.report.agency;
  return { findings, occasions: occasionsOf(runs), judged: joint || screening.acceptable };
}

const namesOf = ({ model }: { model: { id: string; logNames: string[] } }) => [model.id, ...model.logNames];

function judge(
  pack: Pack,
  compiled: CompiledCriterion,
  { submission, screening, names }: { submission: Submission; screening: Screening; names: readonly string[] },
): Finding[] {
  const { criterion }: { criterion: Criterion } = compiled;
  const facts = factsFor(pack, submission, screening, criterion);
  if (criterion.scope === 'submission') return [judgeCriterion(compiled, facts)];
  const context = { facts, names, criteria: pack.criteria, views: new Map() };
  return facts.evaluations.length === 0
    ? [judgeNoEvaluation(compiled, context)]
    : facts.evaluations.map((evaluation) => judgeEvaluation(compiled, evaluation, context));
}
