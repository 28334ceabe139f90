import { useEffect, useState } from 'preact/hooks';
import { heldFast, type SeenAccess, verifyAccesses } from '#core/api/accesses.ts';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import type { Api } from '../api/client.ts';
import { Instant } from '../components/dates.tsx';
import { Fault, Loading } from '../components/fault.tsx';
import { Scroll } from '../components/scroll.tsx';
import { useLoaded } from '../components/use-loaded.ts';
import { count } from '../components/words.ts';

const ANEW_MS = 30_000;
const SHOWN = 10;

/** Who read what of a case's evidence, newest first, with the check of the ledger in this browser. Kept up to date. */
export function Accesses({
  api,
  caseId,
  events,
}: {
  api: Api;
  caseId: string;
  /** The log of the case, which holds records fast. */
  events: CaseLog['events'];
}) {
  const [loaded, again] = useLoaded(() => api.accesses(caseId), [api, caseId]);
  const [all, setAll] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), ANEW_MS);
    return () => clearInterval(timer);
  }, [again]);
  if (loaded.state === 'loading') return <Loading what="who read the evidence" />;
  if (loaded.state === 'failed') return <Fault error={loaded.error} retry={again} />;
  const accesses = loaded.value;
  if (accesses.length === 0 && heldFast(events).length === 0) return <p>Nobody has read anything yet.</p>;
  const newest = accesses.toReversed();
  return (
    <>
      <Check accesses={accesses} held={heldFast(events)} />
      <Scroll label="Who read what">
        <table class="usa-table usa-table--borderless">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {(all ? newest : newest.slice(0, SHOWN)).map((access) => (
              <tr key={access.id}>
                <td>
                  <Instant at={access.at} />
                </td>
                <td>{whoText(access)}</td>
                <td>
                  {access.what.replace('-', ' ')}
                  {access.grant !== undefined && <strong> · by emergency access {access.grant}</strong>}
                  {access.standard !== null && <span class="quiet"> · {access.standard}</span>}
                  {access.items.length > 0 && <span class="quiet"> · {access.items.join(', ')}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {newest.length > SHOWN && (
        <button type="button" class="usa-button usa-button--outline" onClick={() => setAll(!all)}>
          {all ? 'Show the newest only' : `Show all ${newest.length}`}
        </button>
      )}
    </>
  );
}

function Check({ accesses, held }: { accesses: readonly SeenAccess[]; held: readonly string[] }) {
  const { faults } = verifyAccesses(accesses, held);
  if (faults.length === 0)
    return (
      <p class="note good">
        The ledger holds: {count(accesses.length, 'record')}, each checked by its content in this browser, and every one
        is there that another names, or the record of the case. People of agencies are shown by a pseudonym that is
        theirs in this case alone.
      </p>
    );
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>The ledger does not hold.</strong> Tell the auditor.
      </p>
      <ul>
        {faults.map(({ record, fault }) => (
          <li key={`${record} ${fault}`}>
            {fault.replace('-', ' ')}: <span class="code">{record}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function whoText({ reader, name }: SeenAccess): string {
  if (reader.kind === 'program') return `program ${reader.who}`;
  if (reader.kind === 'function') return `the review${reader.agency === null ? '' : `, for ${reader.agency}`}`;
  return `${name ?? reader.who} (${reader.roles.join(', ')})`;
}
