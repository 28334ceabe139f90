import { query } from '../api/client.ts';
import { useLoaded } from '../components/use-loaded.ts';
import { loadIndex } from './load.ts';

/** The other versions of a standard, each with what is other in it. */
export function Versions({ id, version }: { id: string; version: string }) {
  const [index] = useLoaded(loadIndex, []);
  if (index.state !== 'loaded') return null;
  const others = index.value.standards.filter((one) => one.id === id && one.version !== version);
  if (others.length === 0) return <p class="quiet">There is no other version of this standard.</p>;
  return (
    <p>
      Other versions:{' '}
      {others.map((one) => [
        <a key={one.version} href={`/app/standards/${id}/${one.version}`}>
          {one.version}
        </a>,
        ' (',
        <a
          key={`${one.version} differences`}
          href={`/app/standards/compare${query({ before: `${id}/${one.version}`, after: `${id}/${version}` })}`}
        >
          what is other in {version}
        </a>,
        ') ',
      ])}
    </p>
  );
}
