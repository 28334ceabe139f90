import { applyAftermath } from './apply-aftermath.ts';
import { applyIntake } from './apply-intake.ts';
import { applyReview } from './apply-review.ts';
import type { Change } from './change.ts';
import type { CaseState } from './state.ts';

/** The events of a case are not in an order that can have happened. */
export class NotAHistory extends Error {
  override name = 'NotAHistory';
}

/**
 * The state of a case after an event. It depends on the two alone: no rules, no calendar, no clock.
 * @throws NotAHistory where the first event does not open the case, or a later one does
 */
export function apply(state: CaseState | null, change: Change): CaseState {
  const { at, by, command } = change;
  if (change.type === 'opened') {
    if (state !== null) throw new NotAHistory('A case is opened once.');
    const { vendor, bundle } = change.data;
    const seen = command === null ? [] : [command];
    return {
      ...EMPTY,
      standard: change.standard,
      vendor,
      bundles: [{ ...bundle, rejected: false }],
      openedAt: at,
      lastAt: at,
      seen,
    };
  }
  if (state === null) throw new NotAHistory(`The first event of a case opens it; this one is "${change.type}".`);
  const seen = command === null || state.seen.includes(command) ? state.seen : [...state.seen, command];
  const judges = by.role !== 'system' && by.role !== 'vendor' && change.type !== 'recused';
  const participants =
    judges && !state.participants.includes(by.id) ? [...state.participants, by.id] : state.participants;
  const next = { ...state, seen, participants, lastAt: at };
  return applyIntake(next, change) ?? applyReview(next, change) ?? applyAftermath(next, change) ?? next;
}

const EMPTY: Omit<CaseState, 'standard' | 'vendor' | 'bundles' | 'openedAt' | 'lastAt' | 'seen'> = {
  stage: 'submitted',
  track: null,
  tier: null,
  points: [],
  dues: null,
  cureDue: null,
  run: 1,
  referred: false,
  runs: [],
  holds: [],
  answerDue: null,
  questions: [],
  rounds: 0,
  extensions: 0,
  determinations: [],
  silent: [],
  votes: [],
  recused: [],
  participants: [],
  decisions: [],
  conditions: [],
  appeal: null,
  appeals: 0,
  notices: 0,
};
