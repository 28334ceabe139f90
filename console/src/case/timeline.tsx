import { useMemo, useState } from 'preact/hooks';
import { Instant } from '../components/dates.tsx';
import { usePrinting } from '../components/use-printing.ts';
import { count } from '../components/words.ts';
import { checkLog } from './check-log.ts';
import { actorOf, eventText, type LoggedEvent } from './event-words.ts';

const SHOWN = 12;

/** Everything that happened, newest first, with the check of its hash chain in this browser. */
export function Timeline({ events, standard }: { events: readonly LoggedEvent[]; standard: string | null }) {
  const [all, setAll] = useState(false);
  const check = useMemo(() => checkLog([...events]), [events]);
  const own = events.filter((event) => {
    const of = actorOf(event).standard;
    return of === null || standard === null || of === standard;
  });
  const newest = own.toReversed();
  const shown = usePrinting() || all ? newest : newest.slice(0, SHOWN);
  return (
    <>
      {check.faults.length === 0 ? (
        <p class="note good">
          The record holds: {count(check.events, 'event')}, each with the hash of the one before it.{' '}
          {check.unseen === 0
            ? 'The content of every one was checked in this browser.'
            : `${check.events - check.unseen} were checked by their content in this browser; ${check.unseen} you may not see, and their place in the chain was checked.`}{' '}
          Last hash: <span class="code">{check.head?.replace('sha256:', '')}</span>
        </p>
      ) : (
        <div class="note bad" role="alert">
          <p>
            <strong>The record does not hold.</strong> Do not rely on this page, and tell whoever runs this service.
          </p>
          <ul>
            {check.faults.map(({ seq, fault }) => (
              <li key={`${seq} ${fault}`}>
                Event {seq}: {fault.replace('-', ' ')}
              </li>
            ))}
          </ul>
        </div>
      )}
      <ol class="timeline" reversed>
        {shown.map((event) => {
          const { who } = actorOf(event);
          return (
            <li key={event.seq}>
              <Instant at={event.at} />
              <div>
                {eventText(event)}
                {who !== null && <span class="quiet"> · {who}</span>}
                {event.data === null && <span class="quiet"> · content not shown to you</span>}
              </div>
            </li>
          );
        })}
      </ol>
      {newest.length > SHOWN && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => setAll(!all)}>
          {all ? 'Show the newest only' : `Show all ${newest.length} events`}
        </button>
      )}
    </>
  );
}
