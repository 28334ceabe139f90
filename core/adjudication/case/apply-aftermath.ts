import { ended } from './apply-intake.ts';
import type { Change } from './change.ts';
import { concerns } from './positions.ts';
import type { CaseState, ConditionState } from './state.ts';

/** Decisions and what comes after them. Null for other events. */
export function applyAftermath(state: CaseState, change: Change): CaseState | null {
  switch (change.type) {
    case 'decided': {
      const { n, on, by, outcome, conditions } = change.data;
      return {
        ...state,
        stage: 'decided',
        decisions: [...state.decisions, { n, run: state.run, on, outcome, by }],
        conditions: conditions.map((condition) => ({ ...condition, status: 'open' })),
        runs: ended(state.runs, on),
      };
    }
    case 'condition_met':
      return withCondition(state, change.data.condition, 'met');
    case 'condition_breached':
      return withCondition(state, change.data.condition, 'breached');
    case 'condition_expired':
      return withCondition(state, change.data.condition, 'expired');
    case 'reopened': {
      const { on, point, dues } = change.data;
      return {
        ...state,
        stage: 'reopened',
        run: state.run + 1,
        dues,
        referred: true,
        silent: [],
        points: point === null ? state.points : [...state.points, point],
        runs: [...ended(state.runs, on), { from: on, to: null }],
      };
    }
    case 'appealed': {
      const { on, ground, due } = change.data;
      const from = state.stage === 'lapsed' ? 'lapsed' : 'decided';
      return {
        ...state,
        stage: 'appeal',
        appeals: state.appeals + 1,
        appeal: { ground, filedOn: on, due, panel: [], from, result: null },
      };
    }
    case 'panel_appointed':
      return state.appeal === null ? state : { ...state, appeal: { ...state.appeal, panel: change.data.members } };
    case 'appeal_overdue':
      return state.appeal === null ? state : { ...state, appeal: { ...state.appeal, due: change.data.due } };
    case 'appeal_decided': {
      const { result, setAside } = change.data;
      const points = state.points.filter((point) => !setAside.some((one) => concerns(one, point)));
      const appeal = state.appeal === null ? null : { ...state.appeal, result };
      return { ...state, stage: appeal?.from ?? 'decided', points, appeal };
    }
    default:
      return null;
  }
}

function withCondition(state: CaseState, id: string, status: ConditionState['status']): CaseState {
  return { ...state, conditions: state.conditions.map((one) => (one.id === id ? { ...one, status } : one)) };
}
