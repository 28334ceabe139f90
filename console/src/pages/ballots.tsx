import { mayEdit } from '#core/api/ballot-seats.ts';
import { BallotList } from '#core/api/ballots-wire.ts';
import { callerOf } from '../ballots/caller-of.ts';
import { OpenForm } from '../ballots/open-form.tsx';
import { Instant } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { Tag } from '../components/tags.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';

/** Ballots on versions of standards. */
export function BallotsPage() {
  const { session } = useConsole();
  return (
    <Page title="Ballots">
      {session.person === null ? <SignInFirst what="The list of ballots" /> : <List />}
      {session.person !== null && mayEdit(callerOf(session.person)) && <OpenForm />}
    </Page>
  );
}

function List() {
  const { api } = useConsole();
  const [list, again] = useLoaded(() => api.get(BallotList, '/ballots'), []);
  if (list.state === 'loading') return <Loading what="the ballots" />;
  if (list.state === 'failed') return <Fault error={list.error} retry={again} />;
  const { ballots } = list.value;
  if (ballots.length === 0) return <p class="note">There was no ballot yet.</p>;
  return (
    <ul class="list entries">
      {ballots.toReversed().map(({ standard, proposal, openedAt, closedAt, adopted }) => (
        <li key={standard}>
          <a href={`/app/ballots/${encodeURIComponent(standard)}`}>{standard}</a>{' '}
          {closedAt === null ? (
            <Tag of="open" />
          ) : (
            <Tag of={adopted ? 'met' : 'not_met'} text={adopted ? 'adopted' : 'not adopted'} />
          )}
          <br />
          {proposal.summary}
          <br />
          <span class="quiet">
            Opened <Instant at={openedAt} />
            {closedAt !== null && (
              <>
                , closed <Instant at={closedAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
