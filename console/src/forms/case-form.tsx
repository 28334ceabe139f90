import { useState } from 'preact/hooks';
import { useStored } from '../components/use-stored.ts';
import { Act } from './act.tsx';
import type { FormSubject, Offer } from './action.ts';
import { actionOf } from './action-of.ts';
import { Draft, draftKey, EMPTY } from './drafts.ts';
import { FieldsOf } from './fields-of.tsx';

/** One form on a case, with the draft that this browser keeps for the person. */
export function CaseForm({
  offer,
  subject,
  onDone,
  onClose,
  onMoved,
}: {
  offer: Offer;
  subject: Omit<FormSubject, 'as'>;
  onDone: () => void;
  onClose: () => void;
  onMoved: () => Promise<void>;
}) {
  const { view, procedure, person } = subject;
  const { caseId, lastSeq } = view.case;
  const [as, setAs] = useState(offer.as[0] ?? '');
  const key = draftKey(person.name, caseId, procedure.standard, offer.action);
  const [draft, setDraft, clear] = useStored(key, Draft, EMPTY);
  const whole = { ...subject, as };
  return (
    <Act
      title={offer.title}
      caseId={caseId}
      standard={procedure.standard}
      lastSeq={lastSeq}
      roles={offer.as}
      as={as}
      onRole={setAs}
      action={() => actionOf(offer.action, draft, whole)}
      submit={offer.title}
      onDone={() => {
        clear();
        onDone();
      }}
      onClose={onClose}
      onMoved={onMoved}
    >
      <FieldsOf
        action={offer.action}
        subject={whole}
        draft={draft}
        onDraft={(change) => setDraft({ ...draft, ...change })}
      />
    </Act>
  );
}
