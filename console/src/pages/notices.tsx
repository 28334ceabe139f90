import { useLocation } from 'preact-iso';
import { SelectField } from '../components/fields.tsx';
import { SignInFirst } from '../components/sign-in-first.tsx';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { Outbox } from '../notices/outbox.tsx';
import { partiesToTell } from '../notices/parties.ts';
import { Settings } from '../notices/settings.tsx';

/** How the reader's party is told of what happens, and what it was told. */
export function NoticesPage() {
  const { session } = useConsole();
  const { query, path, route } = useLocation();
  const { person } = session;
  const parties = person === null ? [] : partiesToTell(person);
  const party = parties.find((one) => one === query.party) ?? parties[0];
  return (
    <Page title="Notices">
      {person === null && <SignInFirst what="Notices" />}
      {person !== null && party === undefined && (
        <p>Notices are for vendors, agencies, the coordinator and the panel; you act for none.</p>
      )}
      {parties.length > 1 && party !== undefined && (
        <div class="toolbar">
          <SelectField
            label="Notices of"
            value={party}
            onChange={(one) => route(`${path}?party=${encodeURIComponent(one)}`, true)}
            choices={parties.map((one) => ({ value: one, text: one }))}
          />
        </div>
      )}
      {party !== undefined && (
        <>
          <Settings key={`settings ${party}`} party={party} />
          <Outbox key={`outbox ${party}`} party={party} />
        </>
      )}
    </Page>
  );
}
