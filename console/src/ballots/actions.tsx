import { useState } from 'preact/hooks';
import type { BallotAction } from '#core/adjudication/standards/ballot-commands.ts';
import { mayEdit, seatsOf } from '#core/api/ballot-seats.ts';
import { BallotView } from '#core/api/ballots-wire.ts';
import { groupOf } from '#core/api/people.ts';
import { Fault } from '../components/fault.tsx';
import { RadioField, SelectField, TextArea } from '../components/fields.tsx';
import { useConsole } from '../context.ts';
import type { Person } from '../session/session.ts';
import { callerOf } from './caller-of.ts';

const POSITIONS = [
  { value: 'adopt', text: 'Adopt' },
  { value: 'reject', text: 'Reject' },
  { value: 'abstain', text: 'Abstain' },
] as const;

/** What somebody may do in a ballot that is open: vote for their organisation, recuse it, and as editor close the ballot. */
export function Actions({
  ballot,
  person,
  onActed,
}: {
  ballot: BallotView;
  person: Person;
  onActed: (ballot: BallotView) => void;
}) {
  const { api } = useConsole();
  const caller = callerOf(person);
  const seated = new Set(ballot.seats.map(({ organisation }) => organisation));
  const mine = seatsOf(caller).filter(({ organisation }) => seated.has(organisation));
  const roles = person.roles
    .filter((role) => role.role === 'principal' || (role.role === 'company' && role.organisation !== undefined))
    .map(groupOf);
  const [as, setAs] = useState(roles[0] ?? '');
  const [position, setPosition] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const act = async (action: BallotAction, role?: string) => {
    const command = { id: crypto.randomUUID(), do: action, ...(role !== undefined && { as: role }) };
    try {
      onActed(await api.send(BallotView, 'POST', `/ballots/${encodeURIComponent(ballot.standard)}/commands`, command));
      setError(null);
    } catch (problem) {
      setError(problem);
    }
  };
  const chosen = POSITIONS.find(({ value }) => value === position)?.value;
  const company = mine.some(({ seat }) => seat === 'company');
  if (mine.length === 0 && !mayEdit(caller)) return <p class="note">You have no seat in this ballot.</p>;
  return (
    <section class="panel" aria-labelledby="act">
      <h2 id="act">What you can do</h2>
      {error !== null && <Fault error={error} />}
      {mine.length > 0 && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen !== undefined) void act({ type: 'vote', position: chosen, reason }, as);
          }}
        >
          {roles.length > 1 && (
            <SelectField
              label="You act as"
              value={as}
              onChange={setAs}
              choices={roles.map((one) => ({ value: one, text: one }))}
            />
          )}
          <RadioField legend="Your vote" value={position} onChange={setPosition} choices={POSITIONS} />
          <TextArea label="Reason" value={reason} onChange={setReason} />
          <div class="row">
            <button type="submit" class="usa-button">
              Vote
            </button>
            {company && (
              <button
                type="button"
                class="usa-button usa-button--outline"
                disabled={reason.trim() === ''}
                onClick={() => void act({ type: 'recuse', reason }, as)}
              >
                Recuse your organisation
              </button>
            )}
          </div>
        </form>
      )}
      {mayEdit(caller) && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => void act({ type: 'close' })}>
          Close the ballot
        </button>
      )}
    </section>
  );
}
