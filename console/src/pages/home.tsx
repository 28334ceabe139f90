import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';

/** Where everybody begins. */
export function Home() {
  const { session } = useConsole();
  const { person } = session;
  return (
    <Page title="Pre-release review of frontier models">
      {person === null ? (
        <p>Agencies review here, vendors follow their cases, and everybody can read the standards.</p>
      ) : (
        <p>You are signed in as {person.name}.</p>
      )}
    </Page>
  );
}
