import { digestOf } from '../../attestation/canonical-json.ts';
import type { Publication } from '../../bundle/manifest.ts';
import type { Day } from '../calendar/day.ts';
import { timesOf } from '../case/clocks.ts';
import { type CaseRules, today } from '../case/rules.ts';
import { type CaseState, CLEARING } from '../case/state.ts';
import type { Verdict, VerdictOutcome } from '../verdict.ts';
import type { RegisterEntry } from './entry.ts';

/** What the register keeps of a case as it stands; null where nothing was decided yet. */
export function registerEntryOf(
  rules: CaseRules,
  state: CaseState,
  verdict: Verdict,
  publication: Publication,
): RegisterEntry | null {
  const ending = endingOf(rules, state);
  if (ending === null) return null;
  const { on, outcome, by } = ending;
  const { total, vendor } = timesOf(state, today(rules, state.lastAt));
  return {
    standard: rules.standard,
    month: on.slice(0, 7),
    outcome,
    by,
    standing: state.stage === 'appeal' ? 'appealed' : ended(state) ? 'final' : 'reopened',
    track: state.track,
    tier: state.tier,
    days: { total, vendor },
    held: state.holds.length > 0,
    appeal: state.appeal?.result ?? null,
    conditions: state.conditions.length,
    invented: verdict.bundle.invented,
    model: mayBeNamed(rules, outcome, publication) ? namesIn(verdict) : null,
  };
}

/**
 * Where an entry stands among those of its standard. Whoever knows a case finds its entry by this, and can tell that it is there; nobody
 * comes from an entry to a case.
 */
export function registerPlace(
  rules: CaseRules,
  state: CaseState,
  caseId: string,
): { month: string; id: string } | null {
  const ending = endingOf(rules, state);
  if (ending === null) return null;
  const id = digestOf({ caseId, standard: rules.standard }).slice('sha256:'.length, -32);
  return { month: ending.on.slice(0, 7), id };
}

interface Ending {
  readonly on: Day;
  readonly outcome: VerdictOutcome;
  readonly by: RegisterEntry['by'];
}

const ended = ({ stage }: CaseState) => stage === 'decided' || stage === 'withdrawn' || stage === 'lapsed';

/** The last decision, or how a case ended without one. */
function endingOf(rules: CaseRules, state: CaseState): Ending | null {
  const { stage, appeal, decisions, runs } = state;
  const lapsed = stage === 'lapsed' || (stage === 'appeal' && appeal?.from === 'lapsed');
  if (lapsed || stage === 'withdrawn') {
    const on = runs.at(-1)?.to ?? today(rules, state.lastAt);
    return lapsed ? { on, outcome: 'lapsed', by: 'clock' } : { on, outcome: 'withdrawn', by: 'vendor' };
  }
  return decisions.at(-1) ?? null;
}

/** The standard names what it says it names; beyond that, the vendor decides. */
function mayBeNamed({ named }: CaseRules, outcome: VerdictOutcome, { names }: Publication): boolean {
  return named.has(outcome) || names === 'always' || (names === 'cleared' && CLEARING.has(outcome));
}

function namesIn({ vendor, model }: Verdict): RegisterEntry['model'] {
  return vendor === null || model === null ? null : { vendor: vendor.name, name: model.id, version: model.version };
}
