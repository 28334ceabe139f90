import { useEffect, useRef, useState } from 'preact/hooks';
import type { QueueEntry } from '#core/api/procedure-wire.ts';
import { CheckField, SelectField, TextField } from '../components/fields.tsx';
import { useStored } from '../components/use-stored.ts';
import { sentence } from '../components/words.ts';
import { EVERYTHING, type QueueViewing, SavedViews, stepOf } from './view.ts';

const choicesOf = (values: readonly (string | null)[], all: string) => [
  { value: '', text: all },
  ...[...new Set(values)]
    .flatMap((value) => (value === null ? [] : [{ value, text: sentence(value) }]))
    .sort((a, b) => (a.text < b.text ? -1 : 1)),
];

/** Search, filters and saved views of a queue. "/" goes to the search. */
export function QueueFilters({
  entries,
  view,
  onView,
  person,
}: {
  entries: readonly QueueEntry[];
  view: QueueViewing;
  onView: (view: QueueViewing) => void;
  person: string;
}) {
  const [saved, setSaved] = useStored(`countersign.views.${person}`, SavedViews, []);
  const [name, setName] = useState('');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target } = event;
      if (
        event.key !== '/' ||
        (target instanceof HTMLElement && ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
      )
        return;
      event.preventDefault();
      box.current?.querySelector<HTMLInputElement>('input[type=search]')?.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  const set = (change: Partial<QueueViewing>) => onView({ ...view, ...change });
  return (
    <div ref={box}>
      <div class="toolbar">
        <TextField
          label="Search"
          type="search"
          required={false}
          value={view.search}
          onChange={(search) => set({ search })}
        />
        <SelectField
          label="My step"
          required={false}
          value={view.step}
          onChange={(step) => set({ step })}
          choices={choicesOf(entries.map(stepOf), 'Every step')}
        />
        <SelectField
          label="Standard"
          required={false}
          value={view.standard}
          onChange={(standard) => set({ standard })}
          choices={choicesOf(
            entries.map(({ standard }) => standard),
            'Every standard',
          )}
        />
        <SelectField
          label="Tier"
          required={false}
          value={view.tier}
          onChange={(tier) => set({ tier })}
          choices={choicesOf(
            entries.map(({ tier }) => tier),
            'Every tier',
          )}
        />
        <CheckField label="With blockers" checked={view.blocked} onChange={(blocked) => set({ blocked })} />
      </div>
      <details class="screen">
        <summary>Saved views</summary>
        <div class="toolbar">
          <button type="button" class="usa-button usa-button--outline" onClick={() => onView(EVERYTHING)}>
            Everything
          </button>
          {saved.map((one) => (
            <span key={one.name} class="row">
              <button type="button" class="usa-button usa-button--outline" onClick={() => onView(one.view)}>
                {one.name}
              </button>
              <button
                type="button"
                class="usa-button usa-button--unstyled"
                onClick={() => setSaved(saved.filter((other) => other !== one))}
              >
                Forget<span class="hidden"> {one.name}</span>
              </button>
            </span>
          ))}
        </div>
        <form
          class="toolbar"
          onSubmit={(event) => {
            event.preventDefault();
            setSaved([...saved.filter((one) => one.name !== name), { name, view }]);
            setName('');
          }}
        >
          <TextField label="Name of this view" value={name} onChange={setName} />
          <button class="usa-button" type="submit">
            Save
          </button>
        </form>
      </details>
    </div>
  );
}
