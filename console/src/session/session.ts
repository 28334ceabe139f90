import * as z from 'zod';
import { type PersonRole, rolesOf } from '#core/api/people.ts';
import type { Configuration } from '../config.ts';
import { base64Url, pkce } from './pkce.ts';

const SCOPES = 'countersign/submit countersign/read countersign/act';
const CALLBACK = '/app/signed-in';
/** Kept for one tab until it is closed, so that a reload does not sign out. */
const KEPT = 'countersign.session';
const UNDER_WAY = 'countersign.sign-in';

const Tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().default(900),
});
const Kept = z.object({ refresh: z.string() });
const UnderWay = z.object({ state: z.string(), verifier: z.string(), back: z.string() });
/** What is shown of a token; the API is what verifies it. */
const Claims = z.object({
  username: z.string(),
  'cognito:groups': z.array(z.string()).default([]),
});

/** Who is signed in. */
export interface Person {
  readonly name: string;
  readonly roles: readonly PersonRole[];
}

/** The sign-in of this tab. */
export interface Session {
  readonly person: Person | null;
  /** A token for the API, renewed where it is about to end; null where nobody is signed in. */
  token(): Promise<string | null>;
  /** Leaves for the sign-in page, and comes back to where the person was. */
  signIn(back?: string): Promise<void>;
  /** As {@link signIn}, and has the person show who they are also where the sign-in page remembers them. */
  signInAgain(): Promise<void>;
  signOut(): Promise<void>;
}

interface Held {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly until: number;
}

/** Takes up the session of this tab: a sign-in that comes back with its code, or one that was kept over a reload. */
export async function startSession(configuration: Configuration): Promise<Session> {
  const { signInUrl, clientId } = configuration;
  let held: Held | null = await resume();

  async function exchange(form: Record<string, string>): Promise<Held | null> {
    const response = await fetch(`${signInUrl}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: clientId, ...form }),
    });
    const tokens = response.ok ? Tokens.safeParse(await response.json()) : null;
    if (!tokens?.success) return null;
    const { access_token: access, refresh_token: refresh = form.refresh_token, expires_in } = tokens.data;
    if (refresh !== undefined) sessionStorage.setItem(KEPT, JSON.stringify({ refresh }));
    return { access, refresh, until: performance.now() + (expires_in - 30) * 1000 };
  }

  async function resume(): Promise<Held | null> {
    if (location.pathname === CALLBACK) return returned(new URLSearchParams(location.search));
    const kept = Kept.safeParse(JSON.parse(sessionStorage.getItem(KEPT) ?? 'null'));
    return kept.success ? exchange({ grant_type: 'refresh_token', refresh_token: kept.data.refresh }) : null;
  }

  async function returned(query: URLSearchParams): Promise<Held | null> {
    const underWay = UnderWay.safeParse(JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? 'null'));
    sessionStorage.removeItem(UNDER_WAY);
    const valid = underWay.success && underWay.data.state === query.get('state');
    history.replaceState(null, '', valid ? underWay.data.back : '/app/home');
    if (!valid) return null;
    const { verifier } = underWay.data;
    const redirect_uri = `${location.origin}${CALLBACK}`;
    const code = query.get('code') ?? '';
    return exchange({ grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier });
  }

  async function leave(back: string, more: Record<string, string>): Promise<void> {
    const { verifier, challenge } = await pkce();
    const state = base64Url(crypto.getRandomValues(new Uint8Array(16)));
    sessionStorage.setItem(UNDER_WAY, JSON.stringify({ state, verifier, back }));
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `${location.origin}${CALLBACK}`,
      scope: SCOPES,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...more,
    });
    location.assign(`${signInUrl}/oauth2/authorize?${query}`);
  }
  const here = () => location.pathname + location.search;

  return {
    get person() {
      return held === null ? null : personOf(held.access);
    },
    async token() {
      if (held !== null && performance.now() > held.until)
        held =
          held.refresh === undefined
            ? null
            : await exchange({ grant_type: 'refresh_token', refresh_token: held.refresh });
      return held?.access ?? null;
    },
    signIn: (back = here()) => leave(back, {}),
    signInAgain: () => leave(here(), { prompt: 'login' }),
    async signOut() {
      const token = held?.refresh;
      held = null;
      sessionStorage.removeItem(KEPT);
      if (token !== undefined)
        await fetch(`${signInUrl}/oauth2/revoke`, {
          method: 'POST',
          body: new URLSearchParams({ client_id: clientId, token }),
        }).catch(() => {});
      location.assign('/app/home');
    },
  };
}

function personOf(token: string): Person | null {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  const claims = Claims.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  return claims.success ? { name: claims.data.username, roles: rolesOf(claims.data['cognito:groups']) } : null;
}
