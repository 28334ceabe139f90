import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { BallotRequest, BallotView } from '#core/api/ballots-wire.ts';
import { Fault } from '../components/fault.tsx';
import { TextArea, TextField } from '../components/fields.tsx';
import { useConsole } from '../context.ts';

/** Opens a ballot, for editors of standards. */
export function OpenForm() {
  const { api } = useConsole();
  const { route } = useLocation();
  const [standard, setStandard] = useState('');
  const [digest, setDigest] = useState('');
  const [summary, setSummary] = useState('');
  const [officials, setOfficials] = useState('');
  const [companies, setCompanies] = useState('');
  const [error, setError] = useState<unknown>(null);
  const seats = (text: string, seat: 'official' | 'company') =>
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((organisation) => ({ seat, organisation }));
  const submit = async () => {
    const request = BallotRequest.safeParse({
      standard,
      proposal: { digest, summary },
      seats: [...seats(officials, 'official'), ...seats(companies, 'company')],
    });
    if (!request.success) return setError(new Error(request.error.issues[0]?.message ?? 'The form is not complete.'));
    try {
      const opened = await api.send(BallotView, 'POST', '/ballots', request.data);
      route(`/app/ballots/${encodeURIComponent(opened.standard)}`);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <section class="panel" aria-labelledby="open">
      <h2 id="open">Open a ballot</h2>
      {error !== null && <Fault error={error} />}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField label="Version" hint="As us-frontier@2026.2" value={standard} onChange={setStandard} />
        <TextField
          label="Digest of the proposal"
          hint="sha256:…, as “countersign standards show” prints it"
          value={digest}
          onChange={setDigest}
        />
        <TextArea label="What changes, and why" value={summary} onChange={setSummary} />
        <TextField
          label="Agencies with a seat"
          hint="Ids, separated by commas"
          required={false}
          value={officials}
          onChange={setOfficials}
        />
        <TextField
          label="Companies with a seat"
          hint="Ids, separated by commas"
          required={false}
          value={companies}
          onChange={setCompanies}
        />
        <button type="submit" class="usa-button">
          Open the ballot
        </button>
      </form>
    </section>
  );
}
