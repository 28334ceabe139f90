import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { PublishedStandard } from '#core/api/published-standard.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField, TextField } from '../components/fields.tsx';
import { Tag } from '../components/tags.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { Page } from '../layout/page.tsx';
import { loadStandard } from '../standards/load.ts';
import { fits, wordsOf } from '../standards/search.ts';
import { Versions } from '../standards/versions.tsx';

const MISSING = {
  return: 'the submission is returned to the vendor',
  inconclusive: 'the finding is inconclusive, never met',
  not_applicable: 'the criterion does not apply',
};

/** One version of a standard, with all its criteria to be searched. */
export function StandardPage() {
  const { params } = useRoute();
  const name = `${params.id}/${params.version}`;
  const [standard, again] = useLoaded(() => loadStandard(name), [name]);
  return (
    <Page title={standard.state === 'loaded' ? standard.value.title : 'Standard'}>
      {standard.state === 'loading' && <Loading what="the standard" />}
      {standard.state === 'failed' && <Fault error={standard.error} retry={again} />}
      {standard.state === 'loaded' && <Whole standard={standard.value} />}
    </Page>
  );
}

type Criterion = PublishedStandard['criteria'][number];

function Whole({ standard }: { standard: PublishedStandard }) {
  const { id, version, about, legalBasis, digest, tiers, agencies, criteria } = standard;
  const [search, setSearch] = useState('');
  const [agency, setAgency] = useState('');
  const wanted = wordsOf(search);
  const shown = criteria.filter((one) => (agency === '' || one.agency === agency) && fits(one, wanted));
  useEffect(() => {
    // The criterion that the address names is there only now.
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }, []);
  const nameOf = (one: string) => agencies.find((other) => other.id === one)?.name ?? one;
  return (
    <>
      <p>{about}</p>
      <p class="quiet">
        {id}/{version} · {legalBasis} · <span class="code">{digest}</span>
      </p>
      <Versions id={id} version={version} />
      <section class="panel" aria-labelledby="tiers">
        <h2 id="tiers">Tiers</h2>
        <dl class="facts">
          {tiers.map((tier) => [
            <dt key={tier.id}>{`${tier.id} ${tier.title}`}</dt>,
            <dd key={`${tier.id} about`}>{tier.about}</dd>,
          ])}
        </dl>
      </section>
      <section class="panel" aria-labelledby="agencies">
        <h2 id="agencies">Agencies</h2>
        <dl class="facts">
          {agencies.map((one) => [<dt key={one.id}>{one.name}</dt>, <dd key={`${one.id} remit`}>{one.remit}</dd>])}
        </dl>
      </section>
      <h2>Criteria</h2>
      <div class="toolbar">
        <TextField label="Search the criteria" type="search" required={false} value={search} onChange={setSearch} />
        <SelectField
          label="Agency"
          required={false}
          value={agency}
          onChange={setAgency}
          choices={[{ value: '', text: 'Every agency' }, ...agencies.map((one) => ({ value: one.id, text: one.name }))]}
        />
      </div>
      <p role="status">
        {shown.length} of {criteria.length} criteria
      </p>
      <ul class="list">
        {shown.map((one) => (
          <li key={one.id}>
            <CriterionCard criterion={one} agency={nameOf(one.agency)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function CriterionCard({ criterion, agency }: { criterion: Criterion; agency: string }) {
  const { id, title, kind, severity, required, motivation, measured, remediation, missing, source, equivalent } =
    criterion;
  return (
    <article class="panel" aria-labelledby={id}>
      <h3 id={id}>
        <a href={`#${id}`}>{id}</a> {title}
      </h3>
      <p class="row">
        <Tag of={severity} />
        <span class="quiet">
          {kind} · {agency}
        </span>
      </p>
      <dl class="facts">
        <dt>Asked</dt>
        <dd>{required}</dd>
        <dt>Why</dt>
        <dd>{motivation}</dd>
        <dt>Measured</dt>
        <dd>{measured}</dd>
        <dt>Remedy</dt>
        <dd>{remediation}</dd>
        <dt>Without evidence</dt>
        <dd>{MISSING[missing]}</dd>
        <dt>Source</dt>
        <dd>
          {source.url === undefined ? (
            source.text
          ) : (
            <a href={source.url} rel="noreferrer noopener">
              {source.text}
            </a>
          )}
        </dd>
        {equivalent !== undefined && (
          <>
            <dt>Decided by</dt>
            <dd>
              the rule of{' '}
              <a href={`/app/standards/${equivalent.pack}#${equivalent.criterion}`}>
                {equivalent.criterion} in {equivalent.pack}
              </a>
            </dd>
          </>
        )}
      </dl>
    </article>
  );
}
