import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { authorize } from '../../../local/http-api/authorizer.ts';
import { browser, pkce } from '../support/browser.ts';
import { SCOPES, signInServer } from '../support/sign-in-server.ts';

const CALLBACK = 'http://127.0.0.1:4590/callback';
const Tokens = z.object({
  access_token: z.string().default(''),
  refresh_token: z.string().default(''),
  expires_in: z.number().optional(),
  error: z.string().optional(),
});

let server: Awaited<ReturnType<typeof signInServer>>;
beforeAll(async () => {
  server = await signInServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const query = (over: Record<string, string> = {}, at = server.url) => {
  const { verifier, challenge } = pkce();
  const asked = {
    response_type: 'code',
    client_id: 'people',
    redirect_uri: CALLBACK,
    scope: SCOPES.join(' '),
    state: 'st',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...over,
  };
  return { verifier, url: `${at}/oauth2/authorize?${new URLSearchParams(asked)}` };
};

async function token(form: Record<string, string>, at = server.url) {
  const body = new URLSearchParams({ client_id: 'people', ...form });
  const response = await fetch(`${at}/oauth2/token`, { method: 'POST', body });
  return { status: response.status, ...Tokens.parse(await response.json()) };
}

/** Signs somebody in by the page. */
async function signedIn(form: Record<string, string>, over: Record<string, string> = {}, at = server.url) {
  const { visit } = browser();
  const { url, verifier } = query(over, at);
  const page = await visit(url);
  const end = new URL((await visit(page.url, form)).url);
  const code = end.searchParams.get('code') ?? '';
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier };
  return { end, exchange, tokens: await token(exchange, at) };
}

describe('the sample people', () => {
  it('are two reviewers and a principal of an agency, a panel, one of each other group, and a newcomer', () => {
    expect(server.people.sections.flatMap(({ people }) => people.map(({ id }) => id))).toEqual([
      'nsa-reviewer-1',
      'nsa-reviewer-2',
      'nsa-principal',
      'vendor-acme',
      'panelist-1',
      'panelist-2',
      'panelist-3',
      'panelist-4',
      'panelist-5',
      'standards-editor',
      'newcomer',
    ]);
  });

  it('include somebody of any vendor, and nobody else', () => {
    expect(server.people.find('vendor-quillon.labs')).toMatchObject({ groups: ['vendor.quillon.labs'] });
    for (const id of ['', 'vendor-', 'vendor-A', 'nsa-reviewer-3', 'odni-reviewer-1', 'agency.nsa.reviewer'])
      expect(server.people.find(id), id).toBeNull();
  });
});

describe('signing in', () => {
  it('gives the claims that Cognito gives, and the authorizer hands the groups on as it does', async () => {
    const { end, tokens } = await signedIn({ person: 'nsa-reviewer-2' });
    expect(end.searchParams.get('state')).toBe('st');
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: server.url,
      sub: 'nsa-reviewer-2',
      username: 'nsa-reviewer-2',
      'cognito:groups': ['agency.nsa.reviewer'],
      client_id: 'people',
      token_use: 'access',
      scope: SCOPES.join(' '),
    });
    const route = { issuer: 'pool', audience: ['people'], scopes: ['countersign/read'] };
    const authorized = await authorize(route, `Bearer ${tokens.access_token}`, () => server.issuer);
    expect(authorized).toMatchObject({
      claims: { 'cognito:groups': '[agency.nsa.reviewer]', username: 'nsa-reviewer-2' },
      scopes: ['countersign/read'],
    });
  });

  it('of somebody in no group gives a token without groups', async () => {
    const { tokens } = await signedIn({ person: 'newcomer' });
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('cognito:groups');
  });

  it('takes somebody of any vendor, by the id of the vendor', async () => {
    const { tokens } = await signedIn({ vendor: 'quillon' });
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: 'vendor-quillon',
      'cognito:groups': ['vendor.quillon'],
    });
  });

  it('gives no more scopes than are asked for, and none that the client may not have', async () => {
    const { tokens } = await signedIn({ person: 'nsa-principal' }, { scope: 'countersign/read' });
    expect(decodeJwt(tokens.access_token).scope).toBe('countersign/read');
    const { end } = await signedIn({ person: 'nsa-principal' }, { scope: 'countersign/everything' });
    expect(end.searchParams.get('code')).toBeNull();
  });

  it('is renewed by the refresh token, also by two programs at once, until it is revoked', async () => {
    const { tokens } = await signedIn({ person: 'panelist-1' });
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    const both = await Promise.all([token(refresh), token(refresh)]);
    for (const renewed of both)
      expect(decodeJwt(renewed.access_token)).toMatchObject({ sub: 'panelist-1', 'cognito:groups': ['panelist'] });
    const body = new URLSearchParams({ client_id: 'people', token: tokens.refresh_token });
    expect((await fetch(`${server.url}/oauth2/revoke`, { method: 'POST', body })).status).toBe(200);
    expect(await token(refresh)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('gives a code that is good once, for whoever holds the verifier', async () => {
    const { exchange } = await signedIn({ person: 'panelist-1' });
    expect(await token(exchange)).toMatchObject({ status: 400, error: 'invalid_grant' });
    const stolen = query();
    const { visit } = browser();
    const page = await visit(stolen.url);
    const code = new URL((await visit(page.url, { person: 'panelist-2' })).url).searchParams.get('code') ?? '';
    expect(await token({ ...exchange, code, code_verifier: pkce().verifier })).toMatchObject({
      error: 'invalid_grant',
    });
  });

  it.each([
    ['without PKCE', { code_challenge: '', code_challenge_method: '' }],
    ['from a port that is not registered', { redirect_uri: 'http://127.0.0.1:4999/callback' }],
    ['from another site', { redirect_uri: 'https://evil.example/callback' }],
    ['as an unknown client', { client_id: 'nobody' }],
  ])('is refused %s', async (_, over) => {
    const { visit } = browser();
    const { response, url } = await visit(query(over).url);
    expect(new URL(url).searchParams.get('code')).toBeNull();
    expect(url.includes('error=') || response.status === 400).toBe(true);
  });
});

describe('the page', () => {
  it('has no script and nothing from elsewhere, and the same holds for the page of an error', async () => {
    const { visit } = browser();
    for (const url of [query().url, query({ client_id: '"><script>alert(1)</script>' }).url]) {
      const { response } = await visit(url);
      const html = await response.text();
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
      expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)|@import| on\w+=/i);
    }
  });

  it('asks again where nobody of the name is there', async () => {
    const { visit } = browser();
    const page = await visit(query().url);
    const again = await visit(page.url, { vendor: '"><b>' });
    expect(again.response.status).toBe(400);
    expect(await again.response.text()).toContain('There is nobody of that name');
    expect((await visit(page.url, { person: 'nsa-principal' })).url).toContain('/callback?code=');
  });

  it('is for the browser that began the sign-in', async () => {
    const page = await browser().visit(query().url);
    const other = await browser().visit(page.url, { person: 'nsa-principal' });
    expect(other.response.status).toBe(400);
    expect(await other.response.text()).toContain('Begin again');
  });
});

