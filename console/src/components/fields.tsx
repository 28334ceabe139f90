import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
}

function Labelled({
  id,
  label,
  hint,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  children: ComponentChildren;
}) {
  return (
    <div>
      <label class="usa-label" for={id}>
        {label}
      </label>
      {hint !== undefined && (
        <span class="usa-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children}
    </div>
  );
}

export function TextField(
  props: FieldProps & { type?: 'text' | 'date' | 'search'; min?: string; list?: readonly string[] },
) {
  const { label, hint, value, onChange, required = true, type = 'text', min, list } = props;
  const id = useId();
  return (
    <Labelled id={id} label={label} {...(hint !== undefined && { hint })}>
      <input
        class="usa-input"
        id={id}
        type={type}
        value={value}
        required={required}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        {...(min !== undefined && { min })}
        {...(list !== undefined && { list: `${id}-list` })}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {list !== undefined && (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </Labelled>
  );
}

export function TextArea({ label, hint, value, onChange, required = true }: FieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} {...(hint !== undefined && { hint })}>
      <textarea
        class="usa-textarea"
        id={id}
        value={value}
        required={required}
        maxLength={4000}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </Labelled>
  );
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function SelectField({
  label,
  hint,
  value,
  onChange,
  choices,
  required = true,
}: FieldProps & { choices: readonly Choice[] }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} {...(hint !== undefined && { hint })}>
      <select
        class="usa-select"
        id={id}
        value={value}
        required={required}
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

export function RadioField({
  legend,
  value,
  onChange,
  choices,
}: {
  legend: string;
  value: string;
  onChange: (value: string) => void;
  choices: readonly (Choice & { hint?: string })[];
}) {
  const id = useId();
  return (
    <fieldset class="usa-fieldset">
      <legend class="usa-legend">{legend}</legend>
      {choices.map((choice) => (
        <div class="usa-radio" key={choice.value}>
          <input
            class="usa-radio__input"
            id={`${id}-${choice.value}`}
            type="radio"
            name={id}
            required
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <label class="usa-radio__label" for={`${id}-${choice.value}`}>
            {choice.text}
            {choice.hint !== undefined && <span class="usa-hint">. {choice.hint}</span>}
          </label>
        </div>
      ))}
    </fieldset>
  );
}

export function CheckField({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div class="usa-checkbox">
      <input
        class="usa-checkbox__input"
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label class="usa-checkbox__label" for={id}>
        {label}
      </label>
    </div>
  );
}
