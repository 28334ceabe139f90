import { useState } from 'preact/hooks';
import * as z from 'zod';
import { HoldAnswer } from '#core/api/holds.ts';
import { TextArea } from '../components/fields.tsx';
import { type Refusal, Refused, refusalOf } from '../components/refused.tsx';
import { useStored } from '../components/use-stored.ts';
import { useConsole } from '../context.ts';

/** Where the coordinator places a legal hold on a case, or lifts the one that is on. */
export function HoldForm({ caseId, on, onDone }: { caseId: string; on: boolean; onDone: () => Promise<void> }) {
  const { api, session } = useConsole();
  const key = `countersign.hold.${session.person?.name ?? ''}.${caseId}.${on ? 'lift' : 'place'}`;
  const [reason, setReason, clear] = useStored(key, z.string(), '');
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  async function send(event: Event) {
    event.preventDefault();
    setSending(true);
    setRefused(null);
    try {
      await api.send(HoldAnswer, 'POST', `/cases/${caseId}/hold`, { do: on ? 'lift' : 'place', reason });
      clear();
      await onDone();
    } catch (error) {
      setRefused(refusalOf(error));
    } finally {
      setSending(false);
    }
  }
  return (
    <form onSubmit={(event) => void send(event)}>
      <p class="quiet">
        {on
          ? 'Once it is lifted, what has been kept beyond its time is destroyed within a day.'
          : 'While it is on, bundle and evidence are kept beyond their time.'}
      </p>
      <TextArea
        label={on ? 'Why it is lifted' : 'Why it is placed'}
        hint="The vendor and the agencies read it; it names nobody."
        value={reason}
        onChange={setReason}
      />
      <div aria-live="assertive">
        {refused !== null && <Refused message={refused.message} signIn={refused.signIn} />}
      </div>
      <p>
        <button type="submit" class="usa-button usa-button--outline" disabled={sending}>
          {on ? 'Lift the legal hold' : 'Place a legal hold'}
        </button>
      </p>
    </form>
  );
}
