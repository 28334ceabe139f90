import * as z from 'zod';
import { jsonValue } from '../step-functions/json.ts';
import { arn, physicalName, type ResourceType } from '../template/resource-type.ts';

const passive = jsonValue.optional();

const properties = z.strictObject({
  KeySpec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256', 'ECC_NIST_EDWARDS25519']).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).default('ENCRYPT_DECRYPT'),
  // This machine has one user: who may use a key is checked on the template by tests.
  KeyPolicy: passive,
  Description: passive,
  Enabled: passive,
  // What is encrypted here has the protection of the user account, so that there is nothing to rotate.
  EnableKeyRotation: passive,
  RotationPeriodInDays: passive,
  PendingWindowInDays: passive,
  MultiRegion: passive,
  Origin: passive,
  BypassPolicyLockoutSafetyCheck: passive,
  Tags: passive,
});

export const KmsKey: ResourceType<z.infer<typeof properties>> = {
  type: 'AWS::KMS::Key',
  properties,
  identify(resource) {
    const id = physicalName(resource);
    return { ref: id, attributes: { KeyId: id, Arn: arn(resource, 'kms', `key/${id}`) } };
  },
};

const alias = z.strictObject({ AliasName: z.string().startsWith('alias/'), TargetKeyId: z.string() });

export const KmsAlias: ResourceType<z.infer<typeof alias>> = {
  type: 'AWS::KMS::Alias',
  properties: alias,
  identify(resource) {
    const name = resource.text('AliasName') ?? physicalName(resource);
    return { ref: name, attributes: { AliasName: name } };
  },
};
