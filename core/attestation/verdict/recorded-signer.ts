import * as z from 'zod';
import { VERIFICATION_CODES } from '../verification-error.ts';

/** What the registry of keys said of the signature of a bundle when it was judged. */
export const RecordedSigner = z.object({
  trusted: z.boolean().describe('It holds, by a key that the vendor had registered'),
  signer: z.string().nullable().describe('Id of that key'),
  fault: z.enum([...VERIFICATION_CODES, 'not-checked']).nullable(),
});
export type RecordedSigner = z.infer<typeof RecordedSigner>;
