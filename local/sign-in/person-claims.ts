import * as z from 'zod';
import type { Person } from './people.ts';

/** A user pool, as far as it says what is in the tokens of people. */
export interface PoolTokens {
  readonly id: string;
  readonly region: string;
  /** Calls the function that the pool has before a token is made (version 2); null where it has none. @throws where that fails */
  readonly trigger: ((event: object) => Promise<unknown>) | null;
  /** ms since 1970, by the clock of what runs here. */
  readonly now: () => number;
}

/** A token that is about to be made. */
export interface TokenRequest {
  /** The sign-in that it comes from. */
  readonly grantId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** How long ago the person signed in, ms; of a token that is renewed, the first one knew. */
  readonly age: number;
  readonly renewed: boolean;
}

const Answer = z.object({
  response: z.object({
    claimsAndScopeOverrideDetails: z.object({
      accessTokenGeneration: z.object({ claimsToAddOrOverride: z.record(z.string(), z.string()).default({}) }),
    }),
  }),
});

/** Claims of an access token that Cognito gives people, and those that the trigger of the pool adds. */
export class PersonClaims {
  readonly #pool: PoolTokens;
  /** When each sign-in was, seconds since 1970. */
  readonly #signedInAt = new Map<string, number>();

  constructor(pool: PoolTokens) {
    this.#pool = pool;
  }

  /** @throws where the trigger fails: as in Cognito, there is no token then */
  async of(person: Person, request: TokenRequest): Promise<Record<string, unknown>> {
    const { grantId, age } = request;
    const signedInAt = this.#signedInAt.get(grantId) ?? Math.floor((this.#pool.now() - age) / 1000);
    this.#signedInAt.set(grantId, signedInAt);
    return {
      auth_time: signedInAt,
      username: person.id,
      // A token of Cognito has no list where there is no group.
      ...(person.groups.length > 0 && { 'cognito:groups': person.groups }),
      ...(await this.#added(person, request)),
    };
  }

  async #added(person: Person, { clientId, scopes, renewed }: TokenRequest): Promise<Record<string, string>> {
    const { trigger, region, id: userPoolId } = this.#pool;
    if (trigger === null) return {};
    const event = {
      version: '2',
      triggerSource: renewed ? 'TokenGeneration_RefreshTokens' : 'TokenGeneration_HostedAuth',
      ...{ region, userPoolId, userName: person.id, callerContext: { awsSdkVersion: 'local', clientId } },
      request: {
        userAttributes: { sub: person.id, 'cognito:user_status': 'CONFIRMED' },
        groupConfiguration: { groupsToOverride: person.groups, iamRolesToOverride: [], preferredRole: null },
        scopes,
      },
      response: { claimsAndScopeOverrideDetails: null },
    };
    const { response } = Answer.parse(await trigger(event));
    return response.claimsAndScopeOverrideDetails.accessTokenGeneration.claimsToAddOrOverride;
  }
}
