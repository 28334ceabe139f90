import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandError } from '../command-error.ts';

/** The role by which a vendor uploads from its own account, and what it states when it takes it. */
export interface UploadRole {
  readonly arn: string;
  readonly externalId: string;
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration?: Date;
}

/** STS gives a role that was taken with another one an hour, however long an upload lasts: it is taken again. */
const SECONDS = 3_600;

/**
 * Credentials of a role, taken with those of the vendor's own account as the AWS SDK finds them (environment, profile, instance).
 * @param session a name under which the vendor's account and the service see who acts: the id of the submission
 * @throws CommandError where the role cannot be taken
 */
export function takeRole({ arn, externalId }: UploadRole, region: string, session: string): () => Promise<Credentials> {
  return async () => {
    const sts = new STSClient({ region });
    try {
      const { Credentials: given } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: arn,
          RoleSessionName: session,
          ExternalId: externalId,
          DurationSeconds: SECONDS,
        }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
        throw new Error('STS answered without credentials');
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration !== undefined && { expiration: Expiration }),
      };
    } catch (cause) {
      throw new CommandError(`The role cannot be taken: ${cause instanceof Error ? cause.message : cause}`, {
        where: arn,
        expected: 'credentials of the account that the operator registered for you, and the external id agreed on',
        cure: 'Check with "aws sts get-caller-identity" as whom you act, and --role-arn and --external-id.',
        cause,
      });
    } finally {
      sts.destroy();
    }
  };
}
