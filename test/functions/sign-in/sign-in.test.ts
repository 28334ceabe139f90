import '../setup-environment.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BY_POOL, SECOND_FACTOR_CLAIM } from '#core/api/second-factor.ts';
import { handler } from '#functions/sign-in/sign-in.lambda.ts';

const NOW = '2026-03-02T17:00:00.000Z';
const SECONDS = String(Date.parse(NOW) / 1000);
const common = { version: '1', region: 'us-east-1', userPoolId: 'us-east-1_a', userName: 'jane' };
const callerContext = { awsSdkVersion: '3', clientId: 'people' };

const federated = (providerName: string, attributes: object) =>
  handler({
    ...{ ...common, callerContext, triggerSource: 'InboundFederation_ExternalProvider' },
    request: { providerName, providerType: 'OIDC', attributes },
    response: { userAttributesToMap: {} },
  });
const issued = (userAttributes: Record<string, string>, triggerSource = 'TokenGeneration_HostedAuth') =>
  handler({ ...{ ...common, callerContext, triggerSource }, request: { userAttributes, scopes: [] }, response: {} });
const adds = (claims: object) => ({
  response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims } } },
});
const suppresses = {
  response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToSuppress: [SECOND_FACTOR_CLAIM] } } },
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
});

describe('somebody whom a provider has signed in', () => {
  it.each([
    ['a list', { sub: 's', amr: ['pwd', 'mfa'] }],
    ['a list as Cognito writes it', { sub: 's', amr: '[pwd, mfa]' }],
    ['a list as JSON', { sub: 's', amr: '["pwd","mfa"]' }],
    ['one value', { sub: 's', amr: 'mfa' }],
  ])('has the time of the second factor in the profile where the provider says so by %s', async (_, idToken) => {
    const said = await federated('Agency-PIV', { idToken, userInfo: { sub: 's', email: 'j@agency.example' } });
    expect(said).toMatchObject({
      response: { userAttributesToMap: { sub: 's', email: 'j@agency.example', countersign_second_factor: SECONDS } },
    });
  });

  it.each([
    ['says that there was none', 'Agency-PIV', { idToken: { sub: 's', amr: ['pwd'] } }],
    ['says something like it', 'Agency-PIV', { idToken: { sub: 's', amr: 'no-mfa' } }],
    ['says nothing', 'Agency-PIV', { idToken: { sub: 's' } }],
    ['says so where it is not signed', 'Agency-PIV', { idToken: { sub: 's' }, userInfo: { sub: 's', amr: 'mfa' } }],
    ['sends the attribute itself', 'Agency-PIV', { idToken: { sub: 's', countersign_second_factor: SECONDS } }],
    ['has no rule', 'Acme', { idToken: { sub: 's', amr: ['mfa'] } }],
  ])(
    'has that there was none where the provider %s, also in place of an earlier time',
    async (_, provider, attributes) => {
      expect(await federated(provider, attributes)).toMatchObject({
        response: { userAttributesToMap: { countersign_second_factor: 'none' } },
      });
    },
  );

  it('has it in every token from then on, by the time, as text that Cognito can put into a claim', async () => {
    const idToken = JSON.stringify({ sub: 's', amr: ['mfa'], email_verified: true });
    const said = await federated('Agency-PIV', { idToken });
    expect(said).toMatchObject({ response: { userAttributesToMap: { email_verified: 'true', amr: '["mfa"]' } } });
    const profile = { 'cognito:user_status': 'EXTERNAL_PROVIDER', identities: '[{}]', 'custom:second_factor': SECONDS };
    for (const source of ['TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens'])
      expect(await issued(profile, source)).toMatchObject(adds({ [SECOND_FACTOR_CLAIM]: SECONDS }));
    expect(await issued({ ...profile, 'custom:second_factor': 'none' })).toMatchObject(suppresses);
    const { 'custom:second_factor': _, ...without } = profile;
    expect(await issued(without)).toMatchObject(suppresses);
  });
});

describe('somebody with an account of the pool', () => {
  it('has the second factor of the pool', async () => {
    expect(await issued({ sub: 's', 'cognito:user_status': 'CONFIRMED' })).toMatchObject(
      adds({ [SECOND_FACTOR_CLAIM]: BY_POOL }),
    );
  });

  it('has none by it where a provider is linked to the account, or where the account is not confirmed', async () => {
    const linked = { 'cognito:user_status': 'CONFIRMED', identities: '[{"providerName":"Acme"}]' };
    expect(await issued(linked)).toMatchObject(suppresses);
    expect(await issued({ 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' })).toMatchObject(suppresses);
    expect(await issued({})).toMatchObject(suppresses);
  });
});

it('nobody is signed in by an event that it does not know', async () => {
  await expect(handler({ triggerSource: 'PreSignUp_SignUp', request: {} })).rejects.toThrow();
});
