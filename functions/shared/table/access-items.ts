import * as z from 'zod';
import { AccessRecord } from '#core/attestation/access-ledger.ts';

/** Keys of the ledger of accesses, and of what is known of readers. */
export const accessKeys = {
  ledger: (caseId: string) => `ACCESS#${caseId}`,
  access: (caseId: string, at: string, id: string) => ({ PK: `ACCESS#${caseId}`, SK: `${at}#${id}` }),
  salt: (caseId: string) => ({ PK: `READER#${caseId}`, SK: 'SALT' }),
  hour: (reader: string, hour: string) => ({ PK: `READER#${reader}`, SK: hour }),
};

/** A record with the id of the person, which its hash does not cover: the vendor verifies the record without it. */
export const AccessItem = z.object({ ...AccessRecord.shape, person: z.string().nullable() });
export type AccessItem = z.infer<typeof AccessItem>;

/** What pseudonyms of a case are made with. Nobody outside can try out names without it. */
export const SaltItem = z.object({ salt: z.string().regex(/^[0-9a-f]{64}$/) });

/** Counts what one person read within an hour. */
export const HourItem = z.object({ accesses: z.int().positive() });
