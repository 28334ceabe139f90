import { useEffect, useState } from 'preact/hooks';
import type { CaseSummary } from '#core/api/wire.ts';
import { Instant } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { Scroll } from '../components/scroll.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { Outcome, Tag } from '../components/tags.tsx';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';

/** A vendor's cases, newest first. */
export function CasesPage() {
  const { api, session } = useConsole();
  const vendor = session.person?.roles.find((role) => role.role === 'vendor');
  const [cases, setCases] = useState<readonly CaseSummary[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const more = async (start?: string) => {
    try {
      const page = await api.cases(start);
      setCases((before) => [...(start === undefined ? [] : (before ?? [])), ...page.cases]);
      setNext(page.next);
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };
  useEffect(() => {
    if (vendor !== undefined) void more();
  }, []);
  return (
    <Page title="Cases">
      {session.person === null && <SignInFirst what="The list of cases" />}
      {session.person !== null && vendor === undefined && <p>Cases are listed for vendors. Agencies have a queue.</p>}
      {error !== null && <Fault error={error} retry={() => void more()} />}
      {vendor !== undefined && cases === null && error === null && <Loading what="your cases" />}
      {cases?.length === 0 && (
        <p class="note">
          There is no case yet. <a href="/app/submit">Submit a bundle</a>, and its case opens within seconds.
        </p>
      )}
      {cases !== null && cases.length > 0 && (
        <Scroll label="Your cases">
          <table class="usa-table usa-table--borderless">
            <caption class="hidden">Your cases, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Status</th>
                <th scope="col">Outcome</th>
                <th scope="col">Tier</th>
                <th scope="col">Opened</th>
                <th scope="col">Bundle</th>
              </tr>
            </thead>
            <tbody>
              {cases.map(({ caseId, model, status, outcome, tier, openedAt, bundle, keeping }) => (
                <tr key={caseId}>
                  <th scope="row">
                    <a href={`/app/cases/${caseId}`}>{model ?? caseId}</a>
                  </th>
                  <td>
                    <Tag of={status} />
                  </td>
                  <td>
                    <Outcome of={outcome} />
                    {keeping !== undefined && (
                      <>
                        <br />
                        <Tag of={keeping} text={keeping === 'held' ? 'legal hold' : 'destroyed'} />
                      </>
                    )}
                  </td>
                  <td>{tier ?? 'none'}</td>
                  <td>
                    <Instant at={openedAt} />
                  </td>
                  <td>version {bundle}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {next !== null && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => void more(next)}>
          Show older cases
        </button>
      )}
    </Page>
  );
}
