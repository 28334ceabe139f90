import { deadlinesOf, nextTick, timesOf } from '#core/adjudication/case/clocks.ts';
import type { Action } from '#core/adjudication/case/command.ts';
import { stateAt } from '#core/adjudication/case/history.ts';
import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import { inEffect, openPoints } from '#core/adjudication/case/positions.ts';
import { type CaseRules, today } from '#core/adjudication/case/rules.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import { owedIn } from '#core/adjudication/procedure/owed.ts';
import { type Caller, groupOf, idOf, rolesOfCaller } from '#core/api/people.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { Sight } from '#core/api/sight.ts';
import type { ProcedureItem } from '../shared/table/items.ts';

/** Stages in which the vendor is told what agencies determined: the case is decided, or was. */
const TOLD: ReadonlySet<CaseState['stage']> = new Set(['decided', 'appeal', 'lapsed']);

/** Procedures as callers may see them, as they stand now. */
export class ProcedureViews {
  readonly #rulesFor: (pack: string) => CaseRules;
  readonly #titleOf: (pack: string) => string;

  constructor(rulesFor: (pack: string) => CaseRules, titleOf: (pack: string) => string) {
    this.#rulesFor = rulesFor;
    this.#titleOf = titleOf;
  }

  view(caller: Caller, { pack, state: recorded }: ProcedureItem, { deliberation }: Sight): ProcedureView {
    const rules = this.#rulesFor(pack);
    const now = new Date().toISOString();
    const state = stateAt(rules, recorded, now);
    const day = today(rules, now);
    return {
      standard: pack,
      title: this.#titleOf(pack),
      legalBasis: rules.legalBasis,
      today: day,
      timeZone: rules.calendar.data.timeZone,
      stage: state.stage,
      track: state.track,
      tier: state.tier,
      run: state.run,
      dues: state.dues,
      days: timesOf(state, day),
      deadlines: owedIn(rules, state)
        .flatMap(({ party, duties }) => duties.map((duty) => ({ ...duty, party })))
        .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0)),
      nextAt: deadlinesOf(rules, state).length === 0 ? null : nextTick(rules, state, day),
      points: openPoints(rules, state),
      questions: state.questions,
      determinations: determinationsFor(rules, state, deliberation),
      silent: deliberation || TOLD.has(state.stage) ? state.silent : [],
      votes: deliberation ? state.votes : [],
      decisions: state.decisions,
      conditions: state.conditions,
      bundles: state.bundles,
      appeal: state.appeal === null ? null : { ...state.appeal, panel: panelFor(state, deliberation) },
      extensions: state.extensions,
      notices: state.notices,
      grounds: rules.procedure.appeal.grounds,
      allowed: rules.procedure.determinations.allowed,
      next: nextFor(rules, state, caller),
    };
  }
}

function determinationsFor(rules: CaseRules, state: CaseState, deliberation: boolean): ProcedureView['determinations'] {
  const effective = new Set(rules.agencies.map((agency) => inEffect(state, agency)));
  const seen = deliberation
    ? state.determinations
    : TOLD.has(state.stage)
      ? state.determinations.filter((one) => effective.has(one))
      : [];
  return seen.map((one) => ({
    agency: one.agency,
    n: one.n,
    run: one.run,
    at: one.at,
    body: one.body,
    inEffect: effective.has(one),
    signatureNeeded: one.signatureNeeded,
    preparedBy: deliberation ? one.preparedBy : null,
    signedBy: deliberation ? one.signedBy : null,
    void: one.void,
  }));
}

const panelFor = ({ appeal }: CaseState, deliberation: boolean): string[] =>
  deliberation ? (appeal?.panel ?? []).map(({ id }) => id) : [];

/** Amending is an upload, and what only the workflow does is nobody's next step. */
const NOT_OFFERED: ReadonlySet<Action['type']> = new Set(['amend', 'open', 'tick']);

/** What a caller may do now, in each of their roles; the command itself is held against more than role and stage. */
function nextFor(rules: CaseRules, state: CaseState, caller: Caller): ProcedureView['next'] {
  if (state.recused.includes(idOf(caller))) return [];
  return rolesOfCaller(caller).flatMap((role) => {
    if ('agency' in role && !rules.agencies.includes(role.agency)) return [];
    if ('vendor' in role && role.vendor !== state.vendor) return [];
    const actions = Object.entries(PERMISSIONS).filter(
      ([action, { roles, stages }]) =>
        ![...NOT_OFFERED].some((one) => one === action) &&
        roles.some((name) => name === role.role) &&
        stages.includes(state.stage),
    );
    return actions.map(([action]) => ({ action, as: groupOf(role) }));
  });
}
