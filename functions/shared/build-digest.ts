import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** SHA-256 of the code of this function as it was built: another whenever what it does may be another. */
export function buildDigest(): string {
  return `sha256:${createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .digest('hex')}`;
}
