import * as z from 'zod';
import type { Preflight } from '#core/api/preflight.ts';
import { RecordedSigner } from '#core/attestation/verdict/recorded-signer.ts';

/** What the checker is to look at: as it is to be submitted, or with what the registry of keys said of its signature when it was judged. */
export const CheckerRequest = z.object({
  bundle: z.instanceof(Blob),
  signer: RecordedSigner.optional(),
});
export type CheckerRequest = z.infer<typeof CheckerRequest>;

/** What the checker says of the bundle that it was given. */
export const CheckerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), read: z.number() }),
  z.object({
    kind: z.literal('checked'),
    // The checker made it by its schema, which a page of the console need not carry for that.
    preflight: z.custom<Preflight>((value) => typeof value === 'object' && value !== null),
    document: z.string().describe('The same as `countersign preflight --json` prints, byte for byte'),
  }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type CheckerMessage = z.infer<typeof CheckerMessage>;
