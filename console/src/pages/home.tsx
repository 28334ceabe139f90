import type { PersonRole } from '#core/api/people.ts';
import { words } from '../components/words.ts';
import { useConsole } from '../context.ts';
import { Page } from '../layout/page.tsx';
import { partiesOf } from '../queue/parties.ts';

/** A role as somebody would say it: `reviewer of nsa`, `company acme` where that has a vote. */
export function roleText(role: PersonRole): string {
  if (role.role === 'company') return `company ${role.organisation ?? ''}`.trim();
  if ('agency' in role) return `${words(role.role)} of ${role.agency}`;
  return 'vendor' in role ? `vendor ${role.vendor}` : words(role.role);
}

/** Where everybody begins. */
export function Home() {
  const { session } = useConsole();
  const { person } = session;
  const isVendor = person?.roles.some(({ role }) => role === 'vendor') ?? false;
  return (
    <Page title="Pre-release review of frontier models">
      {person === null ? (
        <>
          <p>
            Vendors submit the evaluations of a model before its release. Every figure is recomputed from its samples,
            judged by published standards, and decided by the agencies that are in charge, on clocks that everybody
            sees.
          </p>
          <p class="row">
            <button type="button" class="usa-button" onClick={() => void session.signIn()}>
              Sign in to your cases
            </button>
            <a class="usa-button usa-button--outline" href="/app/standards">
              Read the standards
            </a>
            <a class="usa-button usa-button--outline" href="/app/register">
              See what was decided
            </a>
            <a class="usa-button usa-button--outline" href="/app/verify">
              Verify a verdict
            </a>
          </p>
        </>
      ) : (
        <>
          <p>
            You are signed in as <strong>{person.name}</strong>
            {person.roles.length === 0 ? '.' : `, as ${person.roles.map(roleText).join(', ')}.`}
          </p>
          {person.roles.length === 0 && (
            <p class="note warn">
              Nobody has given you a role yet, so that you see no case. The coordinator does that.
            </p>
          )}
          <p class="row">
            {partiesOf(person).length > 0 && (
              <a class="usa-button" href="/app/queue">
                Open your queue
              </a>
            )}
            {isVendor && (
              <>
                <a class="usa-button usa-button--outline" href="/app/cases">
                  Your cases
                </a>
                <a class="usa-button usa-button--outline" href="/app/submit">
                  Submit a bundle
                </a>
              </>
            )}
            <a class="usa-button usa-button--outline" href="/app/standards">
              Read the standards
            </a>
          </p>
        </>
      )}
    </Page>
  );
}
