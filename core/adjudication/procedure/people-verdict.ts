import { describePoint } from '../case/bars.ts';
import type { Change } from '../case/change.ts';
import type { Point } from '../case/parts.ts';
import { inEffect, openPoints } from '../case/positions.ts';
import type { CaseRules } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';
import { voteOf } from '../case/tally.ts';
import type { DecisionOfPeople, Reason, Verdict, VerdictOutcome } from '../verdict.ts';

type Of<T extends Change['type']> = Extract<Change, { type: T }>;

/**
 * The verdict that an event of people or of the clock leads to, after the one before it; null for events that do not decide. Findings
 * and counts stay those of the checks: people decide over them, they do not rewrite them.
 * @param state the case after the event
 */
export function verdictAfter(before: Verdict, rules: CaseRules, state: CaseState, change: Change): Verdict | null {
  const names = new Map(before.agencies.map(({ agency, name }) => [agency, name]));
  const next = (outcome: VerdictOutcome, summary: string, reasons: Reason[], decision: DecisionOfPeople): Verdict => ({
    ...before,
    outcome,
    tier: state.tier ?? before.tier,
    summary,
    reasons,
    decision,
  });
  switch (change.type) {
    case 'decided': {
      if (change.data.by === 'checks') return null;
      const { outcome, by, conditions, open } = change.data;
      const reasons = outcome === 'not_cleared' ? objectionsOf(rules, state) : open.map(reasonOf);
      const summary = `${OUTCOME[outcome] ?? outcome}${conditions.length > 0 ? ` with ${plural(conditions.length, 'condition')}` : ''} ${BY[by]}.`;
      return next(outcome, summary, reasons, decisionOf(rules, state, change, names));
    }
    case 'withdrawn':
      return next('withdrawn', 'Withdrawn by the vendor.', [], ended('vendor', change.data.on, change.data.reason));
    case 'lapsed': {
      const reasons = openPoints(rules, state).map(reasonOf);
      return next(
        'lapsed',
        `Lapsed. ${change.data.because}`,
        reasons,
        ended('clock', change.data.on, change.data.because),
      );
    }
    case 'reopened': {
      const { on, because } = change.data;
      const reasons = openPoints(rules, state).map(reasonOf);
      return next('referred', `Reopened. ${because}`, reasons, ended('reopening', on, because));
    }
    default:
      return null;
  }
}

const OUTCOME: Partial<Record<VerdictOutcome, string>> = {
  cleared: 'Cleared',
  cleared_with_conditions: 'Cleared',
  staged_access: 'Staged access',
  not_cleared: 'Not cleared',
};

const BY = {
  checks: 'by the checks',
  unanimous: 'by the unanimous determination of the agencies',
  working_group: 'by the majority of the working group',
  principals: 'by the majority of the principals',
  appeal: 'on appeal',
} as const;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function decisionOf(
  rules: CaseRules,
  state: CaseState,
  { data }: Of<'decided'>,
  names: ReadonlyMap<string, string>,
): DecisionOfPeople {
  const { by, on, conditions } = data;
  const body = by === 'working_group' || by === 'principals' ? by : null;
  return {
    by: by === 'checks' ? 'unanimous' : by,
    on,
    because: null,
    conditions,
    agencies: rules.agencies.map((agency) => ({
      agency,
      name: names.get(agency) ?? agency,
      determination: inEffect(state, agency)?.body.kind ?? (state.silent.includes(agency) ? 'silent' : null),
      vote: body === null ? null : (voteOf(state, body, agency)?.position ?? null),
    })),
  };
}

const ended = (by: DecisionOfPeople['by'], on: string, because: string): DecisionOfPeople => ({
  by,
  on,
  because,
  conditions: [],
  agencies: [],
});

function objectionsOf(rules: CaseRules, state: CaseState): Reason[] {
  const objections = rules.agencies.flatMap((agency) => {
    const body = inEffect(state, agency)?.body;
    if (body?.kind !== 'non_concur') return [];
    return body.objections.map(
      ({ criterion, evidence, cure }): Reason => ({
        criterion,
        agency,
        severity: 'blocker',
        outcome: 'not_met',
        text: evidence,
        cure,
      }),
    );
  });
  return objections.length > 0 ? objections : openPoints(rules, state).map(reasonOf);
}

function reasonOf(point: Point): Reason {
  const { criterion, agency, evaluation, severity, outcome } = point;
  return {
    criterion,
    agency,
    ...(evaluation !== null && { evaluation }),
    severity,
    outcome,
    text: `${describePoint(point)}.`,
  };
}
