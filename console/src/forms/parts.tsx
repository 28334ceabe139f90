import type { ComponentChildren } from 'preact';
import type { Finding } from '#core/policy/finding.ts';
import { type Choice, SelectField, TextArea, TextField } from '../components/fields.tsx';
import type { ConditionDraft } from './drafts.ts';
import { evidenceFor } from './evidence.ts';

/** A text for evidence, into which pieces of the findings are picked. */
export function EvidenceField({
  label,
  criterion,
  findings,
  value,
  onChange,
}: {
  label: string;
  criterion: string;
  findings: readonly Finding[];
  value: string;
  onChange: (value: string) => void;
}) {
  const choices = evidenceFor(findings, criterion);
  return (
    <>
      {choices.length > 0 && (
        <SelectField
          label={`Pick evidence on ${criterion}`}
          hint="What you pick is added to the text below."
          required={false}
          value=""
          onChange={(text) => text !== '' && onChange(value === '' ? text : `${value}\n${text}`)}
          choices={[{ value: '', text: 'Pick…' }, ...choices]}
        />
      )}
      <TextArea label={label} value={value} onChange={onChange} />
    </>
  );
}

/** Entries of one kind, each with what removes it, and a button for another. */
export function Entries<T>({
  name,
  entries,
  empty,
  onChange,
  children,
}: {
  name: string;
  entries: readonly T[];
  empty: T;
  onChange: (entries: T[]) => void;
  children: (entry: T, set: (change: Partial<T>) => void) => ComponentChildren;
}) {
  return (
    <>
      {entries.map((entry, i) => (
        <fieldset class="entry" key={i}>
          <legend class="usa-legend">
            {name} {i + 1}
          </legend>
          {children(entry, (change) => onChange(entries.map((one, j) => (i === j ? { ...one, ...change } : one))))}
          <p>
            <button
              type="button"
              class="usa-button usa-button--unstyled"
              onClick={() => onChange(entries.filter((_, j) => i !== j))}
            >
              Remove {name.toLowerCase()} {i + 1}
            </button>
          </p>
        </fieldset>
      ))}
      <p>
        <button type="button" class="usa-button usa-button--outline" onClick={() => onChange([...entries, empty])}>
          Add {/^[aeiou]/i.test(name) ? 'an' : 'a'} {name.toLowerCase()}
        </button>
      </p>
    </>
  );
}

/** The editor of conditions: what has to hold, how it is measured, by when, and who verifies it. */
export function ConditionsField({
  conditions,
  criteria,
  verifiers,
  today,
  onChange,
}: {
  conditions: readonly ConditionDraft[];
  criteria: readonly Choice[];
  verifiers: readonly string[];
  today: string;
  onChange: (conditions: ConditionDraft[]) => void;
}) {
  const empty = { text: '', criterion: '', metric: '', due: '', verifier: verifiers[0] ?? '', expires: '' };
  return (
    <Entries name="Condition" entries={conditions} empty={empty} onChange={onChange}>
      {(one, set) => (
        <>
          <TextArea label="What has to hold" value={one.text} onChange={(text) => set({ text })} />
          <SelectField
            label="Covers the open point on"
            required={false}
            value={one.criterion}
            onChange={(criterion) => set({ criterion })}
            choices={[{ value: '', text: 'No open point' }, ...criteria]}
          />
          <TextField
            label="What is measured, and the value that is asked"
            value={one.metric}
            onChange={(metric) => set({ metric })}
          />
          <TextField label="Due" type="date" min={today} value={one.due} onChange={(due) => set({ due })} />
          <TextField
            label="Who verifies it"
            value={one.verifier}
            list={verifiers}
            onChange={(verifier) => set({ verifier })}
          />
          <TextField
            label="Expires"
            hint="Until then it has to be kept."
            type="date"
            min={one.due === '' ? today : one.due}
            value={one.expires}
            onChange={(expires) => set({ expires })}
          />
        </>
      )}
    </Entries>
  );
}
