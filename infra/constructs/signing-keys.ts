import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * The keys that have signed verdicts, oldest first; the last one signs. A name is added to rotate, and none is ever taken out: what a key has
 * signed is to be verified for longer than it signs.
 */
const VERDICT_KEYS = ['Verdict1'] as const;

export interface SigningKeysProps {
  readonly environment: string;
  readonly retain: boolean;
}

/**
 * The keys that sign verdicts (ECDSA P-256) and checkpoints of the transparency log (Ed25519). They never leave KMS, and one role alone may
 * sign with them. It is known by its name, because it belongs to a stack that is made after the keys.
 */
export class SigningKeys extends Construct {
  readonly verdicts: Key;
  readonly log: Key;
  /** Every key, also those that sign no more. */
  readonly all: readonly Key[];
  /** Name of the role that may sign. */
  readonly signerRoleName: string;

  constructor(scope: Construct, id: string, { environment, retain }: SigningKeysProps) {
    super(scope, id);
    // Names of roles are those of the whole account, deployments those of a region.
    this.signerRoleName = `countersign-${environment}-attest-${Aws.REGION}`;
    const keys = VERDICT_KEYS.map((name) =>
      this.#key(name, KeySpec.ECC_NIST_P256, 'Countersign: signs statements on verdicts', retain),
    );
    const last = keys.at(-1);
    if (last === undefined) throw new TypeError('there is no key for verdicts');
    this.verdicts = last;
    this.log = this.#key('Log', KeySpec.ECC_NIST_EDWARDS25519, 'Countersign: signs checkpoints of the log', retain);
    this.all = [...keys, this.log];
  }

  #key(name: string, keySpec: KeySpec, description: string, retain: boolean): Key {
    const key = new Key(this, name, {
      description,
      keySpec,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const deny = (sid: string, actions: string[], conditions?: Record<string, Record<string, string>>) =>
      key.addToResourcePolicy(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions,
          resources: ['*'],
          ...(conditions && { conditions }),
        }),
      );
    deny('OnlyTheSignerSigns', ['kms:Sign'], {
      ArnNotEquals: {
        'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${this.signerRoleName}`,
      },
    });
    deny('NobodyLendsIt', ['kms:CreateGrant']);
    // Whoever wants to be rid of a key has to change its policy first, of which operators are told.
    if (retain) deny('NobodyEndsIt', ['kms:DisableKey', 'kms:ScheduleKeyDeletion']);
    return key;
  }
}
