import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../local/root.ts';
import { FEDERAL, referredZip } from '../e2e/support/referred-case.ts';
import { variantZip } from '../e2e/support/variant.ts';
import { yazlZip } from '../fixtures/yazl-zip.ts';

/** A bundle that is reviewed under faults. */
export interface Bundle {
  readonly name: string;
  readonly vendor: string;
  readonly zip: Uint8Array;
}

/** The sample bundles, one for each way that a review goes: cleared, returned, not cleared, referred to people. */
export async function sampleBundles(folder: string): Promise<Bundle[]> {
  const sample = async (name: string, vendor: string): Promise<Bundle> => ({
    name,
    vendor,
    zip: await variantZip(join(folder, name), name, (manifest) => manifest),
  });
  return [
    await sample('modest-model', 'larkspur'),
    await sample('incomplete', 'tern'),
    await sample('frontier-unsafe', 'quillon'),
    { name: 'referred', vendor: 'quillon', zip: await referredZip(folder, FEDERAL) },
    { name: 'compressed', vendor: 'larkspur', zip: await compressed('modest-model') },
  ];
}

/** A sample bundle with its logs compressed, so that whoever reads one puts it into a temporary file first. */
async function compressed(name: string): Promise<Uint8Array> {
  const root = join(ROOT, 'examples', name);
  const files = globSync('**/*', { cwd: root })
    .filter((path) => statSync(join(root, path)).isFile())
    .sort()
    .map((path) => [path, readFileSync(join(root, path))] as const);
  return yazlZip(files, { compress: true });
}
