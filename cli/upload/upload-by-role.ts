import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { partBytesFor, partsChecksum } from '#core/api/upload-parts.ts';
import { CompletedSubmission, StartedSubmission } from '#core/api/wire.ts';
import type { ApiClient } from '../api/client.ts';
import { CommandError } from '../command-error.ts';
import { partsOf, putParts } from './put-by-role.ts';
import { takeRole, type UploadRole } from './take-role.ts';
import type { UploadRequest } from './upload.ts';

/**
 * Declares a bundle with size and checksum, uploads it with the role that the vendor has at the service, and opens its case, or amends one.
 * What stops is begun again, as another submission.
 */
export async function uploadByRole(
  client: ApiClient,
  role: UploadRole,
  { source, name, amends, onProgress }: UploadRequest,
): Promise<string> {
  const parts = await partsOf(source, partBytesFor(source.size));
  const checksum = partsChecksum(parts.map(({ sha256 }) => sha256));
  const declared = { fileName: name, bytes: source.size, amends, byRole: { checksum } };
  const { submissionId, byRole: to } = await client.post('/submissions', declared, StartedSubmission);
  if (to === undefined)
    throw new CommandError('The service takes no uploads by role.', {
      where: client.origin,
      expected: 'a bucket and a key to which the role may put the bundle',
      cure: 'Leave out --role-arn, or ask the operator of the service.',
    });
  const s3 = new S3Client({ region: to.region, credentials: takeRole(role, to.region, submissionId) });
  try {
    const versionId = await putParts(s3, to, source, parts, onProgress);
    const path = `/submissions/${encodeURIComponent(submissionId)}/complete`;
    const { caseId } = await client.post(path, { versionId }, CompletedSubmission);
    return caseId;
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    if (!(cause instanceof S3ServiceException))
      throw new CommandError(`The upload broke off: ${cause instanceof Error ? cause.message : cause}`, {
        where: `s3://${to.bucket}/${to.key}`,
        expected: 'an answer of S3',
        cure: 'Check the network, then run the command again: it begins anew, as another submission.',
        cause,
      });
    throw new CommandError(`S3 refused the upload: ${cause.message}`, {
      where: `s3://${to.bucket}/${to.key}`,
      expected: 'the role to be the one of the vendor for whom you have signed in, which may put the bundle there',
      cure: 'Check --role-arn and for whom you act ("countersign whoami"), then run the command again.',
      cause,
    });
  } finally {
    s3.destroy();
  }
}
