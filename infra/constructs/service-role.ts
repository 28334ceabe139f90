import { Aws, Stack } from 'aws-cdk-lib';
import { type IGrantable, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from '../compliance/acknowledge.ts';

/** X-Ray's API knows no resources, so that its permissions can only name all of them. */
const TRACING = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/**
 * Role of one function or state machine, with one policy that says everything it may do. Nothing else adds to the role: what
 * is not in a construct of ours as an explicit statement is not allowed.
 */
export class ServiceRole extends Construct {
  readonly role: Role;
  readonly policy: ManagedPolicy;

  constructor(
    scope: Construct,
    id: string,
    props: { service: 'lambda' | 'states'; purpose: string; roleName?: string },
  ) {
    super(scope, id);
    const assumedBy = new ServicePrincipal(`${props.service}.amazonaws.com`);
    this.role = new Role(this, 'Role', {
      description: props.purpose,
      ...(props.roleName !== undefined && { roleName: props.roleName }),
      // Confused deputy: the service may assume the role for nobody but this account. Lambda passes no source account.
      assumedBy:
        props.service === 'lambda'
          ? assumedBy
          : assumedBy.withConditions({ StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } }),
    });
    this.policy = new ManagedPolicy(this, 'Policy', { description: props.purpose, roles: [this.role] });
    this.allow(TRACING, '*', 'X-Ray has no resource-level permissions.');
  }

  /** Who receives grants of CDK's own constructs. */
  get grantee(): IGrantable {
    return this.policy;
  }

  /** Allows actions on resources; a resource with a wildcard needs the reason why it cannot be narrower. */
  allow(
    actions: readonly string[],
    resources: string | readonly string[],
    wildcard?: string,
    conditions?: Conditions,
  ): void {
    const all = typeof resources === 'string' ? [resources] : [...resources];
    this.policy.addStatements(
      new PolicyStatement({ actions: [...actions], resources: all, ...(conditions && { conditions }) }),
    );
    for (const resource of all) {
      if (!JSON.stringify(Stack.of(this).resolve(resource)).includes('*')) continue;
      if (wildcard === undefined) throw new TypeError(`${this.node.path}: say why the policy names ${resource}`);
      acknowledgeWildcard(this.policy, resource, wildcard);
    }
  }

  /** Records that a rule does not hold for the policy, and why. */
  acknowledge(rules: Parameters<typeof acknowledge>[1], reason: string): void {
    acknowledge(this.policy, rules, reason);
  }
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
