import { X509Certificate } from 'node:crypto';
import { X509Certificate as ParsedCertificate } from '@sigstore/core';
import { VerificationError } from '../verification-error.ts';

/** Extensions that the path check below honours, and so may be critical: key usage, constraints, names and purposes. */
const KNOWN_EXTENSIONS = new Set(['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.37', '2.5.29.14', '2.5.29.35']);
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

/** An X.509 certificate, and what of it Node.js does not say. */
export interface Certificate {
  x509: X509Certificate;
  notBefore: Date;
  notAfter: Date;
  /** May issue certificates. */
  isAuthority: boolean;
  /** How many authorities may stand between it and the signer; null for any number. */
  pathLength: number | null;
  /** By its key usage, or else by its purpose, it may sign code and documents. */
  maySign: boolean;
  /** Critical extensions that nobody here knows. */
  unknownCritical: string[];
}

/**
 * A certificate from PEM or DER.
 * @throws VerificationError `certificate-malformed`
 */
export function readCertificate(bytes: string | Uint8Array): Certificate {
  try {
    const x509 = new X509Certificate(bytes);
    const parsed = ParsedCertificate.parse(Buffer.from(x509.raw));
    const usage = parsed.extKeyUsage;
    const constraint = parsed.extBasicConstraints?.pathLenConstraint;
    const extensions = parsed.extensions.flatMap((extension) => {
      const oid = extension.subs[0]?.toOID();
      return oid === undefined ? [] : [oid];
    });
    return {
      x509,
      notBefore: parsed.notBefore,
      notAfter: parsed.notAfter,
      isAuthority: parsed.isCA,
      pathLength: constraint === undefined ? null : Number(constraint),
      maySign: usage === undefined ? (x509.keyUsage ?? []).includes(CODE_SIGNING) : usage.digitalSignature,
      unknownCritical: extensions.filter(
        (oid) => !KNOWN_EXTENSIONS.has(oid) && parsed.extension(oid)?.critical === true,
      ),
    };
  } catch (cause) {
    throw new VerificationError(
      'certificate-malformed',
      'A certificate cannot be read.',
      'an X.509 certificate in PEM or DER',
      cause,
    );
  }
}

/** Every certificate of a PEM file, in its order. */
export function readCertificates(pem: string): Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0)
    throw new VerificationError('certificate-malformed', 'The file has no certificate.', 'certificates in PEM');
  return blocks.map(readCertificate);
}
