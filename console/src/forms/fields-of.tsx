import { Position } from '#core/adjudication/case/parts.ts';
import { DeterminationText } from '../case/determinations.tsx';
import { RadioField, SelectField, TextArea, TextField } from '../components/fields.tsx';
import { sentence } from '../components/words.ts';
import { type ActionType, agencyOf, type FormSubject, toSign } from './action.ts';
import { setsConditions } from './action-of.ts';
import { AppealDecisionFields, PanelFields } from './appeal-fields.tsx';
import { DetermineFields } from './determine.tsx';
import type { Draft } from './drafts.ts';
import { ConditionsField, Entries } from './parts.tsx';

export interface FieldsProps {
  readonly action: ActionType;
  readonly subject: FormSubject;
  readonly draft: Draft;
  readonly onDraft: (change: Partial<Draft>) => void;
}

/** The fields of each form. */
export function FieldsOf({ action, ...props }: FieldsProps) {
  const { subject, draft, onDraft } = props;
  const { procedure, as } = subject;
  const reason = (label = 'Reason') => (
    <TextArea label={label} value={draft.reason} onChange={(text) => onDraft({ reason: text })} />
  );
  const evidence = (
    <TextArea label="Evidence" value={draft.evidence} onChange={(text) => onDraft({ evidence: text })} />
  );
  switch (action) {
    case 'determine':
      return <DetermineFields {...props} />;
    case 'sign': {
      const one = toSign(procedure, as);
      return one === null ? (
        <p class="note">There is nothing to sign.</p>
      ) : (
        <>
          <p>
            You sign determination {one.n} of {one.agency}, prepared by {one.preparedBy}. Read it first:
          </p>
          <DeterminationText body={one.body} />
        </>
      );
    }
    case 'vote':
      return (
        <>
          <RadioField
            legend="Your agency votes for"
            value={draft.kind}
            onChange={(kind) => onDraft({ kind })}
            choices={Position.options.map((value) => ({ value, text: sentence(value) }))}
          />
          {setsConditions(draft.kind) && (
            <ConditionsField
              conditions={draft.conditions}
              criteria={procedure.points.map(({ criterion }) => ({ value: criterion, text: criterion }))}
              verifiers={[agencyOf(as) ?? 'coordinator', 'coordinator']}
              today={procedure.today}
              onChange={(conditions) => onDraft({ conditions })}
            />
          )}
          {reason()}
        </>
      );
    case 'issue_request':
      return (
        <>
          <p>These questions go to the vendor in one request. The clock of the review stops until the answer.</p>
          <ul>
            {procedure.determinations.flatMap(({ agency, body, inEffect }) =>
              inEffect && body.kind === 'request_information'
                ? body.questions.map(({ text }) => (
                    <li key={`${agency} ${text}`}>
                      {agency}: {text}
                    </li>
                  ))
                : [],
            )}
          </ul>
        </>
      );
    case 'extend_answer':
      return (
        <>
          <TextField
            label="Until"
            type="date"
            min={procedure.today}
            value={draft.until}
            onChange={(until) => onDraft({ until })}
          />
          {reason()}
        </>
      );
    case 'meet_condition':
    case 'breach_condition':
      return (
        <>
          {action === 'breach_condition' && <p class="note warn">The case is reopened by this.</p>}
          <SelectField
            label="Condition"
            value={draft.choice}
            onChange={(choice) => onDraft({ choice })}
            choices={[
              { value: '', text: 'Pick…' },
              ...procedure.conditions.map(({ id, text, status }) => ({
                value: id,
                text: `${id} (${status}): ${text}`,
              })),
            ]}
          />
          {evidence}
        </>
      );
    case 'reopen':
      return (
        <>
          <RadioField
            legend="Why"
            value={draft.choice}
            onChange={(choice) => onDraft({ choice })}
            choices={[
              { value: 'false_statement', text: 'A statement was false' },
              { value: 'material_change', text: 'Something material has changed' },
            ]}
          />
          <TextArea label="Statement" value={draft.statement} onChange={(statement) => onDraft({ statement })} />
          {evidence}
        </>
      );
    case 'appoint_panel':
      return <PanelFields {...props} />;
    case 'decide_appeal':
      return <AppealDecisionFields {...props} />;
    case 'answer':
      return (
        <>
          <ol>
            {procedure.questions.map(({ agency, text, criterion }) => (
              <li key={`${agency} ${text}`}>
                {text} <span class="quiet">({[agency, criterion].filter(Boolean).join(', ')})</span>
              </li>
            ))}
          </ol>
          <Entries
            name="Answer"
            entries={draft.answers}
            empty={{ text: '' }}
            onChange={(answers) => onDraft({ answers })}
          >
            {(one, set) => <TextArea label="Answer" value={one.text} onChange={(text) => set({ text })} />}
          </Entries>
        </>
      );
    case 'appeal':
      return (
        <>
          <RadioField
            legend="Ground"
            value={draft.choice}
            onChange={(choice) => onDraft({ choice })}
            choices={procedure.grounds.map((value) => ({ value, text: value }))}
          />
          <TextArea
            label="Statement"
            hint="What the decision got wrong, and where in the bundle that shows."
            value={draft.statement}
            onChange={(statement) => onDraft({ statement })}
          />
        </>
      );
    case 'withdraw':
      return (
        <>
          <p class="note warn">The case ends by this, without a decision. It cannot be undone.</p>
          {reason()}
        </>
      );
    default:
      return reason();
  }
}
