import type { VerdictCheck, VerifiedVerdict } from '#core/attestation/verdict/verify-verdict.ts';
import { Instant } from '../components/dates.tsx';
import { Outcome } from '../components/tags.tsx';
import { count } from '../components/words.ts';
import type { Result } from './check.ts';
import { Reason, StateTag } from './reason.tsx';

/** What each check asks, in words. */
const ASKS: Readonly<Record<VerdictCheck, string>> = {
  signature: 'The statement is signed by a key of the review, and is as it was signed',
  statement: 'It is a statement on a verdict, in its one canonical form',
  key: 'The key was valid when the verdict was issued, and was not compromised',
  events: 'The record of the case is a chain without a gap, and has the head that the verdict names',
  log: 'The verdict is in the public log, in a state that the log and its witnesses have signed',
};

/** Every check that was made of a verdict and how it went, and what the verdict says where all of them hold. */
export function Report({ result: { verified, checks } }: { result: Result }) {
  const missing = checks.filter(({ state }) => state === 'absent').length;
  return (
    <>
      <div class={`note ${verified === null ? 'bad' : 'good'}`} role="status">
        <h2>{verified === null ? 'The verdict does not hold' : 'The verdict holds'}</h2>
        {verified !== null && missing > 0 && <p>{count(missing, 'proof')} of it is not in the file; see below.</p>}
      </div>
      {verified !== null && <Says verified={verified} />}
      <section class="panel" aria-labelledby="checks">
        <h2 id="checks">What was checked</h2>
        <ol class="list entries">
          {checks.map((one) => (
            <li key={one.check}>
              <StateTag of={one.state} /> {ASKS[one.check]}.{one.state === 'failed' && <Reason failure={one.failure} />}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function Says({ verified }: { verified: VerifiedVerdict }) {
  const { statement, digest, keyids, events, logged } = verified;
  const { caseId, issuedAt, pack, outcome, tier, conditions, determinations } = statement.predicate;
  return (
    <section class="panel" aria-labelledby="says">
      <h2 id="says">What it says</h2>
      <dl class="facts">
        <dt>Outcome</dt>
        <dd>
          <Outcome of={outcome} /> {tier !== null && `tier ${tier}`}
        </dd>
        <dt>Standard</dt>
        <dd>
          {pack.id}/{pack.version} <span class="code">{pack.digest}</span>
        </dd>
        <dt>Issued</dt>
        <dd>
          <Instant at={issuedAt} />
        </dd>
        <dt>Case</dt>
        <dd class="code">{caseId}</dd>
        {statement.subject.map(({ name, digest: { sha256 } }) => [
          <dt key={name}>{name === 'bundle' ? 'Bundle' : 'Weights'}</dt>,
          <dd key={`${name} digest`} class="code">
            sha256:{sha256}
          </dd>,
        ])}
        <dt>Conditions</dt>
        <dd>{conditions.length}</dd>
        <dt>Determinations</dt>
        <dd>{determinations.map(({ agency }) => agency).join(', ') || 'none: the checks decided'}</dd>
        <dt>Signed by</dt>
        <dd class="code">{keyids.join(', ')}</dd>
        <dt>Record</dt>
        <dd>{events === null ? 'not in the file' : count(events, 'event')}</dd>
        <dt>Log</dt>
        <dd>
          {logged === null
            ? 'no proof in the file'
            : `entry ${logged.index} of ${logged.size} in ${logged.origin}, seen by ${count(logged.witnesses.length, 'known witness', 'known witnesses')}`}
        </dd>
        <dt>Digest</dt>
        <dd class="code">{digest}</dd>
      </dl>
    </section>
  );
}
