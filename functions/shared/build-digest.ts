import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** SHA-256 of the code of this function as it was built, with what its threads run: another whenever what it does may be another. */
export function buildDigest(): string {
  const folder = import.meta.dirname;
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort())
    if (extname(file) === extname(import.meta.filename))
      hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  return `sha256:${hash.digest('hex')}`;
}
