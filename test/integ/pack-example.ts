import { copyFile } from 'node:fs/promises';
import { openInput } from '../../cli/bundle/open-input.ts';

/** Writes the bundle that the command line makes of a folder. */
export async function packFolder(folder: string, zip: string): Promise<void> {
  await using bundle = await openInput(folder, folder);
  await copyFile(bundle.path, zip);
}
