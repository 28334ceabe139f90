import '../functions/support/referred-case.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { ROUTES } from '#core/api/authorisation.ts';
import { SECOND_FACTOR_CLAIM } from '#core/api/second-factor.ts';
import { type Claims, callApi, person } from '../functions/support/call-api.ts';
import { CASE, FEDERAL, found, OPENED, referredCase, table } from '../functions/support/referred-case.ts';
import { synthesize } from '../infra/synthesize.ts';

const { resources } = synthesize();
const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
const Client = z.object({
  AccessTokenValidity: z.number(),
  RefreshTokenValidity: z.number().optional(),
  TokenValidityUnits: z.object({ AccessToken: z.string() }),
  EnableTokenRevocation: z.literal(true),
  AllowedOAuthFlows: z.array(z.string()),
  ExplicitAuthFlows: z.array(z.string()),
});

/** What is read with it is recorded and counted: test/functions/api/accesses.test.ts. */
describe('a stolen session of a reviewer', () => {
  it('ends within the quarter of an hour once the sign-in is revoked, and within a working day in any case', () => {
    const clients = ofType('AWS::Cognito::UserPoolClient').map(({ Properties }) => Client.parse(Properties));
    const people = clients.filter(({ AllowedOAuthFlows: flows }) => flows.includes('code'));
    expect(people.length).toBe(2);
    for (const { AccessTokenValidity, RefreshTokenValidity, TokenValidityUnits } of people) {
      expect([AccessTokenValidity, TokenValidityUnits.AccessToken]).toEqual([15, 'minutes']);
      expect(RefreshTokenValidity).toBe(12 * 60);
    }
  });

  it('could not begin without a second factor, nor with a password alone by an API', () => {
    const [pool] = ofType('AWS::Cognito::UserPool');
    expect(pool?.Properties).toMatchObject({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    // Where a client says nothing, Cognito lets passwords be tried by SRP, and custom flows.
    for (const { Properties } of ofType('AWS::Cognito::UserPoolClient'))
      expect(Client.parse(Properties).ExplicitAuthFlows).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
  });

  it('rings an alarm where very much is read with it', () => {
    const alarm = ofType('AWS::CloudWatch::Alarm').find(({ Properties }) => Properties.MetricName === 'BulkAccess');
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'Countersign',
      AlarmDescription: expect.stringContaining('docs/runbook.md#bulk-access'),
    });
    expect(alarm?.Properties).not.toHaveProperty('Dimensions');
  });
});

describe('a token that was taken, or renewed by who took the sign-in', () => {
  const NSA = person('nora', 'agency.nsa.principal', 'coordinator', 'standards-editor', 'vendor.rival');
  const seconds = (minutesAgo: number) => String(Date.parse(OPENED) / 1000 - minutesAgo * 60);
  const { [SECOND_FACTOR_CLAIM]: _, ...passwordAlone } = NSA;
  const TAKEN: readonly [string, Claims, string][] = [
    ['an hour and a minute after the sign-in', { ...NSA, auth_time: seconds(61) }, 'sign-in-old'],
    ['without the time of the sign-in', { ...NSA, auth_time: '' }, 'second-factor-missing'],
    ['of a sign-in with a password alone', passwordAlone, 'second-factor-missing'],
    [
      'of a sign-in with a password alone, after the person signed in with a second factor',
      { ...NSA, [SECOND_FACTOR_CLAIM]: seconds(1), auth_time: seconds(9) },
      'second-factor-missing',
    ],
  ];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(OPENED) });
    table.items.clear();
    await referredCase();
  });

  it.each(TAKEN)('decides nothing on any route %s, says what to do, and still reads', async (_name, claims, code) => {
    const last = (await found()).lastSeq;
    const deciding = ROUTES.filter(({ proof }) => proof);
    expect(deciding.map(({ route }) => route)).toEqual(
      ROUTES.flatMap(({ route, scope }) => (scope?.endsWith('/act') ? [route] : [])),
    );
    for (const { route, roles } of deciding) {
      const [method = '', path = ''] = route.replace('{caseId}', CASE).replace('{vendor}', 'rival').split(' ');
      if (!roles?.some((role) => ['principal', 'coordinator', 'standards_editor', 'vendor'].includes(role))) continue;
      const answer = await callApi(claims, method, path.replace(/\{\w+\}/, 'x'), {});
      expect([route, answer.status, answer.code]).toEqual([route, 403, code]);
      expect(answer.text).toContain('Sign in again');
    }
    expect((await found()).lastSeq).toBe(last);
    expect((await callApi(claims, 'GET', `/cases/${CASE}/events`)).status).toBe(200);
  });

  it('of a sign-in with a second factor decides within the hour, and a program needs none', async () => {
    const determination = { kind: 'concur', resolves: [] };
    const command = {
      id: 'c-1',
      standard: FEDERAL,
      as: 'agency.nsa.principal',
      do: { type: 'determine', determination },
    };
    const recent = { ...NSA, auth_time: seconds(59) };
    expect((await callApi(recent, 'POST', `/cases/${CASE}/commands`, command)).status).toBe(200);
    table.items.set('CLIENT#c CLIENT', { PK: 'CLIENT#c', SK: 'CLIENT', vendor: 'acme' });
    const program = { client_id: 'c', scope: NSA.scope ?? '' };
    const withdraw = { id: 'c-2', standard: FEDERAL, do: { type: 'withdraw', reason: 'Another model comes first.' } };
    expect((await callApi(program, 'POST', `/cases/${CASE}/commands`, withdraw)).status).toBe(200);
  });
});
