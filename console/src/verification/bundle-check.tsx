import type { Preflight } from '#core/api/preflight.ts';
import { compareVerdict } from '#core/attestation/verdict/compare-verdict.ts';
import type { VerdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { VerificationError } from '#core/attestation/verification-error.ts';
import { usePreflight } from '../preflight/use-preflight.ts';
import type { Failure } from './check.ts';
import { Reason, StateTag } from './reason.tsx';

/** Decides a bundle again in this browser, and holds what it comes to against what was signed. */
export function BundleCheck({ statement, bundle }: { statement: VerdictStatement; bundle: File }) {
  const checking = usePreflight(bundle, statement.predicate.signer ?? undefined);
  const { state } = checking;
  const failure = state === 'checked' ? differenceIn(statement, checking.preflight) : null;
  const people = statement.predicate.determinations.length > 0;
  return (
    <section class="panel" aria-labelledby="again">
      <h2 id="again">Decided again from the bundle</h2>
      <div role="status">
        {state === 'checking' && (
          <p>
            The review runs on {bundle.name}{' '}
            <progress value={checking.read} max={Math.max(1, bundle.size)} aria-label="Read of the bundle" />
          </p>
        )}
        {state === 'failed' && <p class="note bad">{checking.message}</p>}
        {state === 'checked' && failure === null && (
          <p>
            <StateTag of="held" /> The automated verdict and its findings are the same, byte for byte.
            {people && ' What people decided over it is signed as digests, and does not follow from the bundle.'}
          </p>
        )}
        {failure !== null && (
          <>
            <p>
              <StateTag of="failed" /> The bundle does not lead to this verdict.
            </p>
            <Reason failure={failure} />
          </>
        )}
      </div>
    </section>
  );
}

function differenceIn(statement: VerdictStatement, { verdicts }: Preflight): Failure | null {
  const { id, version } = statement.predicate.pack;
  const again = verdicts.find(({ verdict: { pack } }) => pack.id === id && pack.version === version);
  if (again === undefined)
    return {
      code: 'standard-differs',
      found: `The bundle seeks ${verdicts.map(({ verdict: { pack } }) => `${pack.id}/${pack.version}`).join(', ') || 'no standard'}.`,
      expected: `${id}/${version}, under which it was signed`,
    };
  try {
    compareVerdict(statement, again.verdict);
    return null;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return { code: error.code, found: error.message, expected: error.expected };
  }
}
