import type { Action } from '#core/adjudication/case/command.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import { stageWords } from '../render/stage.ts';
import { UsageError } from '../usage-error.ts';
import { shortId } from './case-ref.ts';
import { ProcedureRefused } from './procedure-refused.ts';

export interface ChoiceOptions {
  /** id/version, or the id alone. */
  standard?: string;
  /** The role in which one acts, as agency.nsa.reviewer. */
  role?: string;
}

/** The part of a case under the standard that is named. @throws UsageError where the case is not under it */
export function namedProcedure({ procedures }: Pick<CaseView, 'procedures'>, standard: string): ProcedureView {
  const found = procedures.find((one) => one.standard === standard || one.standard.split('/')[0] === standard);
  if (found !== undefined) return found;
  throw new UsageError(`The case is not reviewed under "${standard}", or not for you.`, {
    expected: `one of ${procedures.map((one) => one.standard).join(', ')}`,
    cure: 'Name one of them with --standard.',
  });
}

/**
 * Under which standard an action is meant: the one that is named, otherwise the only one under which the caller may do it now.
 * Where the case has a single standard the service says why it may not be done.
 * @param fits tells those apart under which the caller may do it: where one fits, it is meant
 * @throws UsageError where several would do; ProcedureRefused where none does
 */
export function chooseProcedure(
  { procedures, case: { caseId } }: CaseView,
  action: Action['type'],
  { standard, role }: ChoiceOptions,
  fits: (procedure: ProcedureView) => boolean = () => true,
): ProcedureView {
  const [only, ...more] = procedures;
  if (only === undefined)
    throw new ProcedureRefused('The case is being checked; there is nothing to act on until its checks are decided.', {
      where: caseId,
      cure: `Follow it with "countersign status ${shortId(caseId)} --follow".`,
    });
  if (standard !== undefined) return namedProcedure({ procedures }, standard);
  if (more.length === 0) return only;
  const able = procedures.filter(({ next }) =>
    next.some((one) => one.action === action && (role === undefined || one.as === role)),
  );
  const [first, ...others] = able;
  if (first === undefined)
    throw new ProcedureRefused(`You may not do "${action}" now under any standard of this case.`, {
      where: stagesOf(procedures),
      cure: `"countersign status ${shortId(caseId)}" shows what you may do; name a standard with --standard to be told why it refuses.`,
    });
  const [fitting, ...rest] = able.filter(fits);
  if (fitting !== undefined && rest.length === 0) return fitting;
  if (others.length === 0) return first;
  throw new UsageError('You may do this under several standards of the case.', {
    expected: `one of ${able.map((one) => one.standard).join(', ')}`,
    cure: `Name the one that you mean: --standard ${first.standard}.`,
  });
}

/** The stages of the procedures, each with the standards that are in it. */
function stagesOf(procedures: readonly ProcedureView[]): string {
  const stages = Map.groupBy(procedures, ({ stage }) => stage);
  return [...stages]
    .map(([stage, all]) => `${all.map(({ standard }) => standard).join(', ')}: ${stageWords(stage)}`)
    .join('; ');
}
