import { Fault, Loading } from '../components/fault.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { Page } from '../layout/page.tsx';
import { CriteriaSearch } from '../standards/criteria-search.tsx';
import { loadIndex } from '../standards/load.ts';

/** The standards, for everybody. */
export function StandardsPage() {
  const [index, again] = useLoaded(loadIndex, []);
  return (
    <Page title="Standards">
      <p>
        Who decides, and by what rule. Each standard is data; its digest is in every verdict that was made under it.
      </p>
      {index.state === 'loading' && <Loading what="the standards" />}
      {index.state === 'failed' && <Fault error={index.error} retry={again} />}
      {index.state === 'loaded' && (
        <>
          <CriteriaSearch names={index.value.standards.map(({ id, version }) => `${id}/${version}`)} />
          <p>
            <a href="/app/standards/compare">Compare two standards, or two versions of one</a>
          </p>
        </>
      )}
      {index.state === 'loaded' && (
        <ul class="list entries">
          {index.value.standards.map(({ id, version, title, about, legalBasis, agencies, criteria, digest }) => (
            <li key={`${id}/${version}`}>
              <h2>
                <a href={`/app/standards/${id}/${version}`}>{title}</a>
              </h2>
              <p>{about}</p>
              <p class="quiet">
                {id}/{version} · {legalBasis} · {criteria} criteria · {agencies.join(', ')}
                <br />
                <span class="code">{digest}</span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
