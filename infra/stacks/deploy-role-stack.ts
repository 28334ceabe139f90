import { Arn, ArnFormat, Aws, CfnOutput, DefaultStackSynthesizer, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ManagedPolicy, OidcProviderNative, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../compliance/acknowledge.ts';

/** Issuer of the tokens that GitHub gives to a job. */
const ISSUER = 'token.actions.githubusercontent.com';
/** Roles of `cdk bootstrap` through which everything is deployed; CloudFormation has one of its own for the rest. */
const BOOTSTRAP_ROLES = ['deploy-role', 'file-publishing-role', 'lookup-role'];

export interface DeployRoleStackProps extends StackProps {
  /** Name of the environment in `cdk.json`, and of the environment of the repository whose jobs may deploy it. */
  readonly environment: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** The account has the provider already: there can be one for each issuer. */
  readonly existingProvider: boolean;
}

/**
 * Lets jobs of one environment of one repository deploy this environment, and nobody else: they come with a token of GitHub, and get
 * an hour in a role that may use the roles of the bootstrap, read the profile of the acceptance vendor and look at the alarms.
 */
export class DeployRoleStack extends Stack {
  constructor(scope: Construct, id: string, props: DeployRoleStackProps) {
    super(scope, id, props);
    const { environment, repository, existingProvider } = props;
    const provider = existingProvider
      ? OidcProviderNative.fromOidcProviderArn(this, 'GitHub', this.#iam('oidc-provider', ISSUER))
      : // Without thumbprints: IAM trusts the issuer by the authorities that it knows.
        new OidcProviderNative(this, 'GitHub', { url: `https://${ISSUER}`, clientIds: ['sts.amazonaws.com'] });
    const role = new Role(this, 'Role', {
      description: `Deploys Countersign, environment ${environment}, from ${repository}`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new WebIdentityPrincipal(provider.oidcProviderArn, {
        StringEquals: {
          [`${ISSUER}:aud`]: 'sts.amazonaws.com',
          [`${ISSUER}:sub`]: `repo:${repository}:environment:${environment}`,
        },
      }),
    });
    const policy = new ManagedPolicy(this, 'Policy', {
      description: `Deploys Countersign, environment ${environment}`,
      roles: [role],
    });
    const bootstrap = BOOTSTRAP_ROLES.map((name) =>
      this.#iam('role', `cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-${name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`),
    );
    const profile = this.formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: `countersign/${environment}/acceptance`,
    });
    const alarms = this.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    policy.addStatements(
      new PolicyStatement({ actions: ['sts:AssumeRole'], resources: bootstrap }),
      new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [profile] }),
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [alarms] }),
    );
    acknowledgeWildcard(
      policy,
      alarms,
      'Alarms are looked up by the prefix of their stack, which CloudWatch allows for all of them or none.',
    );
    new CfnOutput(this, 'RoleArn', { value: role.roleArn });
  }

  #iam(resource: string, resourceName: string): string {
    return Arn.format({ service: 'iam', region: '', resource, resourceName }, this);
  }
}
