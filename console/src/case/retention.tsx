import type { CaseView } from '#core/api/wire.ts';
import { Instant, instantText } from '../components/dates.tsx';
import { Scroll } from '../components/scroll.tsx';
import { sentence } from '../components/words.ts';
import type { LoggedEvent } from './event-words.ts';
import { type Destruction, destructionsOf } from './keeping.ts';
import { becauseTexts, extentText, partsText } from './keeping-words.ts';

/** Whether a case is under a legal hold, and what of it was destroyed; nothing while all of it is kept as ever. */
export function RetentionNotes({ view, events }: { view: CaseView; events: readonly LoggedEvent[] }) {
  const hold = view.retention?.hold ?? null;
  return (
    <>
      {hold !== null && (
        <section class="note" aria-labelledby="hold">
          <h2 id="hold">Under legal hold</h2>
          <p>
            Since <Instant at={hold.since} />: {hold.reason}
          </p>
          <p class="quiet">Nothing of this case is destroyed until the hold is lifted, whatever time is over.</p>
        </section>
      )}
      {destructionsOf(view, events).map((one, i) => (
        <Destroyed key={one.begunAt} of={one} id={`destroyed-${i}`} current={view.case.bundle <= one.bundle} />
      ))}
    </>
  );
}

function Destroyed({ of, id, current }: { of: Destruction; id: string; current: boolean }) {
  const { parts, bundle, begunAt, endedAt, certificate } = of;
  const said = certificate ?? of.begun;
  return (
    <section class="note warn" aria-labelledby={id}>
      <h2 id={id}>
        {sentence(current ? partsText(parts) : `${partsText(parts)}, in an earlier version,`)}{' '}
        {parts.length > 1 ? 'were' : 'was'} {endedAt === null ? 'given up to be destroyed' : 'destroyed'}
      </h2>
      <p>
        {current
          ? 'Findings, samples and documents that stood in it can no longer be shown. The verdict stands.'
          : 'The version under review is kept, with all that was read from it.'}
      </p>
      <dl class="facts">
        <dt>When</dt>
        <dd>
          {endedAt === null ? (
            <>
              Begun on <Instant at={begunAt} />, and under way. Nobody is shown it any more.
            </>
          ) : (
            <>
              <Instant at={endedAt} />
              {instantText(begunAt) !== instantText(endedAt) && (
                <span class="quiet">
                  {' '}
                  (begun on <Instant at={begunAt} />)
                </span>
              )}
            </>
          )}
        </dd>
        <dt>What</dt>
        <dd>{sentence(extentText(bundle, said?.inventory ?? null))}</dd>
        {said !== null && (
          <>
            <dt>Why</dt>
            <dd>
              {becauseTexts(said.because).map((text) => (
                <p key={text}>{text}</p>
              ))}
            </dd>
          </>
        )}
        {certificate !== null && <Certificate of={certificate} />}
        <dt>What stays</dt>
        <dd>
          The verdict and its reasons, what people determined, the digests, <a href="#timeline">every event</a>, the{' '}
          <a href="#attestation">signed verdict</a> and the list of who read the evidence. They verify as before: this
          browser has checked the events, and anybody can <a href="/app/verify">verify the signed verdict</a>. To decide
          it again from the bundle takes the vendor’s own copy.
        </dd>
      </dl>
    </section>
  );
}

function Certificate({ of }: { of: NonNullable<Destruction['certificate']> }) {
  const { seq, hash, inventory, keyDeletedOn, verdicts } = of;
  return (
    <>
      <dt>Certificate</dt>
      <dd>
        Event {seq} of this case, <span class="code">{bare(hash)}</span>
        {inventory !== null && (
          <>
            . The list of what was deleted has the digest <span class="code">{bare(inventory.digest)}</span>
          </>
        )}
        {keyDeletedOn !== null && (
          <>
            . From <Instant at={keyDeletedOn} /> on the key is gone, and nobody can take it back
          </>
        )}
        .
        {verdicts.length > 0 && (
          <details>
            <summary>Digests of what each verdict rested on</summary>
            <Digests verdicts={verdicts} />
          </details>
        )}
      </dd>
    </>
  );
}

function Digests({ verdicts }: Pick<NonNullable<Destruction['certificate']>, 'verdicts'>) {
  return (
    <Scroll label="Digests of what each verdict rested on">
      <table class="usa-table usa-table--borderless">
        <caption class="hidden">Digests of what each verdict rested on</caption>
        <thead>
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col">Bundle</th>
            <th scope="col">Findings</th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map(({ standard, n, bundleDigest, findingsDigest }) => (
            <tr key={`${standard} ${n}`}>
              <th scope="row">
                {standard}, verdict {n}
              </th>
              <td class="code">{bundleDigest === null ? 'none' : bare(bundleDigest)}</td>
              <td class="code">{bare(findingsDigest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const bare = (digest: string) => digest.replace('sha256:', '');
