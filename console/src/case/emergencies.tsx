import { useState } from 'preact/hooks';
import * as z from 'zod';
import { BreakGlassAnswer, BreakGlassRequest, type GrantView } from '#core/api/break-glass.ts';
import type { Api } from '../api/client.ts';
import { Instant } from '../components/dates.tsx';
import { Fault } from '../components/fault.tsx';
import { RadioField, SelectField, TextArea } from '../components/fields.tsx';
import { useStored } from '../components/use-stored.ts';
import { words } from '../components/words.ts';
import { useConsole } from '../context.ts';

interface EmergenciesProps {
  readonly api: Api;
  readonly caseId: string;
  readonly accesses: readonly GrantView[];
  readonly onChanged: () => Promise<void>;
}

/** Emergency accesses to a case: a banner for each that is open, and below what became of the others, with the review that is owed. */
export function Emergencies({ api, caseId, accesses, onChanged }: EmergenciesProps) {
  const [error, setError] = useState<unknown>(null);
  const send = async (request: BreakGlassRequest) => {
    try {
      await api.send(BreakGlassAnswer, 'POST', `/cases/${caseId}/break-glass`, request);
      setError(null);
      await onChanged();
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    }
  };
  const over = accesses.filter(({ open }) => !open);
  return (
    <>
      {accesses
        .filter(({ open }) => open)
        .map((access) => (
          <Banner key={access.n} access={access} onEnd={() => void send({ do: 'end', grant: access.n })} />
        ))}
      {error !== null && <Fault error={error} />}
      {over.length > 0 && (
        <section class="panel" aria-labelledby="emergencies">
          <h2 id="emergencies">Emergency accesses</h2>
          <ul class="list stack">
            {over.toReversed().map((access) => (
              <li key={access.n}>
                <Past access={access} />
                {access.yours.length > 0 && <Review caseId={caseId} access={access} onReview={send} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Who it is, or by what they go in this case. */
const nameOf = ({ name, who }: GrantView): string => name ?? `Somebody (${who} in the ledger)`;

function Banner({ access, onEnd }: { access: GrantView; onEnd: () => void }) {
  const { n, until, reason, mayEnd } = access;
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>Emergency access {n} is open until </strong>
        <Instant at={until} />
        <strong>.</strong> {nameOf(access)} reads all evidence of this case but what is sealed. Every reading of it
        stands in the ledger.
      </p>
      <p>{reason}</p>
      {mayEnd && (
        <button type="button" class="usa-button usa-button--outline screen" onClick={onEnd}>
          End it now
        </button>
      )}
    </div>
  );
}

function Past({ access }: { access: GrantView }) {
  const { n, openedAt, until, endedAt, reason, reviews, owed } = access;
  return (
    <>
      <p>
        <strong>Access {n}</strong>: {nameOf(access)}, <Instant at={openedAt} /> to <Instant at={endedAt ?? until} />:{' '}
        {reason}
      </p>
      {reviews.map(({ agency, finding, comment }) => (
        <p key={agency}>
          {agency}: {words(finding)}. {comment}
        </p>
      ))}
      {owed.length > 0 && <p class="quiet">To be reviewed by {owed.join(', ')}.</p>}
    </>
  );
}

const FINDINGS = [
  { value: 'justified', text: 'It was justified' },
  { value: 'not_justified', text: 'It was not justified' },
];

function Review({
  caseId,
  access: { n, yours },
  onReview,
}: {
  caseId: string;
  access: GrantView;
  /** True where it is recorded. */
  onReview: (request: BreakGlassRequest) => Promise<boolean>;
}) {
  const [finding, setFinding] = useState('');
  const { session } = useConsole();
  const key = `countersign.emergency.${session.person?.name ?? ''}.${caseId}.${n}`;
  const [comment, setComment, clear] = useStored(key, z.string(), '');
  const [agency, setAgency] = useState(yours[0] ?? '');
  const submit = async () => {
    const request = BreakGlassRequest.safeParse({ do: 'review', grant: n, agency, finding, comment });
    if (request.success && (await onReview(request.data))) clear();
  };
  return (
    <form
      class="stack screen"
      aria-label={`Review of emergency access ${n}`}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {yours.length > 1 && (
        <SelectField
          label="For which agency"
          value={agency}
          onChange={setAgency}
          choices={yours.map((value) => ({ value, text: value }))}
        />
      )}
      <RadioField
        legend={`Was emergency access ${n} justified?`}
        value={finding}
        onChange={setFinding}
        choices={FINDINGS}
      />
      <TextArea label="Why" hint="All who see the case read it" value={comment} onChange={setComment} />
      <button type="submit" class="usa-button">
        Record the review
      </button>
    </form>
  );
}
