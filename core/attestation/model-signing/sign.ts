import { createHash, type KeyObject } from 'node:crypto';
import { comparePaths } from '../../bundle/compare-paths.ts';
import { toBase64 } from '../base64.ts';
import { IN_TOTO, preAuthEncoding } from '../dsse.ts';
import { publicOf, signEcdsa } from '../keys/ecdsa.ts';
import { STATEMENT_TYPE } from '../statement.ts';
import { VerificationError } from '../verification-error.ts';
import type { Certificate } from './certificate.ts';
import { SIGSTORE_BUNDLE } from './signature-file.ts';
import { MODEL_SIGNATURE } from './signed-files.ts';
import { hintOf } from './verify-by-key.ts';

export interface ModelToSign {
  /** Of its folder; for people. */
  name: string;
  /** Every file with its "sha256:" digest. */
  files: readonly { path: string; sha256: string }[];
  /** What lies in the folder and is not signed, the signature itself above all. */
  ignored: readonly string[];
}

/**
 * Signs a model with an elliptic key, and with a certificate for it where one is given (OpenSSF Model Signing v1.0).
 * @param chain the signing certificate, then those up to an authority
 * @returns the content of the signature file
 * @throws VerificationError `key-mismatch` where the certificate is for another key
 */
export function signModel(model: ModelToSign, key: KeyObject, chain: readonly Certificate[] = []): string {
  const [signer] = chain;
  const publicKey = publicOf(key);
  if (signer !== undefined && !signer.x509.publicKey.equals(publicKey))
    throw new VerificationError('key-mismatch', 'The certificate is for another key.', 'the certificate of this key');
  const payload = Buffer.from(JSON.stringify(statement(model), null, 2));
  const material =
    signer === undefined
      ? { publicKey: { hint: hintOf(publicKey) } }
      : { x509CertificateChain: { certificates: chain.map(({ x509 }) => ({ rawBytes: toBase64(x509.raw) })) } };
  const file = {
    mediaType: SIGSTORE_BUNDLE,
    verificationMaterial: { ...material, tlogEntries: [] },
    dsseEnvelope: {
      payload: toBase64(payload),
      payloadType: IN_TOTO,
      signatures: [{ sig: toBase64(signEcdsa(key, preAuthEncoding(IN_TOTO, payload))), keyid: '' }],
    },
  };
  return `${JSON.stringify(file)}\n`;
}

function statement({ name, files, ignored }: ModelToSign) {
  const root = createHash('sha256');
  const resources = [];
  // In the order of the digest of a bundle, so that both are one; verifiers take the order of the list.
  for (const { path, sha256 } of files.toSorted((a, b) => comparePaths(a.path, b.path))) {
    const digest = sha256.slice('sha256:'.length);
    root.update(digest, 'hex');
    resources.push({ name: path, algorithm: 'sha256', digest });
  }
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name, digest: { sha256: root.digest('hex') } }],
    predicateType: MODEL_SIGNATURE,
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: ignored },
      resources,
    },
  };
}
