import type { KnownSigners } from '../../bundle/bundle-signature.ts';
import { signatureInvalid } from '../model-signing/signature-invalid.ts';
import { VerificationError } from '../verification-error.ts';
import type { RecordedSigner } from './recorded-signer.ts';

/**
 * Those who count as signers when a verdict is decided again: what the registry of keys said at the time is part of the statement, and
 * gives the same problems and facts. Undefined where nobody was asked.
 */
export function recordedSigners(recorded: RecordedSigner | null): KnownSigners | undefined {
  const { signer, fault } = recorded ?? { signer: null, fault: 'not-checked' };
  if (fault === 'not-checked') return undefined;
  return () => {
    if (fault === null && signer !== null) return { signer };
    if (fault === null || fault === 'signature-invalid') throw signatureInvalid();
    throw new VerificationError(fault, 'The registry of keys did not know the signer.', 'a key that was registered');
  };
}
