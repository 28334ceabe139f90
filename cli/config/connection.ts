import type { Context } from '../context.ts';
import { type Session, type SessionFile, sessionFile, soleSession } from '../sign-in/session.ts';
import { apiOf, type ConnectionOptions, type Given, givenBy, programOf, signInOf } from './given.ts';
import type { Profile, SignIn } from './profile.ts';

export type { ConnectionOptions } from './given.ts';

/** A connection to the API as somebody who has signed in. */
export interface SignedIn {
  readonly api: string;
  readonly session: Session;
  /** Where the session is kept, so that it can be renewed. */
  readonly file: SessionFile;
}

/** A connection to the API as a sample person of the local run, for one command. */
export interface SamplePerson {
  readonly api: string;
  readonly signIn: SignIn;
  readonly as: string;
}

export type Connection = Profile | SignedIn | SamplePerson;

/** Whether options or environment name an API, apart from any profile file. */
export function namesApi(options: ConnectionOptions, env: Context['env']): boolean {
  return options.api !== undefined || options.profile !== undefined || (env.COUNTERSIGN_API ?? '') !== '';
}

/** The command that shows a case again, over the same connection. */
export function againBy(caseId: string, { api, profile, as }: ConnectionOptions): string {
  return [
    `countersign status ${caseId}`,
    ...(api === undefined ? [] : [`--api ${api}`]),
    ...(profile === undefined ? [] : [`--profile ${profile}`]),
    ...(as === undefined ? [] : [`--as ${as}`]),
  ].join(' ');
}

/**
 * Where the API is and who we are: options before environment before `.countersign/profile.json` of this folder or one above. With
 * `--as` a sample person; else a program where options or environment name one; else whoever has signed in; else the profile's program.
 */
export async function resolveConnection(options: ConnectionOptions, context: Context): Promise<Connection> {
  const given = await givenBy(options, context);
  if (options.as !== undefined) return { api: apiOf(given), signIn: signInOf(given), as: options.as };
  const file = given.namesProgram ? null : await sessionOf(given, context);
  const session = await file?.read();
  return file && session ? { api: session.api, session, file } : programOf(given);
}

/** Where the session is kept that commands with these options use; null where there can be none. */
export async function resolveSession(options: ConnectionOptions, context: Context): Promise<SessionFile | null> {
  return sessionOf(await givenBy(options, context), context);
}

function sessionOf({ api, profilePath }: Given, context: Context) {
  if (api === undefined) return soleSession(context);
  return URL.canParse(api) ? sessionFile(context, api, profilePath) : null;
}

/** Where somebody signs in, and where the session is then kept. */
export async function resolveSignIn(
  options: ConnectionOptions,
  context: Context,
): Promise<{ api: string; signIn: SignIn; file: SessionFile }> {
  const given = await givenBy(options, context);
  const api = apiOf(given);
  return { api, signIn: signInOf(given), file: sessionFile(context, api, given.profilePath) };
}

/** The connection of a program, or, with `--as`, that of a sample person over the same API. */
export function connectionAs(profile: Profile, as: string | undefined): Connection {
  if (as === undefined) return profile;
  const { api, signIn } = profile;
  return { api, as, signIn: signInOf({ signIn }) };
}
