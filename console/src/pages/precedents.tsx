import { useState } from 'preact/hooks';
import { PrecedentList } from '#core/api/precedents-wire.ts';
import { query } from '../api/client.ts';
import { DayOf } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { TextField } from '../components/fields.tsx';
import { Tag } from '../components/tags.tsx';
import { usePages } from '../components/use-pages.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { StandardChoice } from '../standards/standard-choice.tsx';

/** What appeal panels have decided, for everybody; without names. */
export function PrecedentsPage() {
  return (
    <Page title="Precedents">
      <p>What appeal panels decided on which criterion, and why. They name neither cases nor people.</p>
      <StandardChoice>{(standard) => <List key={standard} standard={standard} />}</StandardChoice>
    </Page>
  );
}

function List({ standard }: { standard: string }) {
  const { api } = useConsole();
  const [search, setSearch] = useState('');
  const { items, error, more, again } = usePages(
    async (start) => {
      const { precedents, next } = await api.get(PrecedentList, `/precedents${query({ standard, start })}`);
      return { items: precedents, next };
    },
    [standard],
  );
  if (error !== null) return <Fault error={error} retry={again} />;
  if (items === null) return <Loading what="the precedents" />;
  if (items.length === 0) return <p class="note">No appeal panel has set a precedent under this standard.</p>;
  const wanted = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const shown = items.filter(({ criteria, ground, text, result }) => {
    const all = `${criteria.join(' ')} ${ground} ${text} ${result}`.toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
  return (
    <>
      <div class="toolbar">
        <TextField label="Search the precedents" type="search" required={false} value={search} onChange={setSearch} />
      </div>
      <p role="status">
        {shown.length} of {items.length} precedents{more !== null && '; older ones are not loaded yet'}
      </p>
      <ul class="list stack">
        {shown.map(({ on, criteria, ground, result, text }, i) => (
          <li key={i} class="panel stack">
            <p class="row">
              <Tag of={result} /> <DayOf day={on} />
              {criteria.map((criterion) => (
                <a key={criterion} href={`/app/standards/${standard}#${criterion}`}>
                  {criterion}
                </a>
              ))}
            </p>
            <p>{text}</p>
            <p class="quiet">Ground: {ground}</p>
          </li>
        ))}
      </ul>
      {more !== null && (
        <button type="button" class="usa-button usa-button--outline" onClick={more}>
          Show older precedents
        </button>
      )}
    </>
  );
}
