import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { SIGNATURE_PATH } from '#core/bundle/bundle-digest.ts';
import { MANIFEST_PATH, ManifestFile } from '#core/bundle/manifest.ts';
import { CommandError } from '../command-error.ts';
import { type FolderFile, fileDigest } from '../io/folder.ts';

/** The signature is over everything else, and the manifest cannot hold its own digest. */
const UNLISTED = new Set([MANIFEST_PATH, SIGNATURE_PATH]);

/** As much of a manifest as the file table needs: the rest may still be unfinished. */
const WithFiles = z.looseObject({ files: z.array(z.looseObject({ path: ManifestFile.shape.path })).default([]) });
type ManifestDraft = z.infer<typeof WithFiles>;

/** Reads `bundle.json` of a folder as JSON with a file table, without asking for more. */
export async function readManifestDraft(root: string): Promise<ManifestDraft> {
  const path = join(root, MANIFEST_PATH);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CommandError('The folder has no manifest.', {
      where: path,
      expected: `a file ${MANIFEST_PATH} at the top of the folder`,
      cure: `Run "countersign init ${root}" to have one written.`,
      cause,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`The manifest is not JSON: ${cause instanceof Error ? cause.message : ''}`, {
      where: path,
      expected: 'a JSON object',
      cure: 'Correct the syntax at that place.',
      cause,
    });
  }
  const parsed = WithFiles.safeParse(value);
  if (!parsed.success)
    throw new CommandError('The manifest has no readable file table.', {
      where: path,
      expected: 'an object whose "files" is a list of {path, bytes, sha256}',
      cure: `Run "countersign pack --refresh ${root}" after you have taken "files" away: it is then written anew.`,
    });
  return parsed.data;
}

/** One line of the file table; what else the manifest says of the file stays with it. */
export interface TableRow {
  path: string;
  bytes: number;
  sha256: string;
  [more: string]: unknown;
}

export interface TableDifference {
  path: string;
  what: 'not listed' | 'listed, but absent' | 'differs from its digest';
}

/** The file table as the folder is now; what the old table says of confidentiality stays. */
export async function currentTable(
  root: string,
  files: readonly FolderFile[],
  old: ManifestDraft['files'],
): Promise<TableRow[]> {
  const known = new Map(old.map((entry) => [entry.path, entry]));
  const table: TableRow[] = [];
  for (const { path, bytes } of files) {
    if (UNLISTED.has(path)) continue;
    table.push({
      confidentiality: 'agency',
      ...known.get(path),
      path,
      bytes,
      sha256: await fileDigest(join(root, path)),
    });
  }
  return table;
}

/** What of the old table no longer holds. */
export function tableDifferences(old: ManifestDraft['files'], current: readonly TableRow[]): TableDifference[] {
  const listed = new Map(old.map((entry) => [entry.path, entry]));
  const present = new Set(current.map(({ path }) => path));
  const differences: TableDifference[] = [];
  for (const entry of current) {
    const before = listed.get(entry.path);
    if (before === undefined) differences.push({ path: entry.path, what: 'not listed' });
    else if (before.sha256 !== entry.sha256 || before.bytes !== entry.bytes)
      differences.push({ path: entry.path, what: 'differs from its digest' });
  }
  for (const { path } of old) if (!present.has(path)) differences.push({ path, what: 'listed, but absent' });
  return differences;
}

/** Writes the manifest with a new file table; all else stays as it is. */
export async function writeTable(root: string, draft: ManifestDraft, files: readonly TableRow[]): Promise<void> {
  await writeFile(join(root, MANIFEST_PATH), `${JSON.stringify({ ...draft, files }, null, 2)}\n`);
}
