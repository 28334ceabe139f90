import type { Context } from '../context.ts';
import { UsageError } from '../usage-error.ts';
import { requirePrivate } from './address.ts';
import { findProfile, Profile, readProfile, SignIn } from './profile.ts';

/** Options of every command that talks to the API. */
export interface ConnectionOptions {
  api?: string;
  tokenUrl?: string;
  clientId?: string;
  profile?: string;
  as?: string;
  signInUrl?: string;
  signInClient?: string;
}

/** What options, environment and the profile file say of a connection. */
export interface Given {
  api: string | undefined;
  program: { [K in keyof Omit<Profile, 'signIn'>]?: Profile[K] | undefined };
  /** The options or the environment name a program: then it is meant, whoever is signed in. */
  namesProgram: boolean;
  signIn: unknown;
  /** Of the profile that is about this API; null where there is none. */
  profilePath: string | null;
}

/** Options before environment before `.countersign/profile.json` of this folder or one above. */
export async function givenBy(options: ConnectionOptions, { env, cwd }: Context): Promise<Given> {
  const api = options.api ?? env.COUNTERSIGN_API;
  const path = options.profile ?? (await findProfile(cwd));
  const stored = await readProfile(path);
  // The credentials of one service are never shown to another.
  const file = api === undefined || api === stored?.api ? stored : null;
  const named = options.clientId ?? env.COUNTERSIGN_CLIENT_ID;
  const program = {
    api: api ?? file?.api,
    tokenUrl: options.tokenUrl ?? env.COUNTERSIGN_TOKEN_URL ?? file?.tokenUrl,
    clientId: named ?? file?.clientId,
    clientSecret: env.COUNTERSIGN_CLIENT_SECRET ?? file?.clientSecret,
    scope: env.COUNTERSIGN_SCOPE ?? file?.scope,
  };
  const url = options.signInUrl ?? env.COUNTERSIGN_SIGN_IN_URL ?? file?.signIn?.url;
  const clientId = options.signInClient ?? env.COUNTERSIGN_SIGN_IN_CLIENT_ID ?? file?.signIn?.clientId;
  const signIn = url === undefined && clientId === undefined ? undefined : { url, clientId };
  return { api: program.api, program, namesProgram: named !== undefined, signIn, profilePath: file && path };
}

/** @throws UsageError that says which parts are missing */
export function programOf({ program }: Given): Profile {
  const parsed = Profile.safeParse(program);
  if (!parsed.success) {
    const given = new Map(Object.entries(program));
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return given.get(name) === undefined ? `${name} is missing` : `${name}: ${message}`;
    });
    throw new UsageError(`No complete connection to a review service: ${faults.join(', ')}.`, {
      expected: 'api, tokenUrl, clientId and clientSecret, or somebody who has signed in',
      cure: 'Set COUNTERSIGN_API, COUNTERSIGN_TOKEN_URL, COUNTERSIGN_CLIENT_ID and COUNTERSIGN_CLIENT_SECRET, or write them to .countersign/profile.json. People sign in with "countersign login". To try it on this machine: "npm start".',
    });
  }
  for (const url of [parsed.data.api, parsed.data.tokenUrl]) requirePrivate(url);
  return parsed.data;
}

/** @throws UsageError */
export function apiOf({ api }: Pick<Given, 'api'>): string {
  const parsed = Profile.shape.api.safeParse(api);
  if (!parsed.success)
    throw new UsageError('It is not known which review service is meant.', {
      ...(api !== undefined && { where: api }),
      expected: 'the address of its API',
      cure: 'Name it with --api or COUNTERSIGN_API. To try it on this machine: "npm start".',
    });
  requirePrivate(parsed.data);
  return parsed.data;
}

/** @throws UsageError */
export function signInOf({ signIn }: Pick<Given, 'signIn'>): SignIn {
  const parsed = SignIn.safeParse(signIn);
  if (!parsed.success)
    throw new UsageError('It is not known where people sign in to this service.', {
      expected: 'the address of the sign-in, and the id of the client for people',
      cure: 'Set COUNTERSIGN_SIGN_IN_URL and COUNTERSIGN_SIGN_IN_CLIENT_ID to what the operator gave you (the outputs SignInUrl and PeopleClientId of the deployment), or write them to the profile as "signIn": { "url", "clientId" }.',
    });
  requirePrivate(parsed.data.url);
  return parsed.data;
}
