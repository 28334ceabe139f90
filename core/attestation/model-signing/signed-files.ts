import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Envelope, payloadOf } from '../envelope.ts';
import { parseStatement, statementOf } from '../statement.ts';
import { VerificationError } from '../verification-error.ts';

/** Predicate of OpenSSF Model Signing v1.0 (docs/model_signing_format.md of sigstore/model-transparency). */
export const MODEL_SIGNATURE = 'https://model_signing/signature/v1.0';

const HexDigest = z.string().regex(/^[0-9a-f]{64}$/);

const ModelStatement = statementOf(
  MODEL_SIGNATURE,
  z.object({
    serialization: z.object({
      method: z.string(),
      hash_type: z.string(),
      allow_symlinks: z.boolean().default(false),
      ignore_paths: z.array(z.string()).max(1_000).default([]),
    }),
    resources: z.array(z.object({ name: z.string().min(1), algorithm: z.string(), digest: z.string() })).max(100_000),
  }),
);

/** A model that is one file has one resource of this name. */
export const SINGLE_FILE = '.';

/** What a signature says of a model. */
export interface SignedFiles {
  /** Of the folder, as it was called when it was signed; for people. */
  name: string;
  /** "sha256:" and the digest of all digests: that of the bundle (`core/bundle/bundle-digest.ts`). */
  root: string;
  /** Path to "sha256:" digest. */
  files: ReadonlyMap<string, string>;
  /** Files and folders that the signer left out. */
  ignored: readonly string[];
}

/**
 * The files that an envelope lists, after everything is checked that can be without keys and files.
 * @throws VerificationError with the code of what is wrong with the statement
 */
export function signedFiles(envelope: Envelope): SignedFiles {
  const { subject, predicate } = parseStatement(
    envelope.payloadType,
    payloadOf(envelope),
    MODEL_SIGNATURE,
    ModelStatement,
  );
  const [model, ...others] = subject;
  if (model === undefined || others.length > 0)
    throw new VerificationError('subject-count', `The statement is about ${subject.length} models.`, 'one model');
  const { serialization, resources } = predicate;
  const unsupported = (found: string) => new VerificationError('serialization-unsupported', found, SUPPORTED);
  if (serialization.method !== 'files') throw unsupported(`The model was signed by ${serialization.method}.`);
  if (serialization.hash_type !== 'sha256')
    throw unsupported(`The model was signed with digests of type ${serialization.hash_type}.`);

  const files = new Map<string, string>();
  const root = createHash('sha256');
  for (const { name, algorithm, digest } of resources) {
    if (algorithm !== 'sha256' || !HexDigest.safeParse(digest).success)
      throw unsupported(`The digest of ${JSON.stringify(name)} is of type ${algorithm}.`);
    if (isUnsafe(name) && !(name === SINGLE_FILE && resources.length === 1))
      throw new VerificationError(
        'resource-unsafe',
        `The statement lists ${JSON.stringify(name)}.`,
        'plain paths inside the model',
      );
    if (files.has(name))
      throw new VerificationError('resource-duplicate', `${JSON.stringify(name)} is listed twice.`, 'each file once');
    files.set(name, `sha256:${digest}`);
    root.update(digest, 'hex');
  }
  const stated = model.digest.sha256;
  const found = root.digest('hex');
  if (found !== stated)
    throw new VerificationError(
      'root-digest-differs',
      `The listed files come to ${found}.`,
      `${stated}, which the statement is about`,
    );
  return { name: model.name, root: `sha256:${stated}`, files, ignored: serialization.ignore_paths };
}

const SUPPORTED = 'whole files with SHA-256, as the model_signing command signs them';

/** Absolute, above the model, with a drive or a backslash, or written in more than one way. */
function isUnsafe(path: string): boolean {
  return /^[a-zA-Z]:|[\\\p{Cc}]/u.test(path) || path.split('/').some((part) => ['', '.', '..'].includes(part));
}
