import * as z from 'zod';
import { Base64, fromBase64 } from './base64.ts';

/** A Dead Simple Signing Envelope, v1.0 (github.com/secure-systems-lab/dsse). */
export const Envelope = z.object({
  payloadType: z.string(),
  payload: Base64,
  signatures: z
    .array(z.object({ keyid: z.string().nullish(), sig: Base64 }))
    .min(1)
    .max(16),
});
export type Envelope = z.infer<typeof Envelope>;

/** The payload of an envelope; nothing is verified. */
export function payloadOf({ payload }: Pick<Envelope, 'payload'>): Uint8Array {
  return fromBase64(payload);
}

/** Payload type of an in-toto statement. */
export const IN_TOTO = 'application/vnd.in-toto+json';
