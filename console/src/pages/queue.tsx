import { Fault } from '../components/fault.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';

/** What the signed-in person's party owes, earliest due date first. */
export function QueuePage() {
  const { api } = useConsole();
  const [queue, again] = useLoaded(() => api.queue(), []);
  return (
    <Page title="Queue">
      {queue.state === 'loading' && <p>Loading…</p>}
      {queue.state === 'failed' && <Fault error={queue.error} retry={again} />}
      {queue.state === 'loaded' && (
        <table class="usa-table">
          <caption>What {queue.value.party} owes</caption>
          <thead>
            <tr>
              <th scope="col">Due</th>
              <th scope="col">What</th>
              <th scope="col">Model</th>
              <th scope="col">Vendor</th>
              <th scope="col">Tier</th>
              <th scope="col">Blockers</th>
            </tr>
          </thead>
          <tbody>
            {queue.value.entries.map((entry) => (
              <tr key={`${entry.caseId} ${entry.standard}`}>
                <td>{entry.due}</td>
                <td>{entry.duties.map(({ what }) => what.replaceAll('_', ' ')).join(', ')}</td>
                <td>
                  <a href={`/app/cases/${entry.caseId}`}>{entry.model ?? entry.caseId}</a>
                </td>
                <td>{entry.vendor}</td>
                <td>{entry.tier}</td>
                <td>{entry.blockers}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
