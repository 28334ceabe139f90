import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { DEFAULT_PACK } from '#core/policy/default-pack.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { SelectField } from '../components/fields.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { loadIndex } from './load.ts';

/** Lets the reader choose a standard, which the address then names, and shows what there is under it. */
export function StandardChoice({ children }: { children: (standard: string) => ComponentChildren }) {
  const { query, path, route } = useLocation();
  const [index, again] = useLoaded(loadIndex, []);
  if (index.state === 'loading') return <Loading what="the standards" />;
  if (index.state === 'failed') return <Fault error={index.error} retry={again} />;
  const all = index.value.standards.map(({ id, version, title }) => ({
    value: `${id}/${version}`,
    text: `${title} (${id}/${version})`,
  }));
  const named = (name: string | undefined) => all.find(({ value }) => value === name);
  const chosen = named(query.standard) ?? named(DEFAULT_PACK) ?? all[0];
  if (chosen === undefined) return <p class="note">There is no standard here.</p>;
  return (
    <>
      <div class="toolbar">
        <SelectField
          label="Standard"
          value={chosen.value}
          onChange={(standard) => route(`${path}?standard=${encodeURIComponent(standard)}`, true)}
          choices={all}
        />
      </div>
      {children(chosen.value)}
    </>
  );
}
