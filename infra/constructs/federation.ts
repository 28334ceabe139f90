import {
  OidcAttributeRequestMethod,
  ProviderAttribute,
  type UserPool,
  UserPoolClientIdentityProvider,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito';
import type { IdentityProvider } from '../environment.ts';

/**
 * Lets people sign in where their organisation signs them in (a PIV card through the agency's provider). The provider says who they are, and
 * asks for their second factor; no claim of it gives a role: whoever is in no group of the user pool may do nothing.
 */
export function federate(
  userPool: UserPool,
  providers: readonly IdentityProvider[],
): readonly UserPoolClientIdentityProvider[] {
  return providers.map((provider) => {
    const common = {
      userPool,
      name: provider.name,
      attributeMapping: {
        email: ProviderAttribute.other(provider.email),
        // `functions/sign-in` puts it among what the provider says, at every sign-in.
        custom: { 'custom:second_factor': ProviderAttribute.other('countersign_second_factor') },
      },
    };
    const id = `Provider-${provider.name}`;
    const { providerName } =
      provider.kind === 'oidc'
        ? new UserPoolIdentityProviderOidc(userPool, id, {
            ...common,
            issuerUrl: provider.issuer,
            clientId: provider.clientId,
            clientSecret: provider.clientSecret,
            scopes: ['openid', 'email'],
            attributeRequestMethod: OidcAttributeRequestMethod.GET,
          })
        : new UserPoolIdentityProviderSaml(userPool, id, {
            ...common,
            metadata: UserPoolIdentityProviderSamlMetadata.url(provider.metadata),
            // An answer that nobody asked for could be one that was stolen.
            idpInitiated: false,
          });
    return UserPoolClientIdentityProvider.custom(providerName);
  });
}
