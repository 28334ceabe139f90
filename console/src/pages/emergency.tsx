import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import * as z from 'zod';
import { LONGEST_MINUTES } from '#core/adjudication/break-glass/grant.ts';
import { BreakGlassAnswer, BreakGlassRequest } from '#core/api/break-glass.ts';
import { Fault } from '../components/fault.tsx';
import { SelectField, TextArea, TextField } from '../components/fields.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { useStored } from '../components/use-stored.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';

const MINUTES = [15, 30, 60, 120, LONGEST_MINUTES].map((minutes) => ({
  value: String(minutes),
  text: minutes < 60 ? `${minutes} minutes` : minutes === 60 ? '1 hour' : `${minutes / 60} hours`,
}));

const Draft = z.object({ caseId: z.string(), reason: z.string(), minutes: z.string() });
const EMPTY: z.infer<typeof Draft> = { caseId: '', reason: '', minutes: '60' };

/** Opens an emergency access to the evidence of a case, for the group that may. */
export function EmergencyPage() {
  const { session } = useConsole();
  const { person } = session;
  const may = person?.roles.some(({ role }) => role === 'break_glass') ?? false;
  return (
    <Page title="Emergency access">
      {person === null && <SignInFirst what="An emergency access" />}
      {person !== null && !may && <p>An emergency access is opened by people of the group “break-glass”.</p>}
      {may && <OpenForm />}
    </Page>
  );
}

function OpenForm() {
  const { api, session } = useConsole();
  const { route } = useLocation();
  // It is asked for a sign-in that is recent, for which the page is left.
  const [draft, setDraft, clear] = useStored(`countersign.emergency.${session.person?.name ?? ''}`, Draft, EMPTY);
  const { caseId, reason, minutes } = draft;
  const [error, setError] = useState<unknown>(null);
  const submit = async () => {
    const request = BreakGlassRequest.safeParse({ do: 'open', reason, minutes: Number(minutes) });
    if (!request.success) return setError(new Error(request.error.issues[0]?.message ?? 'The form is not complete.'));
    const id = caseId.trim();
    try {
      await api.send(BreakGlassAnswer, 'POST', `/cases/${encodeURIComponent(id)}/break-glass`, request.data);
      clear();
      route(`/app/cases/${encodeURIComponent(id)}`);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <>
      <p class="note warn">
        The vendor and every agency of the case are told at once that you read its evidence, and why. Every reading of
        it stands in the ledger of the case. The access ends by itself, shows nothing that is sealed, and lets you
        decide nothing; the agencies review it afterwards.
      </p>
      {error !== null && <Fault error={error} />}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="Case"
          hint="Its whole id, case-…"
          value={caseId}
          onChange={(text) => setDraft({ ...draft, caseId: text })}
        />
        <TextArea
          label="Reason"
          hint="What happened, and what has to be read; at least 40 characters. The vendor and agencies read it."
          value={reason}
          onChange={(text) => setDraft({ ...draft, reason: text })}
        />
        <SelectField
          label="For how long"
          value={minutes}
          onChange={(text) => setDraft({ ...draft, minutes: text })}
          choices={MINUTES}
        />
        <button type="submit" class="usa-button usa-button--secondary">
          Open the emergency access
        </button>
      </form>
    </>
  );
}
