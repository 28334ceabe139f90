import type { ApiClient } from '../api/client.ts';
import type { BundleFile } from '../bundle/open-input.ts';
import { CommandError } from '../command-error.ts';
import type { Context } from '../context.ts';
import { openFile } from '../io/file-access.ts';
import { fileDigest } from '../io/folder.ts';
import { progressBar } from '../render/progress.ts';
import type { UploadRole } from '../upload/take-role.ts';
import { type UploadRequest, upload } from '../upload/upload.ts';
import { uploadStates } from '../upload/upload-state.ts';

export interface Submitted {
  caseId: string;
  sha256: string;
  resumed: boolean;
}

/** Uploads a bundle with its progress on stderr, by addresses of the service or by a role, and opens its case, or makes it the new version of one. */
export async function submitBundle(
  client: ApiClient,
  context: Context,
  bundle: BundleFile,
  { amends, role }: { amends?: UploadRequest['amends']; role?: UploadRole | undefined } = {},
): Promise<Submitted> {
  if (bundle.bytes === 0)
    throw new CommandError('The bundle is empty.', {
      where: bundle.path,
      expected: 'a zip',
      cure: 'Pack the folder again with "countersign pack".',
    });
  const sha256 = await fileDigest(bundle.path);
  await using source = await openFile(bundle.path);
  const bar = progressBar(context, 'uploading');
  try {
    const request = { source, name: bundle.name, sha256, amends, onProgress: bar.update };
    if (role !== undefined) {
      // The SDK of AWS is loaded by who uploads with it.
      const { uploadByRole } = await import('../upload/upload-by-role.ts');
      return { caseId: await uploadByRole(client, role, request), resumed: false, sha256 };
    }
    const { caseId, resumed } = await upload(client, await uploadStates(context), context, request);
    return { caseId, resumed, sha256 };
  } finally {
    bar.end();
  }
}
