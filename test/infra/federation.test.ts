import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { afterAll, describe, expect, it } from 'vitest';
import { Identity } from '../../infra/constructs/identity.ts';
import { chosenEnvironment } from '../../infra/environment.ts';

const functionsDirectory = mkdtempSync(join(tmpdir(), 'countersign-federation-'));
mkdirSync(join(functionsDirectory, 'sign-in'));
writeFileSync(join(functionsDirectory, 'sign-in/index.mjs'), 'sign-in');
afterAll(() => rmSync(functionsDirectory, { recursive: true }));

const beta = {
  ...{ retain: false, logRetentionDays: 30, reserveConcurrency: false, requestsPerSecond: 20, vendors: ['acceptance'] },
  ...{ reviewsAtOnce: { perVendor: 1, inAll: 2 }, uploadsPerDay: 200 },
  ...{
    mail: { from: 'countersign@example.org', wholeDomain: false },
    webhookNetworks: [],
    caseUrl: null,
    operators: [],
  },
};
const oidc = {
  ...{ kind: 'oidc', name: 'Agency-PIV', issuer: 'https://sso.agency.example', clientId: 'countersign' },
  clientSecret: '{{resolve:secretsmanager:agency-piv}}',
};
const saml = { kind: 'saml', name: 'Acme', metadata: 'https://idp.acme.example/metadata' };
const environment = (...providers: object[]) =>
  chosenEnvironment(new App({ context: { env: 'beta', environments: { beta: { ...beta, providers } } } }));

function templateWith(...given: object[]) {
  const { providers, vendors, retain, breakGlass, name } = environment(...given);
  const stack = new Stack(new App(), 'S');
  new Identity(stack, 'Identity', {
    environment: name,
    vendors,
    agencies: ['nsa'],
    providers,
    breakGlass,
    retain,
    ...{ functionsDirectory, reserveConcurrency: false },
    logs: { key: new Key(stack, 'Key'), retain, logRetentionDays: 30 },
  });
  return Template.fromStack(stack);
}

describe('people of other organisations', () => {
  it('sign in with the provider of their agency or vendor, by OIDC or SAML', () => {
    const template = templateWith(oidc, saml);
    template.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName: 'Agency-PIV',
      ProviderType: 'OIDC',
      ProviderDetails: Match.objectLike({
        oidc_issuer: 'https://sso.agency.example',
        client_secret: '{{resolve:secretsmanager:agency-piv}}',
        authorize_scopes: 'openid email',
      }),
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName: 'Acme',
      ProviderType: 'SAML',
      ProviderDetails: Match.objectLike({ MetadataURL: 'https://idp.acme.example/metadata', IDPInit: false }),
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ClientName: 'people',
      SupportedIdentityProviders: ['COGNITO', { Ref: Match.anyValue() }, { Ref: Match.anyValue() }],
    });
  });

  it('get no role from a claim: nothing of what the provider says is mapped but the address, and whether there was a second factor', () => {
    for (const { Properties } of Object.values(
      templateWith(oidc, saml).findResources('AWS::Cognito::UserPoolIdentityProvider'),
    ))
      expect(Object.keys(Properties.AttributeMapping)).toEqual(['email', 'custom:second_factor']);
  });

  it('programs sign in with none of them', () => {
    const programs = Object.values(templateWith(oidc).findResources('AWS::Cognito::UserPoolClient')).filter(
      ({ Properties }) => Properties.AllowedOAuthFlows.includes('client_credentials'),
    );
    expect(programs).toHaveLength(1);
    for (const { Properties } of programs) expect(Properties.SupportedIdentityProviders).toEqual(['COGNITO']);
  });

  it('are not let in by a secret in the open, or by a provider without TLS', () => {
    expect(() => environment({ ...oidc, clientSecret: 'hunter2' })).toThrow(/clientSecret/);
    expect(() => environment({ ...saml, metadata: 'http://idp.acme.example/metadata' })).toThrow(/metadata/);
  });

  it('have their second factor told by the rule of their provider, at every sign-in and in every token', () => {
    const template = templateWith({ ...oidc, secondFactor: { claim: 'amr', values: ['mfa', 'sc'] } }, saml);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          SECOND_FACTORS: JSON.stringify({ 'Agency-PIV': { claim: 'amr', values: ['mfa', 'sc'] } }),
        }),
      },
    });
    const Trigger = { LambdaArn: Match.anyValue() };
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      Schema: [Match.objectLike({ Name: 'second_factor', Mutable: true })],
      LambdaConfig: {
        PreTokenGenerationConfig: { ...Trigger, LambdaVersion: 'V2_0' },
        InboundFederation: { ...Trigger, LambdaVersion: 'V1_0' },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'cognito-idp.amazonaws.com' });
  });
});
