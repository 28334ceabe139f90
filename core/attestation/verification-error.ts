/** What a proof can fail by. Each has one meaning, which scripts may rely on. */
export const VERIFICATION_CODES = [
  // The file that holds a signature
  'signature-absent',
  'signature-not-json',
  'signature-malformed',
  'media-type',
  'payload-type',
  // The statement that is signed
  'statement-malformed',
  'statement-type',
  'predicate-type',
  'subject-count',
  'serialization-unsupported',
  'resource-unsafe',
  'resource-duplicate',
  'root-digest-differs',
  // Who signed
  'key-malformed',
  'key-unsupported',
  'key-unknown',
  'key-mismatch',
  'key-not-yet-valid',
  'key-expired',
  'key-revoked',
  'key-compromised',
  'signature-invalid',
  'certificate-malformed',
  'certificate-untrusted',
  'certificate-not-valid-then',
  'certificate-not-for-signing',
  'certificate-issuer-not-authority',
  'certificate-path-too-long',
  'certificate-critical-extension',
  // Keyless signatures
  'sigstore-root-malformed',
  'sigstore-certificate',
  'sigstore-timestamp',
  'sigstore-log',
  'sigstore-identity-differs',
  // What is signed, compared with what is there
  'file-missing',
  'file-not-signed',
  'file-differs',
  'bundle-broken',
  'bundle-digest-unknown',
  'bundle-differs',
  'verdict-differs',
  'findings-differ',
  'outcome-differs',
  'standard-differs',
  'model-differs',
  'chain-broken',
  'chain-head-differs',
  // The transparency log
  'note-malformed',
  'note-unsigned',
  'checkpoint-malformed',
  'checkpoint-origin',
  'cosignatures-too-few',
  'proof-malformed',
  'inclusion-wrong',
  'consistency-wrong',
  'log-rolled-back',
  'log-forked',
  'log-malformed',
] as const;
export type VerificationCode = (typeof VERIFICATION_CODES)[number];

/** Something that was to be proved does not hold. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
  readonly code: VerificationCode;
  /** What would hold, in plain words. */
  readonly expected: string;

  constructor(code: VerificationCode, found: string, expected: string, cause?: unknown) {
    super(found, { cause });
    this.code = code;
    this.expected = expected;
  }
}
