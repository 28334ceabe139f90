import type { RequestListener } from 'node:http';
import { createLocalJWKSet } from 'jose';
import Provider from 'oidc-provider';
import type { Issuer } from '../http-api/authorizer.ts';
import { configurationOf, type SignInOptions } from './configuration.ts';
import { interactions, isInteraction } from './interaction.ts';

/**
 * An OpenID provider in place of the Cognito user pool: discovery, keys, tokens for client credentials, and for people authorization
 * codes with PKCE. Everything is on loopback and of one user, so that people say who they are and are believed.
 */
export function signIn(options: SignInOptions): RequestListener {
  const provider = new Provider(options.url, configurationOf(options));
  const answer = provider.callback();
  const page = interactions(provider, options.people);
  const { host } = new URL(options.url);
  return (request, response) => {
    // A page of another site whose name leads to this machine would otherwise be one of ours to the browser.
    if (request.headers.host !== host) response.writeHead(421).end();
    else if (isInteraction(request.url ?? '')) page(request, response);
    else void answer(request, response);
  };
}

/** The issuer as the API's authorizer knows it. */
export function issuerOf({ url, keys }: SignInOptions): Issuer {
  const publicKeys = keys.jwks.keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }));
  return { issuer: url, keys: createLocalJWKSet({ keys: publicKeys }) };
}
