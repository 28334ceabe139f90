import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { BallotView } from '#core/api/ballots-wire.ts';
import { Actions } from '../ballots/actions.tsx';
import { Instant } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { Scroll } from '../components/scroll.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { Tag } from '../components/tags.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';

/** A ballot: what is proposed, who has a seat, and what the reader can do in it. */
export function BallotPage() {
  const { session } = useConsole();
  const { params } = useRoute();
  const standard = decodeURIComponent(params.id ?? '');
  return (
    <Page title={`Ballot on ${standard}`}>
      {session.person === null ? <SignInFirst what="A ballot" /> : <Whole key={standard} standard={standard} />}
    </Page>
  );
}

function Whole({ standard }: { standard: string }) {
  const { api, session } = useConsole();
  const [acted, setActed] = useState<BallotView | null>(null);
  const [loaded, again] = useLoaded(() => api.get(BallotView, `/ballots/${encodeURIComponent(standard)}`), [standard]);
  if (loaded.state === 'loading') return <Loading what="the ballot" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  const ballot = acted ?? loaded.value;
  const { proposal, openedAt, closedAt, adopted, count, lastHash } = ballot;
  return (
    <>
      <p>{proposal.summary}</p>
      <dl class="facts">
        <dt>Proposal</dt>
        <dd class="code">{proposal.digest}</dd>
        <dt>Opened</dt>
        <dd>
          <Instant at={openedAt} />
        </dd>
        <dt>State</dt>
        <dd>
          {closedAt === null ? (
            <Tag of="open" />
          ) : (
            <>
              <Tag of={adopted ? 'met' : 'not_met'} text={adopted ? 'adopted' : 'not adopted'} />{' '}
              <Instant at={closedAt} />
            </>
          )}
        </dd>
        {count !== null && (
          <>
            <dt>Count</dt>
            <dd>
              {count.adopt.length} to adopt, {count.reject.length} to reject, {count.abstain.length} abstained,{' '}
              {count.recused.length} recused, {count.silent.length} silent
            </dd>
          </>
        )}
        <dt>Record</dt>
        <dd class="code">{lastHash}</dd>
      </dl>
      <Seats ballot={ballot} />
      {closedAt === null && session.person !== null && (
        <Actions ballot={ballot} person={session.person} onActed={setActed} />
      )}
    </>
  );
}

/** Until the close, votes of others are not shown. */
function Seats({ ballot: { seats, recusals, votes, closedAt } }: { ballot: BallotView }) {
  return (
    <Scroll label="Seats">
      <table class="usa-table usa-table--borderless">
        <caption>Seats{closedAt === null && '; how others vote is shown once the ballot is closed'}</caption>
        <thead>
          <tr>
            <th scope="col">Organisation</th>
            <th scope="col">Seat</th>
            <th scope="col">Vote</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {seats.map(({ seat, organisation }) => {
            const recused = recusals.find((one) => one.organisation === organisation);
            const vote = votes.findLast((one) => one.organisation === organisation);
            return (
              <tr key={organisation}>
                <th scope="row">{organisation}</th>
                <td>{seat}</td>
                <td>{recused === undefined ? (vote?.position ?? 'none shown') : 'recused'}</td>
                <td>{recused?.why ?? vote?.reason ?? ''}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
