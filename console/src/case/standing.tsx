import type { Verdict } from '#core/adjudication/verdict.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { CaseSummary } from '#core/api/wire.ts';
import { Due } from '../components/dates.tsx';
import { Outcome } from '../components/tags.tsx';
import { count, sentence } from '../components/words.ts';
import { dayOfReview } from './clock.tsx';

/** What matters in a case, at a glance: verdict, what is open, stage and clock, what is due, and what the reader can do. */
export function Standing({
  summary,
  verdict,
  procedure,
  step,
  nameOf,
}: {
  summary: CaseSummary;
  verdict: Verdict | null;
  procedure: ProcedureView | null;
  step: string | null;
  nameOf: (party: string) => string;
}) {
  const points = procedure?.points ?? [];
  const blockers = points.filter(({ severity }) => severity === 'blocker').length;
  const returned = (verdict?.outcome ?? summary.outcome) === 'returned';
  const progress = procedure === null ? null : dayOfReview(procedure);
  const next = procedure?.deadlines[0];
  return (
    <dl class="glance">
      <div>
        <dt>Verdict so far</dt>
        <dd>
          <Outcome of={verdict?.outcome ?? summary.outcome} />
          <small>Tier {verdict?.tier ?? summary.tier ?? 'not set'}</small>
        </dd>
      </div>
      <div>
        <dt>In the way of a clearance</dt>
        <dd>
          {returned ? 'Not judged' : inTheWay(blockers, points.length - blockers)}
          <small>{returned ? 'returned before' : besides(blockers, points.length - blockers)}</small>
        </dd>
      </div>
      <div>
        <dt>Stage</dt>
        <dd>
          {sentence(procedure?.stage ?? summary.status)}
          <small>{progress === null ? 'No clock is running' : `Day ${progress.day} of ${progress.of}`}</small>
        </dd>
      </div>
      <div>
        <dt>Due next</dt>
        <dd>
          {next === undefined || procedure === null ? (
            'Nothing'
          ) : (
            <>
              {sentence(next.what)}
              <small>
                {nameOf(next.party)}, <Due due={next.due} today={procedure.today} timeZone={procedure.timeZone} />
              </small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Your step</dt>
        <dd>
          {step ?? 'None now'}
          <small>{step === null ? 'You are told when there is one' : 'see “What you can do”'}</small>
        </dd>
      </div>
    </dl>
  );
}

/** What weighs most of what is open, and what there is besides. */
function inTheWay(blockers: number, major: number): string {
  if (blockers > 0) return count(blockers, 'blocker');
  return major > 0 ? count(major, 'major point') : 'Nothing';
}

function besides(blockers: number, major: number): string {
  if (blockers > 0) return major > 0 ? `and ${count(major, 'major point')}` : 'no other open point';
  return major > 0 ? 'no blocker' : 'no open points';
}
