import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { judgingStandards, publishedStandards } from './publish-standards.ts';
import type { BuiltPack } from './read-packs.ts';
import { readReferences } from './read-references.ts';

const COMPRESSIBLE = /\.(html|js|css|json|svg|txt|wasm)$/;

/** Pictures of the design system that the console's styles name, under `img/`. */
const PICTURES = [
  'correct8.svg',
  'correct8-alt.svg',
  'checkbox-indeterminate.svg',
  'checkbox-indeterminate-alt.svg',
  'usa-icons/unfold_more.svg',
  'usa-icons/check_circle.svg',
  'usa-icons/warning.svg',
  'usa-icons/error.svg',
  'usa-icons/info.svg',
  'usa-icons-bg/error--white.svg',
];

/**
 * Files of the console, ready to be served: each as it is and, where it is text, compressed too (`.br`, `.gz`).
 * @param packs the standards that it shows, under `data/standards/`, and by which it checks a bundle, under `data/packs/`; the newest published
 * figures stand beside them in `data/references.json`
 */
export async function buildConsole(root: string, packs: readonly BuiltPack[]): Promise<Map<string, Buffer>> {
  const result = await build({
    root: join(root, 'console'),
    configFile: join(root, 'scripts/console-config.ts'),
    logLevel: 'error',
    build: { write: false },
  });
  const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  const plain = new Map<string, Buffer>(
    outputs.map((one) => [one.fileName, Buffer.from(one.type === 'chunk' ? one.code : one.source)]),
  );
  const shipped = join(root, 'console/public');
  for (const name of globSync('**/*.*', { cwd: shipped })) plain.set(name, await readFile(join(shipped, name)));
  const pictures = join(root, 'node_modules/@uswds/uswds/dist/img');
  for (const name of PICTURES) plain.set(`img/${name}`, await readFile(join(pictures, name)));

  const [references] = await readReferences(join(root, 'policy'));
  plain.set('data/references.json', Buffer.from(JSON.stringify(references)));
  for (const [name, bytes] of publishedStandards(packs)) plain.set(`data/standards/${name}`, bytes);
  for (const [name, bytes] of judgingStandards(packs)) plain.set(`data/packs/${name}`, bytes);

  const files = new Map(plain);
  await Promise.all(
    [...plain].map(async ([name, bytes]) => {
      if (!COMPRESSIBLE.test(name)) return;
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      files.set(`${name}.br`, await promisify(brotliCompress)(bytes, { params }));
      files.set(`${name}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }),
  );
  return files;
}
