import { canonicalJson } from '../../attestation/canonical-json.ts';
import { barsTo } from './bars.ts';
import type { Action } from './command.ts';
import type { DeterminationBody } from './parts.ts';
import { concerns, conditionsSet, isSigned, latest, mayResolve, openPoints } from './positions.ts';
import { lackOfRoom } from './room.ts';
import { faultOfConditions, faultOfCriterion, type Reply, type Turn, withIds } from './turn.ts';

type Of<T extends Action['type']> = Extract<Action, { type: T }>;

/** Records what an agency determines. It replaces what the agency determined before, which stays in the history. */
export function determine(turn: Turn, { determination }: Of<'determine'>): Reply {
  const { rules, state, by } = turn;
  const agency = by.agency ?? '';
  const { kind } = determination;
  if (!rules.procedure.determinations.allowed.includes(kind))
    return `${rules.standard} does not know the determination "${kind}".`;
  const fault = faultOf(turn, agency, determination);
  if (fault !== null) return fault;
  const before = latest(state, agency);
  if (before !== null && before.preparedBy === by.id && canonicalJson(before.body) === canonicalJson(determination))
    return [];
  const crowded = lackOfRoom(rules, state, agency, determination);
  if (crowded !== null) return crowded;
  const n = state.determinations.filter((one) => one.agency === agency).length + 1;
  return [{ type: 'determined', data: { agency, n, body: determination, signatureNeeded: rules.fourEyes.has(kind) } }];
}

function faultOf(turn: Turn, agency: string, body: DeterminationBody): string | null {
  const { rules, state } = turn;
  switch (body.kind) {
    case 'concur':
    case 'concur_with_conditions': {
      for (const one of body.resolves) {
        const point = state.points.find((each) => concerns(one, each));
        if (point === undefined) return `There is no open point on ${one.criterion} to resolve.`;
        const barred = mayResolve(agency, point);
        if (barred !== null) return barred;
      }
      return body.kind === 'concur' ? null : faultOfConditions(turn, body.conditions);
    }
    case 'non_concur':
      return first(body.objections, ({ criterion }) => faultOfCriterion(rules, criterion));
    case 'request_information': {
      const { rounds } = rules.procedure.informationRequests;
      if (state.stage !== 'agency_review')
        return `Information is requested in agency review, in one consolidated request; the case is in ${state.stage}.`;
      if (state.rounds >= rounds)
        return `The vendor has been asked already; ${rules.standard} allows ${rounds} round(s).`;
      return first(body.questions, ({ criterion }) => (criterion === null ? null : faultOfCriterion(rules, criterion)));
    }
    case 'not_in_remit':
      return null;
  }
}

function first<T>(items: readonly T[], fault: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = fault(item);
    if (found !== null) return found;
  }
  return null;
}

/** Signs the latest determination of the own agency as the second pair of eyes. */
export function sign({ state, by }: Turn, { n }: Of<'sign'>): Reply {
  const agency = by.agency ?? '';
  const one = latest(state, agency);
  if (one === null) return `${agency} has no determination to sign.`;
  if (one.n !== n) return `Determination ${n} of ${agency} is not its latest, which is ${one.n}; read that one first.`;
  if (isSigned(one)) return one.signedBy === by.id ? [] : `Determination ${n} of ${agency} is in effect already.`;
  if (one.preparedBy === by.id)
    return 'Who prepared a determination does not sign it; another person of the agency does.';
  return [{ type: 'signed', data: { agency, n } }];
}

export function recuse({ state, by }: Turn, { reason }: Of<'recuse'>): Reply {
  return state.recused.includes(by.id) ? [] : [{ type: 'recused', data: { person: by.id, reason } }];
}

/** One vote per agency; an agency may change it until the decision. Reviewers vote in the working group, principals in theirs. */
export function vote(turn: Turn, { position, conditions, reason }: Of<'vote'>): Reply {
  const { rules, state, by } = turn;
  const agency = by.agency ?? '';
  const body = state.stage === 'principals' ? 'principals' : 'working_group';
  if (body === 'principals' && by.role !== 'principal')
    return 'The case is with the principals; a reviewer does not vote there.';
  if (latest(state, agency)?.body.kind === 'not_in_remit')
    return `${agency} has said that the case is not in its remit; it determines first to have a vote.`;
  const fault = faultOfConditions(turn, conditions);
  if (fault !== null) return fault;
  const sets = position === 'cleared_with_conditions' || position === 'staged_access';
  if (conditions.length > 0 && !sets) return `A vote for "${position}" sets no conditions.`;
  const all = [...conditionsSet(rules, state), ...conditions];
  if (position === 'cleared_with_conditions' && all.length === 0)
    return 'Nobody has set a condition; name at least one.';
  const [bar] = barsTo(position, openPoints(rules, state), all);
  if (bar !== undefined) return `A vote for "${position}" is barred. ${bar}`;
  const crowded = lackOfRoom(rules, state, agency, conditions);
  if (crowded !== null) return crowded;
  const prefix = `${agency}.vote.${state.votes.length + 1}`;
  return [{ type: 'voted', data: { body, agency, position, conditions: withIds(conditions, agency, prefix), reason } }];
}
