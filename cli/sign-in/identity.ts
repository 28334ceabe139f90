import * as z from 'zod';
import { groupOf, rolesOf } from '#core/api/people.ts';
import { CommandError } from '../command-error.ts';
import type { Profile } from '../config/profile.ts';

/** As whom commands talk to the service. */
export interface Identity {
  kind: 'person' | 'program';
  name: string;
  /** By the names of their groups. A program has none of its own: it acts for the vendor that it is registered for. */
  roles: string[];
  /** When the present token ends (ISO 8601); null where that is not known. */
  until: string | null;
}

const Claims = z.object({
  username: z.string(),
  'cognito:groups': z.array(z.string()).default([]),
  exp: z.number(),
});

export const programIdentity = ({ clientId }: Profile): Identity => ({
  kind: 'program',
  name: clientId,
  roles: [],
  until: null,
});

/**
 * Reads whose a person's token is. Its signature is for the service to check: nothing is decided here.
 * @throws CommandError where it is no token of a person
 */
export function personIdentity(accessToken: string): Identity {
  const parsed = Claims.safeParse(payloadOf(accessToken));
  if (!parsed.success)
    throw new CommandError('The sign-in gave a token that this version does not know.', {
      expected: 'a JSON Web Token (RFC 7519) with a user name',
      cure: 'Use the command line of the same version as the service.',
      cause: parsed.error,
    });
  const { username, exp, 'cognito:groups': groups } = parsed.data;
  const until = new Date(exp * 1000).toISOString();
  return { kind: 'person', name: username, roles: rolesOf(groups).map(groupOf), until };
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return null;
  }
}
