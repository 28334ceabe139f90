import { randomBytes } from 'node:crypto';
import type { Deployment } from '../template/deployment.ts';
import { TemplateError } from '../template/errors.ts';
import { ResourceServer, UserPoolClient, UserPoolGroup } from './resource.ts';

/** A program that signs in with an id and a secret of its own, and the vendor that it acts for. */
export interface VendorClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly vendor: string;
  readonly scopes: readonly string[];
  readonly tokenSeconds: number;
}

/** A client with which people sign in. It has no secret: whoever signs in proves that the code is theirs (PKCE). */
export interface PeopleClient {
  readonly clientId: string;
  readonly name: string;
  readonly callbackUrls: readonly string[];
  readonly scopes: readonly string[];
  readonly tokenSeconds: number;
  /** How long a sign-in lasts. */
  readonly refreshSeconds: number;
}

const SECONDS: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/**
 * The clients of the template that use client credentials.
 * @param secrets by client id; one is made for each client that has none
 * @throws {TemplateError} where there is none
 */
export function vendorClients(
  deployment: Deployment,
  secrets: Record<string, string>,
): [VendorClient, ...VendorClient[]] {
  const [first, ...others] = deployment
    .all(UserPoolClient)
    .filter(({ properties }) => properties.AllowedOAuthFlows.includes('client_credentials'))
    .map(({ ref, properties }): VendorClient => {
      secrets[ref] ??= randomBytes(32).toString('base64url');
      return {
        clientId: ref,
        clientSecret: secrets[ref],
        vendor: properties.ClientName ?? ref,
        scopes: properties.AllowedOAuthScopes,
        tokenSeconds: seconds(
          properties.AccessTokenValidity ?? 1,
          properties.TokenValidityUnits?.AccessToken ?? 'hours',
        ),
      };
    });
  if (first) return [first, ...others];
  throw new TemplateError(
    'the template has no AWS::Cognito::UserPoolClient with client credentials: nobody could sign in',
  );
}

/**
 * The clients of the template that use authorization codes and have no secret: the command line's and the console's.
 * @param localized gives an address of the template as it is on this machine
 */
export function peopleClients(deployment: Deployment, localized: (url: string) => string): PeopleClient[] {
  return deployment
    .all(UserPoolClient)
    .filter(({ properties }) => properties.AllowedOAuthFlows.includes('code') && !properties.GenerateSecret)
    .map(({ ref, properties }): PeopleClient => {
      const { AccessToken = 'hours', RefreshToken = 'days' } = properties.TokenValidityUnits ?? {};
      return {
        clientId: ref,
        name: properties.ClientName ?? ref,
        callbackUrls: (properties.CallbackURLs ?? []).map(localized),
        scopes: properties.AllowedOAuthScopes,
        tokenSeconds: seconds(properties.AccessTokenValidity ?? 1, AccessToken),
        refreshSeconds: seconds(properties.RefreshTokenValidity ?? 30, RefreshToken),
      };
    });
}

const seconds = (count: number, unit: string) => count * (SECONDS[unit] ?? 3600);

/** The groups of the template, in its order. */
export function groupsOf(deployment: Deployment): string[] {
  return deployment.all(UserPoolGroup).map(({ properties }) => properties.GroupName);
}

/** Every scope of the template's resource servers, as `identifier/name`. */
export function scopesOf(deployment: Deployment): string[] {
  return deployment
    .all(ResourceServer)
    .flatMap(({ properties }) => properties.Scopes.map(({ ScopeName }) => `${properties.Identifier}/${ScopeName}`))
    .sort();
}
