import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';

/** What operating systems and version control leave in folders, and nobody means to submit. */
export const LEFTOVERS: ReadonlySet<string> = new Set([
  '.DS_Store',
  'Thumbs.db',
  'desktop.ini',
  '.git',
  '.countersign',
  '__MACOSX',
]);

export interface FolderFile {
  /** Relative, with "/" between the parts. */
  path: string;
  bytes: number;
}

/** Every file of a folder and its subfolders, sorted by path bytewise. Anything but files and folders is an error. */
export async function listFolder(root: string): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  const walk = async (prefix: string): Promise<void> => {
    for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
      if (LEFTOVERS.has(entry.name)) continue;
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) files.push({ path, bytes: (await stat(join(root, path))).size });
      else
        throw new CommandError('A bundle holds files and folders only.', {
          where: join(root, path),
          expected: 'a regular file or a folder, not a symbolic link or a device',
          cure: 'Replace it by a copy of what it stands for, or take it away.',
        });
    }
  };
  await walk('');
  return files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** The regular files right in a folder, sorted by name bytewise; what else is there does not count. */
export async function listFiles(root: string): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  for (const entry of await readdir(root, { withFileTypes: true }))
    if (entry.isFile() && !LEFTOVERS.has(entry.name))
      files.push({ path: entry.name, bytes: (await stat(join(root, entry.name))).size });
  return files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** "sha256:" and the digest of a file, read as a stream. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
