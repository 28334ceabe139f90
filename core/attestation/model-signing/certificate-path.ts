import { VerificationError } from '../verification-error.ts';
import type { Certificate } from './certificate.ts';

/** Certificates between signer and anchor, at most. */
const LONGEST_PATH = 8;

/**
 * Verifies that a signing certificate leads to one that is trusted, at one moment (RFC 5280, section 6): names, signatures,
 * validity, authority, path length, and no critical extension unknown here. Revocation lists are not looked at.
 * @param between certificates that came with the signature; nobody trusts them yet
 * @param trusted each of these is an anchor
 * @throws VerificationError with the code of what is wrong
 */
export function verifyPath(
  signer: Certificate,
  between: readonly Certificate[],
  trusted: readonly Certificate[],
  at: Date,
): void {
  if (!signer.maySign)
    throw new VerificationError(
      'certificate-not-for-signing',
      `The certificate of ${name(signer)} is not for signing.`,
      'key usage digitalSignature, or the purpose code signing',
    );
  const path = findPath([signer], between, trusted);
  if (path === null)
    throw new VerificationError(
      'certificate-untrusted',
      `No trusted authority stands behind the certificate of ${name(signer)}.`,
      `a chain up to ${trusted.map(name).join(', ') || 'a trusted certificate; none is given'}`,
    );
  for (const [depth, certificate] of path.entries()) checkOne(certificate, depth, at);
}

function checkOne(certificate: Certificate, depth: number, at: Date): void {
  const { notBefore, notAfter, pathLength, isAuthority, unknownCritical } = certificate;
  const who = `The certificate of ${name(certificate)}`;
  if (at < notBefore || at > notAfter)
    throw new VerificationError(
      'certificate-not-valid-then',
      `${who} was not valid at ${at.toISOString()}.`,
      `a time from ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    );
  if (unknownCritical.length > 0)
    throw new VerificationError(
      'certificate-critical-extension',
      `${who} has the critical extension ${unknownCritical.join(', ')}.`,
      'no critical extension besides key usage, constraints and names',
    );
  if (depth === 0) return;
  if (!isAuthority)
    throw new VerificationError(
      'certificate-issuer-not-authority',
      `${who} may not issue others.`,
      'basic constraints with CA true, and key usage keyCertSign',
    );
  if (pathLength !== null && pathLength < depth - 1)
    throw new VerificationError(
      'certificate-path-too-long',
      `${who} allows ${pathLength} authorities below it.`,
      `${depth - 1} or more`,
    );
}

/** The shortest way up by names and signatures, from the last of `path`; null where there is none. */
function findPath(
  path: readonly Certificate[],
  between: readonly Certificate[],
  trusted: readonly Certificate[],
): Certificate[] | null {
  const last = path.at(-1);
  if (last === undefined || path.length > LONGEST_PATH) return null;
  if (trusted.some((anchor) => same(anchor, last))) return [...path];
  const anchor = trusted.find((issuer) => issued(last, issuer));
  if (anchor !== undefined) return [...path, anchor];
  for (const issuer of between) {
    if (path.some((one) => same(one, issuer)) || !issued(last, issuer)) continue;
    const found = findPath([...path, issuer], between, trusted);
    if (found !== null) return found;
  }
  return null;
}

const same = (a: Certificate, b: Certificate) => a.x509.fingerprint256 === b.x509.fingerprint256;

/** Names alone: whether an issuer may issue is judged, and said, apart. */
function issued({ x509 }: Certificate, issuer: Certificate): boolean {
  try {
    return x509.issuer === issuer.x509.subject && x509.verify(issuer.x509.publicKey);
  } catch {
    // A key of another kind than the signature's.
    return false;
  }
}

const name = ({ x509 }: Certificate) => x509.subject.replaceAll('\n', ', ') || 'nobody';
