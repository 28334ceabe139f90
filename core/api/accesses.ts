import * as z from 'zod';
import { AccessRecord, headsOf, type LedgerFault, verifyLedger } from '../attestation/access-ledger.ts';
import type { CaseEvent } from '../attestation/event-chain.ts';
import { type Caller, groupOf, type PersonRole, rolesOfCaller } from './people.ts';

/** A record of the ledger as its reader sees it. The name is beside what is hashed. */
export const SeenAccess = z.object({
  ...AccessRecord.shape,
  name: z
    .string()
    .nullable()
    .describe('Who the person is: for auditors; for a vendor of its own people; otherwise null'),
});
export type SeenAccess = z.infer<typeof SeenAccess>;

/** `GET /cases/{caseId}/accesses`: oldest first. */
export const AccessList = z.object({ accesses: z.array(SeenAccess), next: z.string().nullable() });
export type AccessList = z.infer<typeof AccessList>;

/** What a check of a ledger came to. */
export interface LedgerCheck {
  readonly faults: LedgerFault[];
  /** Hashes of the newest records: whoever notes them can tell later that nothing up to here was taken away. */
  readonly heads: string[];
}

/** Verifies the whole ledger of a case, as a caller sees it. @param noted hashes that the caller has seen in it before */
export function verifyAccesses(accesses: readonly SeenAccess[], noted: readonly string[] = []): LedgerCheck {
  const records = accesses.map(({ name: _, ...record }) => record);
  return { faults: verifyLedger(records, noted), heads: headsOf(records) };
}

/** Hashes of records that the log of a case holds fast: all of them have to be in its ledger. */
export const heldFast = (events: readonly Pick<CaseEvent, 'ledger'>[]): string[] => [
  ...new Set(events.flatMap(({ ledger = [] }) => ledger)),
];

/** Names of the roles in which somebody has to do with a case: what else they are is none of its vendor's business. */
export function rolesInCase(caller: Caller, vendor: string): string[] {
  return rolesOfCaller(caller)
    .filter((role) => hasToDo(role, vendor))
    .map(groupOf);
}

function hasToDo(role: PersonRole, vendor: string): boolean {
  if (role.role === 'vendor') return role.vendor === vendor;
  return role.role !== 'company' && role.role !== 'standards_editor';
}

/** Whether a caller may read the ledger of a case: people and programs of its vendor, and auditors. */
export function mayReadLedger(caller: Caller, vendor: string): boolean {
  return rolesOfCaller(caller).some(
    (role) => role.role === 'auditor' || (role.role === 'vendor' && role.vendor === vendor),
  );
}

/** Whether a caller is told the name of who read: an auditor of everybody, a vendor of its own people. */
export function isNamed(caller: Caller, vendor: string, roles: readonly string[]): boolean {
  const held = rolesOfCaller(caller);
  const ofVendor = held.some((role) => role.role === 'vendor' && role.vendor === vendor);
  if (ofVendor) return roles.includes(`vendor.${vendor}`);
  return held.some(({ role }) => role === 'auditor');
}

/** Accesses of one person within an hour, over all cases, from which on an alarm rings. */
export const BULK_PER_HOUR = 240;
