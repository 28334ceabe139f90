import { useMemo, useState } from 'preact/hooks';
import type { PublishedStandard } from '#core/api/published-standard.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { TextField } from '../components/fields.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { count } from '../components/words.ts';
import { loadStandard } from './load.ts';
import { fits, wordsOf } from './search.ts';

/** Most criteria that are listed; more words find fewer. */
const MOST = 50;

/** Searches the criteria of all standards, which are loaded once somebody searches. */
export function CriteriaSearch({ names }: { names: readonly string[] }) {
  const [search, setSearch] = useState('');
  const wanted = wordsOf(search);
  return (
    <section class="panel" aria-label="Search">
      <TextField label="Search all criteria" type="search" required={false} value={search} onChange={setSearch} />
      {wanted.length > 0 && <Found names={names} wanted={wanted} />}
    </section>
  );
}

function Found({ names, wanted }: { names: readonly string[]; wanted: readonly string[] }) {
  const [all, again] = useLoaded(() => Promise.all(names.map(loadStandard)), [names.join()]);
  const key = wanted.join(' ');
  const found = useMemo(() => (all.state === 'loaded' ? foundIn(all.value, wanted) : []), [all, key]);
  if (all.state === 'loading') return <Loading what="the criteria" />;
  if (all.state === 'failed') return <Fault error={all.error} retry={again} />;
  return (
    <>
      <p role="status">
        {count(found.length, 'criterion', 'criteria')}
        {found.length > MOST && `; the first ${MOST} are shown`}
      </p>
      <ul class="list entries">
        {found.slice(0, MOST).map(({ standard, criterion: { id, title, required } }) => (
          <li key={`${standard} ${id}`}>
            <a href={`/app/standards/${standard}#${id}`}>
              {id} {title}
            </a>{' '}
            <span class="quiet">{standard}</span>
            <br />
            {required}
          </li>
        ))}
      </ul>
    </>
  );
}

function foundIn(standards: readonly PublishedStandard[], wanted: readonly string[]) {
  return standards.flatMap(({ id, version, criteria }) =>
    criteria.filter((one) => fits(one, wanted)).map((criterion) => ({ standard: `${id}/${version}`, criterion })),
  );
}
