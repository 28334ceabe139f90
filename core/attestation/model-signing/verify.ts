import { VerificationError } from '../verification-error.ts';
import { compareFiles, type PresentFile } from './compare-files.ts';
import { type ModelSignature, parseSignatureFile } from './signature-file.ts';
import { type SignedFiles, signedFiles } from './signed-files.ts';
import type { ModelTrust } from './trust.ts';
import { verifyByCertificate } from './verify-by-certificate.ts';
import { type VerifiedSigner, verifyByKey } from './verify-by-key.ts';
import { verifyBySigstore } from './verify-by-sigstore.ts';

/** A model whose signature holds. */
export interface VerifiedModel extends VerifiedSigner {
  signed: SignedFiles;
  /** Files that are there and that the signature does not cover. */
  ignored: string[];
}

/**
 * Verifies the signature of a model (OpenSSF Model Signing v1.0) in three steps: who signed, what the statement says, whether
 * the files are those.
 * @param options.whole refuse files that the signer left out
 * @throws VerificationError with the code of the first thing that does not hold
 */
export function verifyModel(
  signatureFile: Uint8Array,
  trust: ModelTrust,
  present: readonly PresentFile[],
  options: { whole: boolean },
): VerifiedModel {
  const signature = parseSignatureFile(signatureFile);
  const signer = verifySigner(signature, trust);
  const signed = signedFiles(signature.envelope);
  return { ...signer, signed, ignored: compareFiles(signed, present, options.whole) };
}

/**
 * Verifies who signed.
 * @throws VerificationError with the code of what is wrong
 */
export function verifySigner(signature: ModelSignature, trust: ModelTrust): VerifiedSigner {
  switch (signature.form) {
    case 'key':
      return verifyByKey(signature, trust.keys ?? []);
    case 'certificate':
      return verifyByCertificate(signature, trust.authorities ?? { certificates: [] });
    case 'sigstore':
      if (trust.sigstore !== undefined) return verifyBySigstore(signature, trust.sigstore);
      throw new VerificationError(
        'key-unknown',
        'The signature is a keyless one of Sigstore, and no trusted root is given.',
        'a trusted root, with the identity and issuer that have to have signed',
      );
  }
}
