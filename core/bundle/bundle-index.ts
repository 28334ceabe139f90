import * as z from 'zod';
import { BundleSignature } from './bundle-signature.ts';
import { Manifest, Sha256 } from './manifest.ts';
import { Problem } from './problem.ts';

/** A file of the bundle and where its bytes lie in the zip. */
export const BundleMember = z.object({
  path: z.string(),
  bytes: z.int().nonnegative().describe('Decoded'),
  sha256: Sha256.nullable().describe('Of the decoded bytes; null where the member cannot be read'),
  method: z.int().nonnegative().describe('0 stored, 8 deflate, 93 zstd'),
  flags: z.int().nonnegative(),
  crc32: z.int().nonnegative(),
  compressedBytes: z.int().nonnegative(),
  offset: z.int().nonnegative().describe('Of the local header in the zip'),
});
export type BundleMember = z.infer<typeof BundleMember>;

/** What one pass over a bundle finds. Plain JSON: later steps read members by it without the directory. */
export const BundleIndex = z.object({
  bytes: z.int().nonnegative().describe('Of the zip'),
  digest: Sha256.nullable().describe('Of the content, see bundle-digest.ts; null where a member cannot be read'),
  manifest: Manifest.nullable(),
  members: z.array(BundleMember).describe('Files, sorted by path; of members with one name, the last'),
  problems: z.array(Problem),
  signature: BundleSignature.optional().describe('Left out where the bundle is not signed'),
});
export type BundleIndex = z.infer<typeof BundleIndex>;
