import type { Objection } from './objection.ts';
import type { Resource, Template } from './template.ts';

/** Something that protects data or an address, and whether a resource has it. */
interface Guard {
  readonly type: string;
  readonly name: string;
  holds(resource: Resource): boolean;
  /** A resource that is new has to have it as well. */
  readonly fromTheStart?: true;
}

/** Follows names into nested properties. */
function at({ Properties }: Resource, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }, Properties);
}
const equals = (type: string, path: string, value: unknown): Guard => ({
  type,
  name: `${path} = ${JSON.stringify(value)}`,
  holds: (resource) => at(resource, path) === value,
});
const present = (type: string, path: string): Guard => ({
  type,
  name: path,
  holds: (resource) => at(resource, path) !== undefined,
});
const blocked = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const GUARDS: readonly Guard[] = [
  equals('AWS::DynamoDB::Table', 'DeletionProtectionEnabled', true),
  equals('AWS::DynamoDB::Table', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', true),
  present('AWS::DynamoDB::Table', 'SSESpecification.KMSMasterKeyId'),
  equals('AWS::S3::Bucket', 'VersioningConfiguration.Status', 'Enabled'),
  present('AWS::S3::Bucket', 'BucketEncryption'),
  present('AWS::S3::Bucket', 'ReplicationConfiguration'),
  ...blocked.map((name) => equals('AWS::S3::Bucket', `PublicAccessBlockConfiguration.${name}`, true)),
  equals('AWS::KMS::Key', 'EnableKeyRotation', true),
  equals('AWS::Cognito::UserPool', 'DeletionProtection', 'ACTIVE'),
  equals('AWS::Cognito::UserPool', 'MfaConfiguration', 'ON'),
  equals('AWS::Cognito::UserPool', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', true),
  present('AWS::IAM::Role', 'PermissionsBoundary'),
  present('AWS::Lambda::Function', 'DeadLetterConfig'),
  { ...equals('AWS::ApiGatewayV2::Route', 'AuthorizationType', 'JWT'), fromTheStart: true },
];

/** Guards that a resource had and has no more, or that a new one has to have and has not. */
export function unguarded(stack: string, before: Template, after: Template): Objection[] {
  return Object.entries(after.Resources).flatMap(([resource, now]) => {
    const then = before.Resources[resource];
    const gone = GUARDS.filter(
      (guard) =>
        guard.type === now.Type &&
        !guard.holds(now) &&
        (then === undefined ? guard.fromTheStart : then.Type === now.Type && guard.holds(then)),
    ).map(({ name }) => name);
    const kept = (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
      .filter((policy) => then?.[policy] === 'Retain' && now[policy] !== 'Retain')
      .map((policy) => `${policy} = "Retain"`);
    return [...gone, ...kept].map(
      (guard): Objection => ({ kind: 'unguards', stack, resource, what: `${now.Type} without ${guard}` }),
    );
  });
}
