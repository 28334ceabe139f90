import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { zoneText } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField } from '../components/fields.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { useStored } from '../components/use-stored.ts';
import { count } from '../components/words.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { partiesOf } from '../queue/parties.ts';
import { QueueFilters } from '../queue/queue-filters.tsx';
import { QueueTable } from '../queue/queue-table.tsx';
import { useQueue } from '../queue/use-queue.ts';
import { EVERYTHING, QueueViewing, viewed } from '../queue/view.ts';

/** What the signed-in person's party owes, earliest due date first. */
export function QueuePage() {
  const { api, session } = useConsole();
  const { query, route } = useLocation();
  const { person } = session;
  const parties = person === null ? [] : partiesOf(person);
  const party = parties.find((one) => one === query.party) ?? parties[0];
  const [queue, again] = useQueue(api, party);
  const [view, setView] = useStored(`countersign.view.${person?.name ?? ''}`, QueueViewing, EVERYTHING);
  const entries = useMemo(() => viewed(queue.entries, view), [queue.entries, view]);
  const zones = [...new Set(queue.entries.map(({ timeZone }) => timeZone))];
  const late = queue.entries.filter(({ due, today }) => due < today).length;
  return (
    <Page title="Queue">
      {person === null && <SignInFirst what="The queue" />}
      {person !== null && party === undefined && <p>None of your roles has a queue.</p>}
      {parties.length > 1 && party !== undefined && (
        <div class="toolbar">
          <SelectField
            label="Queue of"
            value={party}
            onChange={(next) => route(`/app/queue?party=${encodeURIComponent(next)}`, true)}
            choices={parties.map((one) => ({ value: one, text: one }))}
          />
        </div>
      )}
      {queue.error !== null && <Fault error={queue.error} retry={again} />}
      {person !== null &&
        party !== undefined &&
        queue.error === null &&
        !queue.complete &&
        queue.entries.length === 0 && <Loading what="the queue" />}
      {queue.complete && queue.entries.length === 0 && (
        <p class="note good">Nothing waits for {party}. What comes appears here with its due date.</p>
      )}
      {person !== null && queue.entries.length > 0 && (
        <>
          <QueueFilters entries={queue.entries} view={view} onView={setView} person={person.name} />
          <p role="status">
            {count(entries.length, 'case')} of {queue.entries.length} for {party}
            {late > 0 && `, ${late} past the due date`}
            {!queue.complete && '; more are loading'}.{' '}
            {zones.length === 1 && zones.map((zone) => `Days end at midnight in ${zoneText(zone)}. `)}
            <span class="quiet screen">Keys: j and k move, Enter opens, / searches.</span>
          </p>
          {entries.length === 0 ? (
            <p class="note">No case fits. Change the search or the filters.</p>
          ) : (
            <QueueTable
              zones={zones.length}
              caption={`What ${party} owes`}
              entries={entries}
              view={view}
              onView={setView}
            />
          )}
        </>
      )}
    </Page>
  );
}
