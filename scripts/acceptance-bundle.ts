import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * `npm run acceptance-bundle -- FOLDER`: writes the example that is cleared, in the name of the vendor `acceptance`, so that a deployment
 * can be asked for a verdict that is known.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined || existsSync(folder)) {
  console.error('acceptance-bundle: expected a folder that is not there yet');
  process.exit(2);
}
const Manifest = z.looseObject({ vendor: z.looseObject({ id: z.string() }) });
const example = join(import.meta.dirname, '../examples/modest-model');
const manifest = Manifest.parse(JSON.parse(readFileSync(join(example, 'bundle.json'), 'utf8')));
cpSync(example, folder, { recursive: true });
const own = { ...manifest, vendor: { ...manifest.vendor, id: 'acceptance' } };
writeFileSync(join(folder, 'bundle.json'), `${JSON.stringify(own, null, 2)}\n`);
console.log(folder);