describe('the trigger of the user pool', () => {
  it('adds its claims to the tokens of people, renewed ones too, and the time of the sign-in stays', async () => {
    let now = Date.parse('2026-03-02T17:00:00Z');
    const events: unknown[] = [];
    const trigger = async (event: object) => {
      events.push(event);
      const accessTokenGeneration = { claimsToAddOrOverride: { 'countersign:second_factor': 'pool' } };
      return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } };
    };
    await using own = await signInServer({}, { trigger, now: () => now });
    const { tokens } = await signedIn({ person: 'nsa-principal' }, {}, own.url);
    now += 600_000;
    const renewed = await token({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token }, own.url);
    const claims = [tokens, renewed].map(({ access_token }) => decodeJwt(access_token));
    for (const one of claims) expect(one['countersign:second_factor']).toBe('pool');
    expect(claims[0]?.auth_time).toBe(claims[1]?.auth_time);
    expect(Math.abs(Number(claims[0]?.auth_time) - Date.parse('2026-03-02T17:00:00Z') / 1000)).toBeLessThan(60);
    expect(events).toMatchObject([
      { triggerSource: 'TokenGeneration_HostedAuth', userName: 'nsa-principal' },
      {
        triggerSource: 'TokenGeneration_RefreshTokens',
        request: { userAttributes: { 'cognito:user_status': 'CONFIRMED' } },
      },
    ]);
  });

  it('that fails signs nobody in', async () => {
    await using own = await signInServer({}, { trigger: () => Promise.reject(new Error('it is down')) });
    const { tokens } = await signedIn({ person: 'nsa-principal' }, {}, own.url);
    expect(tokens).toMatchObject({ access_token: '', error: 'server_error' });
  });
});
