import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../compliance/acknowledge.ts';
import type { Uploader } from '../environment.ts';
import type { ObjectStore } from './object-store.ts';
import type { VendorKeys } from './vendor-keys.ts';

export interface UploadRolesProps {
  readonly bundles: ObjectStore;
  readonly vendorKeys: VendorKeys;
  readonly uploaders: Readonly<Record<string, Uploader>>;
}

/**
 * The roles by which vendors upload from their own accounts. Each puts objects where submissions by role of its vendor go, under the key of its
 * vendor, and can neither read, list nor delete any; what it puts opens a case only once the API has found it to be what was declared.
 */
export class UploadRoles extends Construct {
  constructor(scope: Construct, id: string, { bundles, vendorKeys, uploaders }: UploadRolesProps) {
    super(scope, id);
    for (const [vendor, uploader] of Object.entries(uploaders)) {
      const { roleArn } = this.#role(vendor, uploader, bundles, vendorKeys.of(vendor));
      new CfnOutput(Stack.of(this), `UploadRoleArn-${vendor}`, { value: roleArn });
    }
  }

  #role(vendor: string, { principal, externalId }: Uploader, { bucket }: ObjectStore, key: Key): Role {
    const description = `Uploads bundles of ${vendor} from its own account`;
    const role = new Role(this, vendor, {
      description,
      assumedBy: new ArnPrincipal(principal),
      externalIds: [externalId],
      maxSessionDuration: Duration.hours(1),
    });
    const policy = new ManagedPolicy(this, `${vendor}-Policy`, { description, roles: [role] });
    // As `functions/shared/bundle-key.ts` makes it.
    const own = bucket.arnForObjects(`vendors/${vendor}/by-role-*/bundle.zip`);
    const signed = {
      // Parts of an upload name no encryption: they have that of their upload. What names none has the bucket's key, which the role may not use.
      // From any other class of storage an object could not be read at once.
      StringEqualsIfExists: {
        's3:x-amz-server-side-encryption': 'aws:kms',
        's3:x-amz-storage-class': 'STANDARD',
      },
      // Nobody on the way changes what has a signature over its bytes; those of a stream may have none either.
      StringNotLike: { 's3:x-amz-content-sha256': '*UNSIGNED-PAYLOAD*' },
    };
    const put = (conditions: Record<string, Record<string, string>>) =>
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [own], conditions: { ...signed, ...conditions } });
    policy.addStatements(
      // An object is put where there is none, so that there is one version for each submission; parts cannot ask for that.
      put({ Null: { 's3:if-none-match': 'false' } }),
      put({ Bool: { 's3:ObjectCreationOperation': 'false' } }),
      new PolicyStatement({ actions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], resources: [own] }),
      // S3 decrypts as well when it puts the parts of an upload together. The role may read no object.
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: {
          StringEquals: {
            'kms:ViaService': `s3.${Stack.of(this).region}.amazonaws.com`,
            'kms:EncryptionContext:aws:s3:arn': bucket.bucketArn,
          },
        },
      }),
    );
    acknowledgeWildcard(policy, own, 'Each submission has a prefix of its own; the wildcard stands for its id.');
    return role;
  }
}
