import { barsTo } from './bars.ts';
import type { Body, Condition, DeterminationKind, Position } from './parts.ts';
import { conditionsSet, eligible, inEffect, openPoints } from './positions.ts';
import type { CaseRules } from './rules.ts';
import type { CaseState, Vote } from './state.ts';

export interface Result {
  outcome: Position;
  conditions: Condition[];
}

const STANDS_FOR: Partial<Record<DeterminationKind, Position>> = {
  concur: 'cleared',
  concur_with_conditions: 'cleared_with_conditions',
  non_concur: 'not_cleared',
};

/** The vote of an agency in a body in this run: the last one it cast. */
export function voteOf(state: CaseState, body: Body, agency: string): Vote | null {
  const own = (vote: Vote) =>
    vote.run === state.run && vote.void === null && vote.body === body && vote.agency === agency;
  return state.votes.findLast(own) ?? null;
}

/**
 * What all agencies agree on, a silent one not objecting where the standard says so; null where they do not or may not. The silence of all
 * is nobody's judgement: somebody has to have concurred.
 */
export function unanimity(rules: CaseRules, state: CaseState): Result | null {
  const kinds = eligible(rules, state).map((agency) => {
    const one = inEffect(state, agency);
    if (one !== null) return one.body.kind;
    const silent = rules.silence === 'no_objection' && state.silent.includes(agency);
    return silent ? 'no_objection' : null;
  });
  if (kinds.length === 0) return null;
  if (kinds.every((kind) => kind === 'non_concur')) return { outcome: 'not_cleared', conditions: [] };
  if (kinds.every((kind) => kind === 'no_objection')) return null;
  if (!kinds.every((kind) => kind === 'concur' || kind === 'concur_with_conditions' || kind === 'no_objection'))
    return null;
  return ifNotBarred(
    rules,
    state,
    kinds.includes('concur_with_conditions') ? 'cleared_with_conditions' : 'cleared',
    [],
  );
}

/**
 * The majority of a body, one vote per agency; null where there is none. Until its time is over (`closing`) an agency may still vote,
 * so that only a majority of all counts. Then a determination stands as the vote of an agency that cast none, and one that is silent
 * altogether counts as present, where the standard says so, and not as a vote.
 */
export function majority(rules: CaseRules, state: CaseState, body: Body, closing: boolean): Result | null {
  const agencies = eligible(rules, state);
  const cast = agencies.flatMap((agency) => voteOf(state, body, agency) ?? []);
  const standing = agencies.flatMap((agency) => {
    if (!closing || voteOf(state, body, agency) !== null) return [];
    return STANDS_FOR[inEffect(state, agency)?.body.kind ?? 'not_in_remit'] ?? [];
  });
  const positions = [...cast.map(({ position }) => position), ...standing];
  const present = closing && rules.silence === 'no_objection' ? agencies.length : positions.length;
  const quorum = rules.procedure.quorum.agencies === 'all' ? agencies.length : Math.floor(agencies.length / 2) + 1;
  if (present < quorum) return null;
  const outOf = closing ? positions.length : agencies.length;
  const winner = positions.find((one) => positions.filter((other) => other === one).length * 2 > outOf);
  if (winner === undefined) return null;
  const conditions = cast.filter(({ position }) => position === winner).flatMap((vote) => vote.conditions);
  return ifNotBarred(rules, state, winner, conditions);
}

/** Everybody with a say has voted. */
export function allVoted(rules: CaseRules, state: CaseState, body: Body): boolean {
  const agencies = eligible(rules, state);
  return agencies.length > 0 && agencies.every((agency) => voteOf(state, body, agency) !== null);
}

function ifNotBarred(rules: CaseRules, state: CaseState, outcome: Position, voted: Condition[]): Result | null {
  const clears = outcome === 'cleared_with_conditions' || outcome === 'staged_access';
  const conditions = clears ? [...conditionsSet(rules, state), ...voted] : [];
  if (outcome === 'cleared_with_conditions' && conditions.length === 0) return null;
  return barsTo(outcome, openPoints(rules, state), conditions).length === 0 ? { outcome, conditions } : null;
}
