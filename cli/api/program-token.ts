import * as z from 'zod';
import type { Profile } from '../config/profile.ts';
import type { Context } from '../context.ts';
import { ApiRefusal, ServiceUnreachable } from './api-error.ts';
import { fetchOnce } from './fetch-once.ts';
import { isTransient, retryAfter, TransientError, withRetries } from './retry.ts';
import type { AccessToken } from './token.ts';

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().default(300) });

/** An access token of a program, by OAuth 2.0 client credentials (RFC 6749, 4.4). */
export async function programToken(profile: Profile, context: Context): Promise<AccessToken> {
  try {
    return await withRetries(context, () => request(profile));
  } catch (error) {
    throw error instanceof TransientError ? new ServiceUnreachable(profile.tokenUrl, error) : error;
  }
}

async function request(profile: Profile): Promise<AccessToken> {
  const basic = Buffer.from(
    `${encodeURIComponent(profile.clientId)}:${encodeURIComponent(profile.clientSecret)}`,
  ).toString('base64');
  const response = await fetchOnce(profile.tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(profile.scope === undefined ? {} : { scope: profile.scope }),
    }).toString(),
  });
  if (isTransient(response.status))
    throw new TransientError(`it says HTTP ${response.status}`, { retryAfter: retryAfter(response.headers) });
  const parsed = TokenAnswer.safeParse(await response.json().catch(() => null));
  if (!response.ok || !parsed.success)
    throw new ApiRefusal(response.status, 'sign-in', 'Sign-in failed: no access token was given.', {
      where: profile.tokenUrl,
      expected: `an access token for client "${profile.clientId}"`,
      cure: 'Check client id, secret and scope.',
    });
  const { access_token: accessToken, expires_in: seconds } = parsed.data;
  return { accessToken, expiresAt: new Date(Date.now() + seconds * 1000).toISOString() };
}
