import { JOINT } from '../../policy/pack.ts';
import { addDays, type Day } from '../calendar/day.ts';
import { nameIn } from '../precedents/names.ts';
import { barsTo } from './bars.ts';
import type { Happening } from './change.ts';
import type { Action } from './command.ts';
import type { Point } from './parts.ts';
import { concerns, openPoints } from './positions.ts';
import { type CaseRules, duesFrom } from './rules.ts';
import { type CaseState, CLEARING, type ConditionState } from './state.ts';
import { duesOf, faultOfConditions, type Reply, type Turn, withIds } from './turn.ts';

type Of<T extends Action['type']> = Extract<Action, { type: T }>;
type Reopened = Extract<Happening, { type: 'reopened' }>['data'];

/** A review that starts anew today, with a blocker that stays open until an agency resolves it. */
export function reopened(
  { rules, state, today }: Omit<Turn, 'by'>,
  why: Pick<Reopened, 'cause' | 'because' | 'evidence' | 'point'>,
): Happening {
  const dues = duesFrom(rules, state.track ?? '', today) ?? duesOf(state);
  return { type: 'reopened', data: { on: today, ...why, dues } };
}

const breachPoint = (criterion: string | null, agency: string): Point => ({
  criterion: criterion ?? 'BREACH',
  evaluation: null,
  agency,
  severity: 'blocker',
  outcome: 'inconclusive',
  origin: 'breach',
});

/** The condition of a decided case that is still to be met; a text says why there is none. */
function openCondition(state: CaseState, id: string): ConditionState | string {
  const condition = state.conditions.find((one) => one.id === id);
  if (condition === undefined) return `The case has no condition "${id}".`;
  return condition.status === 'breached' || condition.status === 'expired'
    ? `Condition ${id} is ${condition.status}.`
    : condition;
}

export function meetCondition({ state }: Turn, { condition: id, evidence }: Of<'meet_condition'>): Reply {
  const condition = openCondition(state, id);
  if (typeof condition === 'string') return condition;
  return condition.status === 'met' ? [] : [{ type: 'condition_met', data: { condition: id, evidence } }];
}

export function breachCondition(turn: Turn, { condition: id, evidence }: Of<'breach_condition'>): Reply {
  const condition = openCondition(turn.state, id);
  return typeof condition === 'string' ? condition : breach(turn, condition, evidence);
}

/** A condition was not kept: the case is reopened. */
export function breach(turn: Omit<Turn, 'by'>, condition: ConditionState, evidence: string): Happening[] {
  const because = `The condition "${condition.text}" was not kept.`;
  const point = breachPoint(condition.criterion, condition.agency);
  return [
    { type: 'condition_breached', data: { condition: condition.id, evidence } },
    reopened(turn, { cause: 'breach', because, evidence, point }),
  ];
}

export function reopen(turn: Turn, { cause, statement, evidence }: Of<'reopen'>): Reply {
  const outcome = turn.state.decisions.at(-1)?.outcome;
  if (outcome === undefined || !CLEARING.has(outcome))
    return `The decision is "${outcome}"; there is no clearance to reopen.`;
  const point = breachPoint(null, turn.by.agency ?? JOINT);
  return [reopened(turn, { cause, because: statement, evidence, point })];
}

/** Until the end of which day a case may be appealed; null where it may not be: it was, there is nothing to appeal, or no decision yet. */
export function lastDayToAppeal({ procedure }: CaseRules, { stage, appeals, decisions, runs }: CaseState): Day | null {
  const ended = runs.at(-1)?.to ?? null;
  if (stage !== 'decided' && stage !== 'lapsed') return null;
  if (appeals > 0 || ended === null || (stage === 'decided' && decisions.at(-1)?.outcome === 'cleared')) return null;
  return addDays(ended, procedure.appeal.within);
}

