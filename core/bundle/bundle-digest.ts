import { createHash } from 'node:crypto';
import { comparePaths } from './compare-paths.ts';

/** Signature of a bundle, under the name that OpenSSF Model Signing gives it: the one member that its digest leaves out. */
export const SIGNATURE_PATH = 'model.sig';

/**
 * Digest of a bundle's content: SHA-256 over the raw SHA-256 digests of its files in the order of their paths, which
 * is the subject of an OpenSSF Model Signing v1.0 signature. A folder and any zip of it have the same digest.
 * @returns `null` where the digest of a member is not known
 */
export function bundleDigest(members: Iterable<{ path: string; sha256: string | null }>): string | null {
  const signed = [...members]
    .filter(({ path }) => path !== SIGNATURE_PATH)
    .sort((a, b) => comparePaths(a.path, b.path));
  const root = createHash('sha256');
  for (const { sha256 } of signed) {
    if (sha256 === null) return null;
    root.update(sha256.slice('sha256:'.length), 'hex');
  }
  return `sha256:${root.digest('hex')}`;
}
