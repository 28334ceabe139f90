import type { OpenServer } from '../http/open-server.ts';
import type { Issuer } from '../http-api/authorizer.ts';
import type { Secrets } from '../state/secrets.ts';
import type { Deployment } from '../template/deployment.ts';
import { groupsOf, peopleClient, scopesOf, type VendorClient } from './clients.ts';
import { TOKEN_PATH } from './configuration.ts';
import { issuerOf, signIn } from './issuer.ts';
import { peopleOf } from './people.ts';
import { UserPool } from './resource.ts';

/** The running sign-in. */
export interface SignIn {
  readonly tokenUrl: string;
  /** Where people sign in, and as which client; null where the template has none for them. */
  readonly people: { readonly url: string; readonly clientId: string } | null;
  /** The local issuer, asked for by the name that the template has for its user pool. */
  readonly findIssuer: (name: string) => Issuer | undefined;
}

/** Serves sign-in in place of the user pools of a deployment. */
export function serveSignIn(
  server: OpenServer,
  deployment: Deployment,
  { clients, secrets }: { clients: readonly VendorClient[]; secrets: Secrets },
): SignIn {
  const people = peopleClient(deployment);
  const options = {
    url: server.url,
    clients: { clients, people },
    people: peopleOf(groupsOf(deployment)),
    scopes: scopesOf(deployment),
    keys: secrets,
  };
  server.serve(signIn(options));
  const issuer = issuerOf(options);
  const pools = new Set(deployment.all(UserPool).map((pool) => String(pool.attributes.ProviderURL)));
  return {
    tokenUrl: `${server.url}${TOKEN_PATH}`,
    people: people && { url: server.url, clientId: people.clientId },
    findIssuer: (name) => (pools.has(name) ? issuer : undefined),
  };
}
