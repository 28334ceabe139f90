import * as z from 'zod';
import { compareFiles } from '../attestation/model-signing/compare-files.ts';
import {
  type ModelSignature,
  parseSignatureFile,
  SIGNATURE_BYTES,
  SignatureForm,
} from '../attestation/model-signing/signature-file.ts';
import { signedFiles } from '../attestation/model-signing/signed-files.ts';
import { VERIFICATION_CODES, VerificationError } from '../attestation/verification-error.ts';
import { SIGNATURE_PATH } from './bundle-digest.ts';
import type { BundleMember } from './bundle-index.ts';
import type { Manifest } from './manifest.ts';
import type { Problem } from './problem.ts';

/** What the signature of a bundle comes to. */
export const BundleSignature = z.object({
  form: SignatureForm.nullable().describe('Null where the file cannot be read'),
  intact: z.boolean().describe('It is over every file of the bundle, as they are'),
  trusted: z.boolean().describe('It holds, by a signer whom the review knows'),
  signer: z.string().nullable().describe('Who signed, where that is proved'),
  fault: z
    .enum([...VERIFICATION_CODES, 'not-checked'])
    .nullable()
    .describe('Why it is not trusted; not-checked where whoever opened the bundle knows no signers'),
});
export type BundleSignature = z.infer<typeof BundleSignature>;

/** Tells who signed. @throws VerificationError where that is not proved */
export type KnownSigners = (signature: ModelSignature, manifest: Manifest | null) => { signer: string };

export interface SignatureCheck {
  signature: BundleSignature;
  problems: Problem[];
}

/**
 * Checks the signature of a bundle. What contradicts the files, or itself, is a problem of the bundle; whether a bundle has to be
 * signed, and by whom, is for the standards to ask.
 * @param bytes null where the file is too long to be read
 */
export function checkSignature(
  bytes: Uint8Array | null,
  members: readonly BundleMember[],
  manifest: Manifest | null,
  signers: KnownSigners | undefined,
): SignatureCheck {
  let form: SignatureForm | null = null;
  try {
    const file = parseSignatureFile(bytes ?? new Uint8Array(SIGNATURE_BYTES + 1));
    form = file.form;
    const present = members.filter(({ path }) => path !== SIGNATURE_PATH);
    compareFiles(signedFiles(file.envelope), present, true);
    return knownSigner(file, manifest, signers);
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const signature = { form, intact: false, trusted: false, signer: null, fault: error.code };
    return { signature, problems: [problemOf(error)] };
  }
}

function knownSigner(
  file: ModelSignature,
  manifest: Manifest | null,
  signers: KnownSigners | undefined,
): SignatureCheck {
  const signature = { form: file.form, intact: true, trusted: false, signer: null };
  if (signers === undefined) return { signature: { ...signature, fault: 'not-checked' }, problems: [] };
  try {
    const { signer } = signers(file, manifest);
    return { signature: { ...signature, trusted: true, signer, fault: null }, problems: [] };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    // A signer whom nobody knows is no fault of the bundle; a signature that is wrong is.
    const problems = error.code === 'signature-invalid' ? [problemOf(error)] : [];
    return { signature: { ...signature, fault: error.code }, problems };
  }
}

function problemOf({ code, message, expected }: VerificationError): Problem {
  return {
    code: code.startsWith('signature-') ? code : `signature-${code}`,
    criterion: 'INT-01',
    file: SIGNATURE_PATH,
    found: message,
    expected,
    cure: 'Sign the folder again with `countersign sign` after its last change, or take the signature out.',
  };
}
