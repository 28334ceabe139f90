import type { JWK } from 'jose';
import type { Configuration } from 'oidc-provider';
import { ClientAdapter, type Clients, clientFinder } from './client-adapter.ts';
import { interactionPath } from './interaction.ts';
import { MemoryAdapter } from './memory-adapter.ts';
import { faultPage, PAGE_HEADERS } from './page.ts';
import type { People } from './people.ts';
import { PersonClaims, type PoolTokens } from './person-claims.ts';

/** Where a client gets its token, as on Cognito's domain. */
export const TOKEN_PATH = '/oauth2/token';

// An access token of Cognito names no resource; oidc-provider wants one for tokens in JWT form.
const RESOURCE = 'urn:countersign:api';

export interface SignInOptions {
  /** `http://127.0.0.1:<port>`: the `iss` of every token. */
  readonly url: string;
  readonly clients: Clients;
  /** Those who can sign in, as the client of people. */
  readonly people: People;
  readonly pool: PoolTokens;
  /** Every scope that a resource server of the template has. */
  readonly scopes: readonly string[];
  /** Private keys (RS256) and cookie keys, kept in the state folder so that tokens outlive a restart. */
  readonly keys: {
    readonly jwks: { readonly keys: readonly JWK[] };
    readonly cookies: readonly string[];
    /** What the secrets of the vendors' clients are derived from. */
    readonly vendors: string;
  };
}

/** How the provider behaves as the user pool of the template does: its paths, clients, lifetimes and claims. */
export function configurationOf(options: SignInOptions): Configuration {
  const { people } = options;
  const personClaims = new PersonClaims(options.pool);
  const find = clientFinder(options.clients, options.keys.vendors);
  const tokenSeconds = (clientId: string) => find(clientId)?.tokenSeconds ?? 3600;
  const signInSeconds = Math.max(3600, ...options.clients.people.map(({ refreshSeconds }) => refreshSeconds));
  return {
    adapter: (name) => (name === 'Client' ? new ClientAdapter(find) : new MemoryAdapter()),
    scopes: [...options.scopes],
    jwks: { keys: options.keys.jwks.keys.map((key) => ({ ...key })) },
    cookies: { keys: [...options.keys.cookies] },
    routes: {
      authorization: '/oauth2/authorize',
      token: TOKEN_PATH,
      revocation: '/oauth2/revoke',
      jwks: '/.well-known/jwks.json',
    },
    ttl: {
      ClientCredentials: (_, __, client) => tokenSeconds(client.clientId),
      AccessToken: (_, __, client) => tokenSeconds(client.clientId),
      AuthorizationCode: 60,
      Interaction: 600,
      Session: signInSeconds,
      Grant: signInSeconds,
      RefreshToken: signInSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        getResourceServerInfo: (_, __, client) => ({
          scope: options.scopes.join(' '),
          audience: find(client.clientId)?.audience ?? client.clientId,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    pkce: { required: () => true },
    rotateRefreshToken: false,
    issueRefreshToken: () => true,
    clientBasedCORS: (_, origin, client) => (client.redirectUris ?? []).some((url) => new URL(url).origin === origin),
    interactions: { url: (_, { uid }) => interactionPath(uid) },
    findAccount: (_, id) => (people.find(id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
    // Whoever signs in consents to nothing: the client is the operator's own.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      // The provider asks for both: it cannot tell scopes of its own from those of a resource server.
      grant.addOIDCScope(client.scope ?? '');
      grant.addResourceScope(RESOURCE, client.scope ?? '');
      await grant.save();
      return grant;
    },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.set(PAGE_HEADERS);
      ctx.body = faultPage(`${error}: ${description ?? 'no reason is given'}`);
    },
    extraTokenClaims: async ({ oidc }, token) => {
      const claims = { token_use: 'access', version: 2 };
      const person = token.kind === 'AccessToken' ? people.find(token.accountId) : null;
      if (person === null || token.kind !== 'AccessToken') return claims;
      const authTime = oidc.entities.AuthorizationCode?.authTime;
      const request = {
        grantId: token.grantId ?? token.jti,
        clientId: token.clientId ?? '',
        scopes: [...token.scopes],
        age: authTime === undefined ? 0 : Math.max(0, Date.now() - authTime * 1000),
        renewed: oidc.params?.grant_type === 'refresh_token',
      };
      return { ...claims, ...(await personClaims.of(person, request)) };
    },
    formats: {
      customizers: {
        // Where a program asks for no scope, Cognito grants it all that it may have.
        jwt: (ctx, token, parts) => {
          if (token.kind === 'ClientCredentials' && ctx.oidc.params?.scope === undefined) {
            parts.payload.scope = find(String(token.clientId))?.scopes.join(' ');
          }
        },
      },
    },
  };
}
