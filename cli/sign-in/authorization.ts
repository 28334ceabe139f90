import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { ServiceUnreachable } from '../api/api-error.ts';
import { fetchOnce } from '../api/fetch-once.ts';
import { isTransient, retryAfter, TransientError, withRetries } from '../api/retry.ts';
import { CommandError } from '../command-error.ts';
import type { SignIn } from '../config/profile.ts';
import type { Context } from '../context.ts';

const SCOPES = ['countersign/read', 'countersign/submit', 'countersign/act'];

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  expires_in: z.number().default(300),
});

/** What a sign-in gives; a renewal gives a refresh token only where the old one is used up. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** A sign-in under way: what the browser is sent to, and what proves that the code that comes back is ours (PKCE, RFC 7636). */
export interface Authorization {
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly verifier: string;
}

export function beginAuthorization(signIn: SignIn, redirectUri: string): Authorization {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: redirectUri,
    scope: SCOPES.join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    // Whoever signs in says who they are, also where the browser remembers somebody.
    prompt: 'login',
  });
  return { url: `${signIn.url}/oauth2/authorize?${query}`, redirectUri, state, verifier };
}

/** @throws CommandError where the code is not taken */
export function exchangeCode(
  signIn: SignIn,
  { redirectUri, verifier }: Authorization,
  code: string,
  context: Context,
): Promise<Tokens> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return tokens(signIn, form, context, 'The sign-in was not completed: its code was not taken.');
}

/** @throws CommandError where the sign-in has ended */
export function renewTokens(signIn: SignIn, refreshToken: string, context: Context): Promise<Tokens> {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return tokens(signIn, form, context, 'Your sign-in has ended.');
}

/** Ends a sign-in with the service: its refresh token is good for nothing any more. */
export async function revokeTokens(signIn: SignIn, refreshToken: string, context: Context): Promise<void> {
  await post(`${signIn.url}/oauth2/revoke`, { client_id: signIn.clientId, token: refreshToken }, context);
}

async function tokens(
  signIn: SignIn,
  form: Record<string, string>,
  context: Context,
  refused: string,
): Promise<Tokens> {
  const url = `${signIn.url}/oauth2/token`;
  const response = await post(url, { client_id: signIn.clientId, ...form }, context);
  const parsed = TokenAnswer.safeParse(await response.json().catch(() => null));
  if (!response.ok || !parsed.success)
    throw new CommandError(refused, {
      where: url,
      expected: 'an access token',
      cure: 'Sign in again: countersign login. To go on without: countersign logout',
    });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = parsed.data;
  return { accessToken, refreshToken, expiresAt: new Date(Date.now() + seconds * 1000).toISOString() };
}

async function post(url: string, form: Record<string, string>, context: Context): Promise<Response> {
  const attempt = async () => {
    const response = await fetchOnce(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    });
    if (!isTransient(response.status)) return response;
    throw new TransientError(`it says HTTP ${response.status}`, { retryAfter: retryAfter(response.headers) });
  };
  try {
    return await withRetries(context, attempt);
  } catch (error) {
    throw error instanceof TransientError ? new ServiceUnreachable(url, error) : error;
  }
}
