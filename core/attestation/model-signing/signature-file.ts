import * as z from 'zod';
import { Base64 } from '../base64.ts';
import { Envelope } from '../envelope.ts';
import { VerificationError } from '../verification-error.ts';

/** Enough for 10,000 files with long paths, and a chain of certificates. */
export const SIGNATURE_BYTES = 8 * 1024 * 1024;

/** Media type of a Sigstore bundle, in which OpenSSF Model Signing v1.0 keeps every form of signature. */
export const SIGSTORE_BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const Certificate = z.object({ rawBytes: Base64 });
const TLOG_ENTRIES = { tlogEntries: z.array(z.unknown()).default([]) };

/** By whom: a key that the verifier has to know, a chain up to an authority, or Sigstore's certificate for one signature. */
const VerificationMaterial = z.union([
  z.object({ publicKey: z.object({ hint: z.string().nullish() }), ...TLOG_ENTRIES }),
  z.object({ x509CertificateChain: z.object({ certificates: z.array(Certificate).min(1).max(16) }), ...TLOG_ENTRIES }),
  z.object({ certificate: Certificate, ...TLOG_ENTRIES }),
]);

const SignatureFile = z.object({
  mediaType: z.string(),
  verificationMaterial: VerificationMaterial,
  dsseEnvelope: Envelope,
});

/** How a model is signed. */
export const SignatureForm = z.enum(['key', 'certificate', 'sigstore']);
export type SignatureForm = z.infer<typeof SignatureForm>;

/** A signature file, parsed; nothing is verified yet. */
export interface ModelSignature {
  form: SignatureForm;
  envelope: Envelope;
  /** Form `key`: SHA-256 of the PEM of the public key; null in files of the first release, which left it out. */
  hint: string | null;
  /** Forms `certificate` and `sigstore`: base64 of the DER, the signer's first. */
  certificates: readonly string[];
  /** The whole file, for the verifier of Sigstore bundles. */
  json: unknown;
}

/**
 * Reads the signature file of OpenSSF Model Signing v1.0.
 * @throws VerificationError `signature-not-json`, `media-type`, `signature-malformed`
 */
export function parseSignatureFile(bytes: Uint8Array): ModelSignature {
  const json = parseJson(bytes);
  const media = z.object({ mediaType: z.string() }).safeParse(json);
  if (media.success && media.data.mediaType !== SIGSTORE_BUNDLE)
    throw new VerificationError('media-type', `The file is of type ${media.data.mediaType}.`, SIGSTORE_BUNDLE);
  const parsed = SignatureFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new VerificationError(
      'signature-malformed',
      `The file is malformed at /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}.`,
      'a Sigstore bundle with a DSSE envelope',
    );
  }
  const { verificationMaterial: material, dsseEnvelope: envelope } = parsed.data;
  if (envelope.signatures.length !== 1)
    throw new VerificationError(
      'signature-malformed',
      `The envelope has ${envelope.signatures.length} signatures.`,
      'one signature',
    );
  const base = { envelope, json };
  if ('publicKey' in material) return { ...base, form: 'key', hint: material.publicKey.hint || null, certificates: [] };
  const certificates = 'certificate' in material ? [material.certificate] : material.x509CertificateChain.certificates;
  return {
    ...base,
    // Sigstore's certificates live for minutes: without a log entry nothing would say that they were valid.
    form: 'certificate' in material || material.tlogEntries.length > 0 ? 'sigstore' : 'certificate',
    hint: null,
    certificates: certificates.map(({ rawBytes }) => rawBytes),
  };
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength <= SIGNATURE_BYTES)
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (cause) {
      throw new VerificationError('signature-not-json', 'The file is not JSON.', 'a signature file in JSON', cause);
    }
  throw new VerificationError(
    'signature-not-json',
    `The file has ${bytes.byteLength} bytes.`,
    `a signature file of at most ${SIGNATURE_BYTES} bytes`,
  );
}
