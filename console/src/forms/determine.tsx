import { CheckField, RadioField, SelectField, TextArea } from '../components/fields.tsx';
import { sentence } from '../components/words.ts';
import { agencyOf, type FormSubject } from './action.ts';
import type { Draft } from './drafts.ts';
import { criteriaOf } from './evidence.ts';
import { ConditionsField, Entries, EvidenceField } from './parts.tsx';

const HINTS: Readonly<Record<string, string>> = {
  concur: 'Nothing of ours stands in the way of the release',
  concur_with_conditions: 'Release, if what we name holds',
  non_concur: 'Not as it stands; each objection with its evidence and what would cure it',
  request_information: 'We have to ask the vendor first',
  not_in_remit: 'The case does not concern us',
};

interface PartProps {
  readonly subject: FormSubject;
  readonly draft: Draft;
  readonly onDraft: (change: Partial<Draft>) => void;
}

/** What an agency says of a case: the criteria and their evidence are picked from the open points and the findings. */
export function DetermineFields({ subject, draft, onDraft }: PartProps) {
  const { procedure, findings, as } = subject;
  const agency = agencyOf(as);
  const { kind } = draft;
  const criteria = criteriaOf(findings, agency);
  const concurs = kind === 'concur' || kind === 'concur_with_conditions';
  return (
    <>
      <RadioField
        legend="Your agency"
        value={kind}
        onChange={(next) => onDraft({ kind: next })}
        choices={procedure.allowed.map((value) => ({ value, text: sentence(value), hint: HINTS[value] ?? '' }))}
      />
      {concurs && <ResolveFields subject={subject} draft={draft} onDraft={onDraft} />}
      {kind === 'concur_with_conditions' && (
        <ConditionsField
          conditions={draft.conditions}
          criteria={procedure.points.map(({ criterion }) => ({ value: criterion, text: criterion }))}
          verifiers={agency === null ? [] : [agency, 'coordinator']}
          today={procedure.today}
          onChange={(conditions) => onDraft({ conditions })}
        />
      )}
      {kind === 'non_concur' && (
        <Entries
          name="Objection"
          entries={draft.objections}
          empty={{ criterion: '', evidence: '', cure: '' }}
          onChange={(objections) => onDraft({ objections })}
        >
          {(one, set) => (
            <>
              <SelectField
                label="Criterion"
                value={one.criterion}
                onChange={(criterion) =>
                  set({
                    criterion,
                    cure:
                      one.cure ||
                      (findings.find((finding) => finding.criterion === criterion && finding.cure)?.cure ?? ''),
                  })
                }
                choices={[{ value: '', text: 'Pick…' }, ...criteria]}
              />
              <EvidenceField
                label="Evidence"
                criterion={one.criterion}
                findings={findings}
                value={one.evidence}
                onChange={(evidence) => set({ evidence })}
              />
              <TextArea label="What would cure it" value={one.cure} onChange={(cure) => set({ cure })} />
            </>
          )}
        </Entries>
      )}
      {kind === 'request_information' && (
        <Entries
          name="Question"
          entries={draft.questions}
          empty={{ criterion: '', text: '' }}
          onChange={(questions) => onDraft({ questions })}
        >
          {(one, set) => (
            <>
              <SelectField
                label="Concerns the criterion"
                required={false}
                value={one.criterion}
                onChange={(criterion) => set({ criterion })}
                choices={[{ value: '', text: 'No single one' }, ...criteria]}
              />
              <TextArea label="Question to the vendor" value={one.text} onChange={(text) => set({ text })} />
            </>
          )}
        </Entries>
      )}
      {kind === 'not_in_remit' && (
        <TextArea label="Why" value={draft.reason} onChange={(reason) => onDraft({ reason })} />
      )}
    </>
  );
}

/** Open points that the checks could not decide, each to be resolved by a judgement with its evidence. */
function ResolveFields({ subject, draft, onDraft }: PartProps) {
  const agency = agencyOf(subject.as);
  const points = subject.procedure.points.filter(
    (point) => (point.agency === agency || point.agency === 'joint') && point.outcome !== 'not_met',
  );
  if (points.length === 0) return <p class="note">There is no open point that your agency could resolve.</p>;
  return (
    <fieldset class="usa-fieldset">
      <legend class="usa-legend">Open points that you resolve</legend>
      {points.map((point) => {
        const mine = draft.resolves.find(
          (one) => one.criterion === point.criterion && one.evaluation === point.evaluation,
        );
        const others = draft.resolves.filter((one) => one !== mine);
        const name = `${point.criterion}${point.evaluation === null ? '' : ` on ${point.evaluation}`}`;
        return (
          <div key={name}>
            <CheckField
              label={`${name} (${point.severity}, ${point.outcome})`}
              checked={mine !== undefined}
              onChange={(on) => {
                const { criterion, evaluation } = point;
                onDraft({ resolves: on ? [...others, { criterion, evaluation, evidence: '', reason: '' }] : others });
              }}
            />
            {mine !== undefined && (
              <>
                <EvidenceField
                  label={`Evidence for ${name}`}
                  criterion={point.criterion}
                  findings={subject.findings}
                  value={mine.evidence}
                  onChange={(evidence) => onDraft({ resolves: [...others, { ...mine, evidence }] })}
                />
                <TextArea
                  label={`Why that resolves ${name}`}
                  value={mine.reason}
                  onChange={(reason) => onDraft({ resolves: [...others, { ...mine, reason }] })}
                />
              </>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
