import type * as z from 'zod';
import type { CaseCommand, ProcedureView } from '#core/api/procedure-wire.ts';
import type { CaseView } from '#core/api/wire.ts';
import type { Finding } from '#core/policy/finding.ts';
import type { Person } from '../session/session.ts';

export type ActionInput = z.input<typeof CaseCommand>['do'];
export type ActionType = ActionInput['type'];

/** What a form on a case works with. */
export interface FormSubject {
  readonly view: CaseView;
  readonly procedure: ProcedureView;
  readonly findings: readonly Finding[];
  readonly person: Person;
  /** The role in which the person acts, by its group. */
  readonly as: string;
}

/** The agency for which a role named by its group acts; null for a role of none. */
export const agencyOf = (as: string): string | null => /^agency\.([^.]+)\./.exec(as)?.[1] ?? null;

export const TITLES: Readonly<Partial<Record<ActionType, string>>> = {
  determine: 'Determine',
  sign: 'Sign as the second person',
  vote: 'Vote',
  issue_request: 'Send the request to the vendor',
  extend_answer: 'Give the vendor more time to answer',
  extend: 'Extend the review',
  meet_condition: 'Record that a condition is met',
  breach_condition: 'Record that a condition is not kept',
  reopen: 'Reopen the case',
  appoint_panel: 'Appoint the panel',
  decide_appeal: 'Decide the appeal',
  answer: 'Answer the request',
  withdraw: 'Withdraw the submission',
  appeal: 'Appeal',
  recuse: 'Step back from this case',
};

/** What answers each kind of duty. */
export const STEPS: Readonly<Record<string, ActionType>> = {
  determination: 'determine',
  signature: 'sign',
  working_group_vote: 'vote',
  principals_vote: 'vote',
  answer: 'answer',
  panel: 'appoint_panel',
  appeal: 'decide_appeal',
  condition: 'meet_condition',
};

/** What comes first in the list of things to do. */
const ORDER = Object.keys(TITLES);

export interface Offer {
  readonly action: ActionType;
  readonly title: string;
  /** Roles in which the person may do it. */
  readonly as: readonly string[];
}

/** What the person can do in a case now: what the procedure offers them, without what has no object at the moment. */
export function offersIn(procedure: ProcedureView, { name }: Person): Offer[] {
  return ORDER.flatMap((action): Offer[] => {
    const as = procedure.next.filter((one) => one.action === action).map((one) => one.as);
    if (!isAction(action) || !as.some((role) => hasObject(action, procedure, role, name))) return [];
    return [{ action, title: TITLES[action] ?? action, as }];
  });
}

const isAction = (name: string): name is ActionType => name in TITLES;

function hasObject(action: ActionType, procedure: ProcedureView, as: string, person: string): boolean {
  const { determinations, appeal, conditions, decisions, stage } = procedure;
  switch (action) {
    case 'sign':
      return toSign(procedure, as)?.preparedBy !== person && toSign(procedure, as) !== null;
    case 'issue_request':
      return determinations.some((one) => one.inEffect && one.body.kind === 'request_information');
    case 'meet_condition':
    case 'breach_condition':
      return conditions.some(({ status }) => status === 'open' || status === 'met');
    case 'reopen':
      return ['cleared', 'cleared_with_conditions', 'staged_access'].includes(decisions.at(-1)?.outcome ?? '');
    case 'appoint_panel':
      return appeal !== null && appeal.panel.length === 0;
    case 'decide_appeal':
      return appeal?.panel.includes(person) ?? false;
    case 'appeal':
      return stage === 'lapsed' || decisions.at(-1)?.outcome !== 'cleared';
    default:
      return true;
  }
}

/** The determination of the own agency that waits for a signature; null where there is none. */
export function toSign({ determinations, run }: ProcedureView, as: string) {
  const agency = agencyOf(as);
  const last = determinations.findLast((one) => one.agency === agency && one.run === run && one.void === null);
  return last?.signatureNeeded && last.signedBy === null ? last : null;
}
