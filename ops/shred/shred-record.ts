import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

export interface ShredPlace {
  readonly items: DynamoDBDocumentClient;
  readonly table: string;
}

/** That a vendor's key was destroyed: one link of the vendor's chain of such records. Each case has a certificate of its own in its log. */
export const ShredRecord = z.object({
  vendor: z.string(),
  key: z.string().describe('ARN'),
  reason: z.string(),
  at: z.iso.datetime(),
  keyDeletedOn: z.iso.datetime().describe('From when on nobody can take it back'),
  cases: z.int().nonnegative(),
  certificates: z
    .string()
    .describe(
      'sha256 of the canonical JSON of case, number and hash of each, sorted: of all cases that went with a key of the vendor',
    ),
  seq: z.int().nonnegative(),
  previous: z.string().nullable(),
  hash: z.string().describe('sha256 of the canonical JSON of everything else in the record'),
});
export type ShredRecord = z.infer<typeof ShredRecord>;

export const shredKey = (vendor: string, seq: number) => ({
  PK: `VENDOR#${vendor}`,
  SK: `SHRED#${String(seq).padStart(6, '0')}`,
});
