import { Position } from '#core/adjudication/case/parts.ts';
import type { ActionInput, ActionType, FormSubject } from './action.ts';
import { toSign } from './action.ts';
import { conditionsOf, type Draft } from './drafts.ts';

type Determination = Extract<ActionInput, { type: 'determine' }>['determination'];

/** The action that a draft stands for; null where something of it is still missing. */
export function actionOf(type: ActionType, draft: Draft, subject: FormSubject): ActionInput | null {
  const { reason, statement, evidence, choice } = draft;
  switch (type) {
    case 'determine': {
      const determination = determinationOf(draft);
      return determination === null ? null : { type, determination };
    }
    case 'sign': {
      const one = toSign(subject.procedure, subject.as);
      return one === null ? null : { type, n: one.n };
    }
    case 'vote': {
      const position = Position.safeParse(draft.kind);
      if (!position.success) return null;
      const conditions = setsConditions(position.data) ? conditionsOf(draft.conditions) : [];
      return { type, position: position.data, conditions, reason };
    }
    case 'issue_request':
      return { type };
    case 'recuse':
    case 'extend':
    case 'withdraw':
      return { type, reason };
    case 'extend_answer':
      return { type, until: draft.until, reason };
    case 'meet_condition':
    case 'breach_condition':
      return choice === '' ? null : { type, condition: choice, evidence };
    case 'reopen':
      return choice === 'false_statement' || choice === 'material_change'
        ? { type, cause: choice, statement, evidence }
        : null;
    case 'appoint_panel':
      return { type, members: draft.members };
    case 'decide_appeal':
      return appealDecisionOf(draft);
    case 'answer':
      return { type, answers: draft.answers.map(({ text }) => text) };
    case 'appeal':
      return choice === '' ? null : { type, ground: choice, statement };
    default:
      return null;
  }
}

export const setsConditions = (position: string): boolean =>
  position === 'cleared_with_conditions' || position === 'staged_access';

function determinationOf({ kind, resolves, conditions, objections, questions, reason }: Draft): Determination | null {
  switch (kind) {
    case 'concur':
      return { kind, resolves };
    case 'concur_with_conditions':
      return conditions.length === 0 ? null : { kind, resolves, conditions: conditionsOf(conditions) };
    case 'non_concur':
      return objections.length === 0 ? null : { kind, objections };
    case 'request_information':
      return questions.length === 0
        ? null
        : {
            kind,
            questions: questions.map(({ criterion, text }) => ({
              text,
              criterion: criterion === '' ? null : criterion,
            })),
          };
    case 'not_in_remit':
      return { kind, reason };
    default:
      return null;
  }
}

const RESULTS = ['upheld', 'overturned', 'remanded'] as const;
const resultOf = (name: string) => RESULTS.find((one) => one === name);

function appealDecisionOf({ kind, votes, reason, statement, choice, setAside, conditions }: Draft): ActionInput | null {
  const result = resultOf(kind);
  if (result === undefined) return null;
  const cast = votes.flatMap((vote) => {
    const one = resultOf(vote.result);
    return one === undefined ? [] : [{ ...vote, result: one }];
  });
  const overturned = result === 'overturned';
  const outcome = overturned ? (Position.safeParse(choice).data ?? null) : null;
  if (overturned && outcome === null) return null;
  return {
    type: 'decide_appeal',
    result,
    votes: cast,
    reason,
    outcome,
    setAside: overturned ? setAside : [],
    precedent: statement === '' ? null : statement,
    conditions: outcome !== null && setsConditions(outcome) ? conditionsOf(conditions) : [],
  };
}
