import { createHash } from 'node:crypto';
import * as z from 'zod';
import { jsonValue } from '../step-functions/json.ts';
import { arn, type Identifiable, physicalName, type ResourceType } from '../template/resource-type.ts';

const passive = jsonValue.optional();

/** Lower-case letters and digits, as Cognito's ids have; the same on every start. */
const opaque = ({ stack, logicalId }: Identifiable, length: number): string =>
  BigInt(`0x${createHash('sha256').update(`${stack}/${logicalId}`).digest('hex')}`)
    .toString(36)
    .slice(0, length);

const userPool = z.looseObject({
  LambdaConfig: z
    .strictObject({
      PreTokenGeneration: passive,
      PreTokenGenerationConfig: z.strictObject({ LambdaArn: z.string(), LambdaVersion: z.literal('V2_0') }).optional(),
      // Nobody signs in here by a provider of elsewhere.
      InboundFederation: passive,
    })
    .optional(),
});

/** How people sign in (passwords, factors, protection) is the local issuer's own matter; what is in their tokens is the template's. */
export const UserPool: ResourceType<z.infer<typeof userPool>> = {
  type: 'AWS::Cognito::UserPool',
  properties: userPool,
  identify(resource) {
    const id = `${resource.region}_${opaque(resource, 9)}`;
    const provider = `cognito-idp.${resource.region}.amazonaws.com/${id}`;
    return {
      ref: id,
      attributes: {
        Arn: arn(resource, 'cognito-idp', `userpool/${id}`),
        UserPoolId: id,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
      },
    };
  },
};

const resourceServer = z.strictObject({
  UserPoolId: z.string(),
  Identifier: z.string(),
  Name: passive,
  Scopes: z.array(z.strictObject({ ScopeName: z.string(), ScopeDescription: passive })).default([]),
});

export const ResourceServer: ResourceType<z.infer<typeof resourceServer>> = {
  type: 'AWS::Cognito::UserPoolResourceServer',
  properties: resourceServer,
  identify: (resource) => ({ ref: resource.text('Identifier') ?? physicalName(resource), attributes: {} }),
};

const client = z.strictObject({
  UserPoolId: z.string(),
  ClientName: z.string().optional(),
  GenerateSecret: z.boolean().default(false),
  AllowedOAuthFlows: z.array(z.enum(['client_credentials', 'code', 'implicit'])).default([]),
  AllowedOAuthFlowsUserPoolClient: passive,
  AllowedOAuthScopes: z.array(z.string()).default([]),
  AccessTokenValidity: z.coerce.number().optional(),
  TokenValidityUnits: z
    .strictObject({ AccessToken: z.string().optional(), IdToken: passive, RefreshToken: z.string().optional() })
    .optional(),
  ExplicitAuthFlows: passive,
  EnableTokenRevocation: passive,
  PreventUserExistenceErrors: passive,
  SupportedIdentityProviders: passive,
  CallbackURLs: z.array(z.string()).optional(),
  LogoutURLs: z.array(z.string()).optional(),
  IdTokenValidity: passive,
  RefreshTokenValidity: z.coerce.number().optional(),
});

export const UserPoolClient: ResourceType<z.infer<typeof client>> = {
  type: 'AWS::Cognito::UserPoolClient',
  properties: client,
  identify(resource) {
    const id = opaque(resource, 26);
    return { ref: id, attributes: { ClientId: id, Name: resource.text('ClientName') ?? physicalName(resource) } };
  },
};

const group = z.strictObject({ UserPoolId: z.string(), GroupName: z.string(), Description: passive });

export const UserPoolGroup: ResourceType<z.infer<typeof group>> = {
  type: 'AWS::Cognito::UserPoolGroup',
  properties: group,
  identify: (resource) => ({ ref: resource.text('GroupName') ?? physicalName(resource), attributes: {} }),
};
