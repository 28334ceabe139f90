import { Position } from '#core/adjudication/case/parts.ts';
import { CheckField, RadioField, SelectField, TextArea, TextField } from '../components/fields.tsx';
import { sentence } from '../components/words.ts';
import type { FormSubject } from './action.ts';
import { setsConditions } from './action-of.ts';
import type { Draft } from './drafts.ts';
import { ConditionsField, Entries } from './parts.tsx';

interface PartProps {
  readonly subject: FormSubject;
  readonly draft: Draft;
  readonly onDraft: (change: Partial<Draft>) => void;
}

export function PanelFields({ draft, onDraft }: PartProps) {
  return (
    <>
      <p>An odd number of people, none of whom took part in the case.</p>
      <Entries
        name="Member"
        entries={draft.members}
        empty={{ id: '', agency: '' }}
        onChange={(members) => onDraft({ members })}
      >
        {(one, set) => (
          <>
            <TextField label="User name" value={one.id} onChange={(id) => set({ id })} />
            <TextField label="Agency" value={one.agency} onChange={(agency) => set({ agency })} />
          </>
        )}
      </Entries>
    </>
  );
}

const RESULTS = [
  { value: 'upheld', text: 'Upheld', hint: 'the decision stands' },
  { value: 'overturned', text: 'Overturned', hint: 'another decision takes its place' },
  { value: 'remanded', text: 'Remanded', hint: 'the case is reviewed again' },
];

/** The panel's decision: the vote of each member, and what takes the place of a decision that is overturned. */
export function AppealDecisionFields({ subject, draft, onDraft }: PartProps) {
  const { procedure } = subject;
  const overturned = draft.kind === 'overturned';
  return (
    <>
      <RadioField legend="The panel" value={draft.kind} onChange={(kind) => onDraft({ kind })} choices={RESULTS} />
      {(procedure.appeal?.panel ?? []).map((member) => {
        const mine = draft.votes.find((one) => one.member === member) ?? { member, result: '', reason: '' };
        const others = draft.votes.filter((one) => one.member !== member);
        return (
          <fieldset class="entry" key={member}>
            <legend class="usa-legend">Vote of {member}</legend>
            <SelectField
              label="Votes for"
              value={mine.result}
              onChange={(result) => onDraft({ votes: [...others, { ...mine, result }] })}
              choices={[{ value: '', text: 'Pick…' }, ...RESULTS]}
            />
            <TextArea
              label="Reason"
              value={mine.reason}
              onChange={(reason) => onDraft({ votes: [...others, { ...mine, reason }] })}
            />
          </fieldset>
        );
      })}
      {overturned && (
        <>
          <SelectField
            label="Decision in its place"
            value={draft.choice}
            onChange={(choice) => onDraft({ choice })}
            choices={[
              { value: '', text: 'Pick…' },
              ...Position.options.map((value) => ({ value, text: sentence(value) })),
            ]}
          />
          <SetAsideFields subject={subject} draft={draft} onDraft={onDraft} />
          {setsConditions(draft.choice) && (
            <ConditionsField
              conditions={draft.conditions}
              criteria={procedure.points.map(({ criterion }) => ({ value: criterion, text: criterion }))}
              verifiers={['coordinator']}
              today={procedure.today}
              onChange={(conditions) => onDraft({ conditions })}
            />
          )}
        </>
      )}
      <TextArea label="Reason of the panel" value={draft.reason} onChange={(reason) => onDraft({ reason })} />
      <TextArea
        label="For the public"
        hint="What was decided on which criterion and why, without names. Left empty, nothing is published."
        required={false}
        value={draft.statement}
        onChange={(statement) => onDraft({ statement })}
      />
    </>
  );
}

function SetAsideFields({ subject, draft, onDraft }: PartProps) {
  const { points } = subject.procedure;
  if (points.length === 0) return null;
  return (
    <fieldset class="usa-fieldset">
      <legend class="usa-legend">Open points that the panel sets aside</legend>
      {points.map(({ criterion, evaluation }) => {
        const name = `${criterion}${evaluation === null ? '' : ` on ${evaluation}`}`;
        const mine = draft.setAside.find((one) => one.criterion === criterion && one.evaluation === evaluation);
        const others = draft.setAside.filter((one) => one !== mine);
        return (
          <div key={name}>
            <CheckField
              label={name}
              checked={mine !== undefined}
              onChange={(on) => onDraft({ setAside: on ? [...others, { criterion, evaluation, reason: '' }] : others })}
            />
            {mine !== undefined && (
              <TextArea
                label={`Why ${name} is set aside`}
                value={mine.reason}
                onChange={(reason) => onDraft({ setAside: [...others, { ...mine, reason }] })}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
