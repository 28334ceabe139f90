import type { Finding } from '../../policy/finding.ts';
import type { Change } from '../case/change.ts';
import { type Action, Command } from '../case/command.ts';
import { decideEvents } from '../case/decide-events.ts';
import { SYSTEM } from '../case/parts.ts';
import { pointsOf } from '../case/points-of.ts';
import type { CaseRules } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';
import type { Verdict } from '../verdict.ts';

/** What the checks of one version of a bundle came to under a standard. */
export interface Checked {
  vendor: string;
  bundle: number;
  digest: string;
  verdict: Verdict;
  findings: readonly Finding[];
  track: string;
  /** Agencies whose findings are other than those of the version before. */
  changed: readonly string[];
}

/** The procedure does not take a verdict of the checks: a defect of a standard's decision table, or of the program. */
export class ChecksRefused extends Error {
  override name = 'ChecksRefused';
}

/**
 * Takes the verdict of the checks into the case: a first one opens it, that of an amended bundle goes on where the amendment left off.
 * A verdict that is in it already changes nothing.
 * @param state null where the case is not open under this standard yet
 * @throws ChecksRefused where the procedure forbids what the decision table says, as a clearance over an open point
 */
export function afterChecks(
  rules: CaseRules,
  state: CaseState | null,
  checked: Checked,
  at: string,
): { events: Change[]; state: CaseState } {
  const { vendor, bundle, digest, verdict, findings, track, changed } = checked;
  const events: Change[] = [];
  let now = state;
  const act = (action: Action): CaseState => {
    const command = Command.parse({ id: `${action.type}.${bundle}`, by: SYSTEM, do: action });
    const result = decideEvents(rules, now, command, at);
    if ('refused' in result || result.state === null)
      throw new ChecksRefused(
        `${rules.standard}, "${verdict.outcome}" on bundle ${bundle}: ${'refused' in result ? result.refused : 'there is no case.'}`,
      );
    events.push(...result.events);
    now = result.state;
    return now;
  };

  const opened = now ?? act({ type: 'open', vendor, standard: rules.standard, digest });
  if (opened.stage === 'submitted') act({ type: 'screen' });
  let standing = now ?? opened;
  if (standing.stage === 'screening' && verdict.outcome === 'returned')
    return { state: act({ type: 'return', because: reasonsOf(verdict) }), events };
  if (standing.stage === 'screening') standing = act({ type: 'accept', track });
  if (standing.stage === 'accepted') standing = act({ type: 'start_checks' });
  if (standing.stage !== 'automated_checks') return { events, state: standing };
  const { outcome, tier } = verdict;
  const points = pointsOf(findings);
  return { state: act({ type: 'record_checks', bundle, outcome, tier, points, changed: [...changed] }), events };
}

/** Longer texts stay in the findings. */
const MOST = 4_000;

function reasonsOf({ reasons, summary }: Verdict): string[] {
  const texts = reasons.map(({ criterion, text }) => `${criterion}: ${text}`.slice(0, MOST));
  return texts.length > 0 ? texts : [summary];
}
