import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { synthesize } from '../infra/synthesize.ts';

const { resources } = synthesize();
const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);
const Client = z.object({
  AccessTokenValidity: z.number(),
  RefreshTokenValidity: z.number().optional(),
  TokenValidityUnits: z.object({ AccessToken: z.string() }),
  EnableTokenRevocation: z.literal(true),
  AllowedOAuthFlows: z.array(z.string()),
  ExplicitAuthFlows: z.array(z.string()).optional(),
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
    for (const { Properties } of ofType('AWS::Cognito::UserPoolClient'))
      for (const flow of Client.parse(Properties).ExplicitAuthFlows ?? [])
        expect(flow).not.toMatch(/PASSWORD|CUSTOM|ADMIN/);
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