export function appeal({ rules, state, today }: Turn, { ground, statement }: Of<'appeal'>): Reply {
  const { grounds, within, decisionBusinessDays } = rules.procedure.appeal;
  if (state.appeals > 0) return 'A case is appealed once, and this one has been.';
  if (!grounds.includes(ground)) return `"${ground}" is no ground of appeal; the grounds are: ${grounds.join(' ')}`;
  if (state.stage === 'decided' && state.decisions.at(-1)?.outcome === 'cleared')
    return 'The case is cleared; there is nothing to appeal.';
  const last = lastDayToAppeal(rules, state);
  if (last === null) return 'The submission was never accepted, so there is no decision to appeal.';
  if (today > last) return `An appeal is filed within ${within} days, which ended on ${last}.`;
  const due = rules.calendar.addBusinessDays(today, decisionBusinessDays);
  return [{ type: 'appealed', data: { on: today, ground, statement, due } }];
}

/** The panel is disjoint from everybody who took part in the case. */
export function appointPanel({ rules, state }: Turn, { members }: Of<'appoint_panel'>): Reply {
  const ids = new Set(members.map(({ id }) => id));
  if (ids.size < members.length) return 'A person sits on a panel once.';
  if (ids.size < rules.panel) return `A panel has at least ${rules.panel} members.`;
  if (ids.size % 2 === 0) return 'A panel has an odd number of members, so that it has a majority.';
  const partial = members.find(({ id }) => state.participants.includes(id) || state.recused.includes(id));
  if (partial !== undefined)
    return `${partial.id} took part in this case or is recused, and does not sit on its panel.`;
  return [{ type: 'panel_appointed', data: { members } }];
}

export function decideAppeal(turn: Turn, action: Of<'decide_appeal'>): Reply {
  const { rules, state, today, by } = turn;
  const { result, votes, reason, outcome, setAside, conditions, precedent } = action;
  const panel = state.appeal?.panel ?? [];
  if (panel.length === 0) return 'No panel is appointed yet.';
  if (!panel.some(({ id }) => id === by.id)) return `${by.id} is not on the panel.`;
  const voters = new Set(votes.map(({ member }) => member));
  if (voters.size < votes.length || voters.size !== panel.length || !panel.every(({ id }) => voters.has(id)))
    return 'Every member of the panel votes once, and nobody else.';
  if (votes.filter((vote) => vote.result === result).length * 2 <= panel.length)
    return `"${result}" does not have the majority of the panel.`;
  const named = precedent === null ? null : nameIn(precedent, peopleOf(state));
  if (named !== null) return `A precedent names nobody, and this one names "${named}".`;
  const decided: Happening = { type: 'appeal_decided', data: { result, votes, reason, setAside, precedent } };
  if (result !== 'overturned' && (outcome !== null || setAside.length > 0 || conditions.length > 0))
    return 'Only a panel that overturns sets points aside and decides anew.';
  if (result === 'upheld') return [decided];
  if (result === 'remanded')
    return [
      decided,
      reopened(turn, { cause: 'remand', because: reason, evidence: 'The decision on the appeal.', point: null }),
    ];
  if (outcome === null) return 'A panel that overturns names the decision in place of the old one.';
  const fault = faultOfConditions(turn, conditions);
  if (fault !== null) return fault;
  if (outcome === 'cleared_with_conditions' && conditions.length === 0) return 'Name at least one condition.';
  if ((outcome === 'cleared' || outcome === 'not_cleared') && conditions.length > 0)
    return `"${outcome}" has no conditions.`;
  const open = openPoints(rules, state).filter((point) => !setAside.some((one) => concerns(one, point)));
  const [bar] = barsTo(outcome, open, conditions);
  if (bar !== undefined) return `"${outcome}" is barred. ${bar}`;
  const n = state.decisions.length + 1;
  const set = withIds(conditions, JOINT, `appeal.${n}`);
  return [decided, { type: 'decided', data: { n, on: today, by: 'appeal', outcome, conditions: set, open } }];
}

/** The vendor, and everybody who had a part in the case. */
function peopleOf({ vendor, participants, recused, appeal, determinations, votes }: CaseState): string[] {
  const panel = (appeal?.panel ?? []).map(({ id }) => id);
  const judges = determinations.flatMap(({ preparedBy, signedBy }) => [preparedBy, signedBy ?? []].flat());
  return [vendor, ...participants, ...recused, ...panel, ...judges, ...votes.map(({ by }) => by)];
}
