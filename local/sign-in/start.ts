import type { OpenServer } from '../http/open-server.ts';
import type { Issuer } from '../http-api/authorizer.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Secrets } from '../state/secrets.ts';
import type { Deployment } from '../template/deployment.ts';
import { groupsOf, peopleClients, scopesOf, type VendorClient } from './clients.ts';
import { TOKEN_PATH } from './configuration.ts';
import { issuerOf, signIn } from './issuer.ts';
import { peopleOf } from './people.ts';
import type { PoolTokens } from './person-claims.ts';
import { UserPool } from './resource.ts';

/** The name of the client of the command line, as `infra/constructs/identity.ts` has it. */
const COMMAND_LINE = 'people';

/** The running sign-in. */
export interface SignIn {
  readonly tokenUrl: string;
  /** Where people sign in on the command line, and as which client; null where the template has none for them. */
  readonly people: { readonly url: string; readonly clientId: string } | null;
  /** The local issuer, asked for by the name that the template has for its user pool. */
  readonly findIssuer: (name: string) => Issuer | undefined;
}

/** What is in the tokens of people: with the trigger of the pool, where it has one. */
function poolTokens(deployment: Deployment, functions: Pick<Functions, 'invoke'>, now: () => number): PoolTokens {
  const [pool] = deployment.all(UserPool);
  const { region } = deployment.account;
  const arn = pool?.properties.LambdaConfig?.PreTokenGenerationConfig?.LambdaArn;
  const trigger = async (event: object): Promise<unknown> => {
    const { payload, functionError } = await functions.invoke(arn ?? '', JSON.stringify(event));
    if (functionError !== null) throw new Error(`the trigger of the user pool failed: ${payload}`);
    return JSON.parse(payload);
  };
  return { id: pool?.ref ?? '', region, trigger: arn === undefined ? null : trigger, now };
}

/** Serves sign-in in place of the user pools of a deployment. */
export function serveSignIn(
  server: OpenServer,
  deployment: Deployment,
  {
    clients,
    secrets,
    localized,
    functions,
    now,
  }: {
    clients: readonly VendorClient[];
    secrets: Secrets;
    localized: (url: string) => string;
    functions: Pick<Functions, 'invoke'>;
    now: () => number;
  },
): SignIn {
  const people = peopleClients(deployment, localized);
  const commandLine = people.find(({ name }) => name === COMMAND_LINE);
  const options = {
    url: server.url,
    clients: { clients, people },
    people: peopleOf(groupsOf(deployment)),
    pool: poolTokens(deployment, functions, now),
    scopes: scopesOf(deployment),
    keys: secrets,
  };
  server.serve(signIn(options));
  const issuer = issuerOf(options);
  const pools = new Set(deployment.all(UserPool).map((pool) => String(pool.attributes.ProviderURL)));
  return {
    tokenUrl: `${server.url}${TOKEN_PATH}`,
    people: commandLine ? { url: server.url, clientId: commandLine.clientId } : null,
    findIssuer: (name) => (pools.has(name) ? issuer : undefined),
  };
}
