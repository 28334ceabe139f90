import type { Connection } from '../config/connection.ts';
import type { Context } from '../context.ts';
import { renewTokens, type Tokens } from '../sign-in/authorization.ts';
import type { Session } from '../sign-in/session.ts';
import { signInAs } from '../sign-in/sign-in.ts';
import { programToken } from './program-token.ts';

export type AccessToken = Pick<Tokens, 'accessToken' | 'expiresAt'>;

export interface TokenSource {
  get(): Promise<string>;
  /** The service has refused the token: the next one is a new one. */
  forget(): void;
}

/** Access tokens of a connection; kept until a minute before they end, and asked for once however many requests wait. */
export function tokenSource(connection: Connection, context: Context): TokenSource {
  let kept: AccessToken | null = 'session' in connection ? connection.session : null;
  let underWay: Promise<AccessToken> | null = null;
  const next = nextToken(connection, context);
  return {
    async get() {
      if (kept !== null && Date.now() < Date.parse(kept.expiresAt) - 60_000) return kept.accessToken;
      underWay ??= next().finally(() => {
        underWay = null;
      });
      kept = await underWay;
      return kept.accessToken;
    },
    forget() {
      kept = null;
    },
  };
}

function nextToken(connection: Connection, context: Context): () => Promise<AccessToken> {
  if ('as' in connection) return () => signInAs(connection.signIn, connection.as, context);
  if (!('session' in connection)) return () => programToken(connection, context);
  let session = connection.session;
  return async () => {
    session = await renewed(session, context);
    await connection.file.write(session);
    return session;
  };
}

async function renewed(session: Session, context: Context): Promise<Session> {
  const { signIn, refreshToken = '' } = session;
  const tokens = await renewTokens(signIn, refreshToken, context);
  return { ...session, ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
}
