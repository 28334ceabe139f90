import { daysBetween } from '#core/adjudication/calendar/day.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { Due, Instant, zoneText } from '../components/dates.tsx';
import { count, sentence } from '../components/words.ts';

const ENDED: ReadonlySet<ProcedureView['stage']> = new Set(['decided', 'withdrawn', 'lapsed']);

/** Days of the review so far and of how many; null while no decision is owed. */
export function dayOfReview({ days, dues, today, stage }: ProcedureView): { day: number; of: number } | null {
  if (dues === null || ENDED.has(stage)) return null;
  return { day: days.total, of: days.total + Math.max(0, daysBetween(today, dues.decision)) };
}

/** Where the clock stands: days used and by whom, and every deadline. */
export function Clock({ procedure, nameOf }: { procedure: ProcedureView; nameOf: (party: string) => string }) {
  const { days, deadlines, today, timeZone, nextAt, extensions } = procedure;
  const progress = dayOfReview(procedure);
  return (
    <section class="panel" aria-labelledby="clock">
      <h2 id="clock">Clock</h2>
      {progress !== null && (
        <p>
          Day {progress.day} of {progress.of}
          <progress value={progress.day} max={Math.max(1, progress.of)} aria-label="Days of the review" />
        </p>
      )}
      <p class="quiet">
        {count(days.agencies, 'day')} with the agencies, {count(days.vendor, 'day')} with the vendor
        {extensions > 0 && `, ${count(extensions, 'extension')}`}. Days end at midnight in {zoneText(timeZone)}.
      </p>
      {deadlines.length > 0 && (
        <ul class="list entries">
          {deadlines.map(({ what, party, due, condition }) => (
            <li key={`${what} ${party} ${condition}`}>
              {sentence(what)}
              {condition !== undefined && ` ${condition}`}, {nameOf(party)}
              <br />
              <Due due={due} today={today} />
            </li>
          ))}
        </ul>
      )}
      {nextAt !== null && (
        <p class="quiet">
          The clock next moves the case on <Instant at={nextAt} />, whatever happens until then.
        </p>
      )}
    </section>
  );
}

export function Conditions({ procedure }: { procedure: ProcedureView }) {
  const { conditions, today } = procedure;
  if (conditions.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="conditions">
      <h2 id="conditions">Conditions</h2>
      <ul class="list entries">
        {conditions.map(({ id, text, metric, due, expires, verifier, status, criterion }) => (
          <li key={id}>
            <strong>{status}</strong>: {text} {criterion !== null && <span class="quiet">({criterion})</span>}
            <br />
            <span class="quiet">
              {metric}. Verified by {verifier}.
            </span>
            <br />
            {status === 'open' ? 'Due ' : 'To be kept until '}
            <Due due={status === 'open' ? due : expires} today={today} />
          </li>
        ))}
      </ul>
    </section>
  );
}
