import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { openInput } from '../../../cli/bundle/open-input.ts';
import { ROOT } from '../../../local/root.ts';

export const ManifestText = z.looseObject({});
export type ManifestText = z.infer<typeof ManifestText>;

/** A sample bundle with another manifest, as the zip that the command line makes of it. */
export async function variantZip(
  folder: string,
  example: string,
  change: (manifest: ManifestText) => unknown,
): Promise<Uint8Array> {
  await cp(join(ROOT, 'examples', example), folder, { recursive: true });
  const path = join(folder, 'bundle.json');
  const manifest = ManifestText.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, JSON.stringify(change(manifest), null, 2));
  await using bundle = await openInput(folder, ROOT);
  return readFile(bundle.path);
}
