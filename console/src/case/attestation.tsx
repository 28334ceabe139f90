import { useMemo } from 'preact/hooks';
import type { AttestationStatus } from '#core/api/attestation-status.ts';
import type { Api } from '../api/client.ts';
import { Fault, Loading } from '../components/fault.tsx';
import { useLoaded } from '../components/use-loaded.ts';

/** Whether the verdict that stands is signed and in the log, and the file by which anybody can verify that. */
export function Attestation({
  api,
  caseId,
  standard,
  event,
}: {
  api: Api;
  caseId: string;
  standard: string;
  /** The last event of the case: another one may have brought another verdict. */
  event: number;
}) {
  const [loaded, again] = useLoaded(() => api.attestation(caseId, standard), [api, caseId, standard, event]);
  return (
    <section class="panel" aria-labelledby="attestation">
      <h2 id="attestation">Signed verdict</h2>
      {loaded.state === 'loading' && <Loading what="the signature" />}
      {loaded.state === 'failed' && <Fault error={loaded.error} retry={again} />}
      {loaded.state === 'loaded' && <State status={loaded.value} again={again} />}
    </section>
  );
}

const SAYS: Readonly<Record<AttestationStatus['state'], string>> = {
  waiting: 'The verdict is being signed. It is in force meanwhile.',
  unsignable: 'This verdict is not signed.',
  signed: 'The verdict is signed, and on its way into the transparency log.',
  logged: 'The verdict is signed and in the transparency log.',
};

function State({ status, again }: { status: AttestationStatus; again: () => void }) {
  const { caseId, state, reason, index, signed } = status;
  return (
    <div class="stack">
      <p role="status">
        {SAYS[state]} {reason}
        {index !== null && <span class="quiet"> Entry {index}.</span>}
      </p>
      {signed !== null && <Download caseId={caseId} text={JSON.stringify(signed, null, 2)} />}
      {(state === 'waiting' || state === 'signed') && (
        <button type="button" class="usa-button usa-button--unstyled" onClick={again}>
          Look again
        </button>
      )}
    </div>
  );
}

function Download({ caseId, text }: { caseId: string; text: string }) {
  const address = useMemo(() => URL.createObjectURL(new Blob([text], { type: 'application/json' })), [text]);
  return (
    <p>
      <a class="usa-button usa-button--outline" href={address} download={`${caseId}-verdict.json`}>
        Download the signed verdict
      </a>{' '}
      <a href="/app/verify">Verify it</a>
    </p>
  );
}
