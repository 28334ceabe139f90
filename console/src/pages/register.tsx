import { LEAST } from '#core/adjudication/register/statistics.ts';
import { RegisterList, RegisterStatistics } from '#core/api/register-wire.ts';
import { query } from '../api/client.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Outcome, Tag } from '../components/tags.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { usePages } from '../components/use-pages.ts';
import { count, sentence, words } from '../components/words.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { StandardChoice } from '../standards/standard-choice.tsx';

/** What was decided, for everybody, and how long it took. */
export function RegisterPage() {
  return (
    <Page title="Register of decisions">
      <p>
        Every decision under a standard. A vendor and its model are named where the vendor allows it or the standard
        says so; of all others there is no more than tells how the standard is applied.
      </p>
      <StandardChoice>
        {(standard) => (
          <>
            <Statistics standard={standard} />
            <Entries standard={standard} />
          </>
        )}
      </StandardChoice>
    </Page>
  );
}

const FEW = `No figure: fewer than ${LEAST} cases`;
const share = (value: number | null) => (value === null ? FEW : `${Math.round(value * 100)}%`);

function Statistics({ standard }: { standard: string }) {
  const { api } = useConsole();
  const [loaded, again] = useLoaded(
    () => api.get(RegisterStatistics, `/register/statistics${query({ standard })}`),
    [standard],
  );
  if (loaded.state === 'loading') return <Loading what="the figures" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  const { entries, outcomes, tracks, held, appeals } = loaded.value;
  return (
    <section class="panel" aria-labelledby="figures">
      <h2 id="figures">In figures</h2>
      {entries === 0 ? (
        <p>There is no decision to count yet; samples are not counted.</p>
      ) : (
        <dl class="facts">
          <dt>Outcomes</dt>
          <dd>
            {Object.entries(outcomes)
              .map(([outcome, n]) => `${n} ${words(outcome)}`)
              .join(', ')}
          </dd>
          {tracks.map(({ track, decisions, medianDays, medianAgencyDays }) => [
            <dt key={track}>Median time, track {words(track)}</dt>,
            <dd key={`${track} days`}>
              {medianDays === null
                ? FEW
                : `${count(medianDays, 'day')}, ${medianAgencyDays} of them with the agencies (${decisions} decided)`}
            </dd>,
          ])}
          <dt>Held for information</dt>
          <dd>{share(held)}</dd>
          <dt>Appeals</dt>
          <dd>{appeals.decided} decided</dd>
          <dt>Overturned on appeal</dt>
          <dd>{share(appeals.overturned)}</dd>
        </dl>
      )}
    </section>
  );
}

function Entries({ standard }: { standard: string }) {
  const { api } = useConsole();
  const { items, error, more, again } = usePages(
    async (start) => {
      const { entries, next } = await api.get(RegisterList, `/register${query({ standard, start })}`);
      return { items: entries, next };
    },
    [standard],
  );
  return (
    <section class="panel" aria-labelledby="entries">
      <h2 id="entries">Decisions</h2>
      {error !== null && <Fault error={error} retry={again} />}
      {items === null && error === null && <Loading what="the decisions" />}
      {items?.length === 0 && <p>Nothing was decided under this standard yet.</p>}
      {items !== null && items.length > 0 && (
        <Scroll label="Table of decisions">
          <table class="usa-table usa-table--borderless">
            <caption class="hidden">Decisions under {standard}, newest month first</caption>
            <thead>
              <tr>
                <th scope="col">Month</th>
                <th scope="col">Outcome</th>
                <th scope="col">Model</th>
                <th scope="col">Track</th>
                <th scope="col">Tier</th>
                <th scope="col">Days</th>
                <th scope="col">Conditions</th>
                <th scope="col">Appeal</th>
              </tr>
            </thead>
            <tbody>
              {items.map((entry, i) => (
                <Row key={i} entry={entry} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {more !== null && (
        <button type="button" class="usa-button usa-button--outline" onClick={more}>
          Show earlier decisions
        </button>
      )}
    </section>
  );
}

function Row({ entry }: { entry: RegisterList['entries'][number] }) {
  const { month, outcome, standing, model, invented, track, tier, days, held, conditions, appeal } = entry;
  return (
    <tr>
      <th scope="row">{month}</th>
      <td>
        <Outcome of={outcome} /> {standing !== 'final' && <Tag of="open" text={standing} />}
      </td>
      <td>
        {model === null ? <span class="quiet">not named</span> : `${model.name} ${model.version}, ${model.vendor}`}
        {invented && <span class="quiet"> (a sample)</span>}
      </td>
      <td>{track === null ? 'none' : words(track)}</td>
      <td>{tier ?? (model === null ? <span class="quiet">not shown</span> : 'none')}</td>
      <td>
        {days.least === days.most ? days.most : `${days.least} to ${days.most}`}
        {held === true && ', held'}
      </td>
      <td>{conditions}</td>
      <td>{appeal === null ? 'none' : sentence(appeal)}</td>
    </tr>
  );
}
