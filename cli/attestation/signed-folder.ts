import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ModelToSign } from '#core/attestation/model-signing/sign.ts';
import { SIGNATURE_PATH } from '#core/bundle/bundle-digest.ts';
import { MANIFEST_PATH } from '#core/bundle/manifest.ts';
import { currentTable, readManifestDraft, tableDifferences } from '../bundle/file-table.ts';
import { CommandError } from '../command-error.ts';
import { fileDigest, LEFTOVERS, listFolder } from '../io/folder.ts';
import { safeText } from '../render/text.ts';
import { UsageError } from '../usage-error.ts';

/** A folder that exists. */
export async function folderNamed(path: string, cwd: string): Promise<string> {
  const root = resolve(cwd, path);
  const info = await stat(root).catch(() => null);
  if (info?.isDirectory() === true) return root;
  throw new UsageError('There is no such folder.', {
    where: path,
    expected: 'a folder; a zip is signed before it is packed',
    cure: 'Check the path.',
  });
}

/** Every file of a folder but its signature, with its digest. */
export async function filesOf(root: string): Promise<{ path: string; sha256: string }[]> {
  const files = [];
  for (const { path } of await listFolder(root))
    if (path !== SIGNATURE_PATH) files.push({ path, sha256: await fileDigest(join(root, path)) });
  return files;
}

/** What is signed of a folder: everything but what systems leave behind. A bundle has to have a file table that is true. */
export async function modelToSign(root: string, name: string): Promise<ModelToSign> {
  const files = await filesOf(root);
  if (files.some(({ path }) => path === MANIFEST_PATH)) await requireTrueTable(root);
  return { name, files, ignored: [SIGNATURE_PATH, ...LEFTOVERS] };
}

async function requireTrueTable(root: string): Promise<void> {
  const { files: table } = await readManifestDraft(root);
  const differences = tableDifferences(table, await currentTable(root, await listFolder(root), table));
  if (differences.length === 0) return;
  throw new CommandError(
    `The file table of the manifest does not fit the folder: ${differences.map(({ path, what }) => `${safeText(path)} (${what})`).join(', ')}.`,
    {
      where: join(root, MANIFEST_PATH),
      expected: 'every file listed with its size and SHA-256, before the whole is signed',
      cure: 'Run "countersign pack --refresh" on the folder, then sign it, then pack it again.',
    },
  );
}
