import * as z from 'zod';
import { digestOf } from './canonical-json.ts';

/** What of a case somebody or something was given to read. */
export const AccessKind = z.enum([
  'findings',
  'events',
  'differences',
  'comparison',
  'samples',
  'document',
  'attestation',
  'bundle',
  'agency-evidence',
]);
export type AccessKind = z.infer<typeof AccessKind>;

/** Who read: a person by a pseudonym that holds within the case, a program of the vendor, or a function of the review. */
export const Reader = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    who: z.string().describe('The same for all that one person reads in one case, and for nothing else'),
    roles: z.array(z.string()).describe('Names of groups, such as agency.nsa.reviewer'),
  }),
  z.object({ kind: z.literal('program'), who: z.string().describe('Id of the client') }),
  z.object({
    kind: z.literal('function'),
    who: z.string(),
    agency: z.string().nullable().describe('For which it reads; null for the review as a whole'),
  }),
]);
export type Reader = z.infer<typeof Reader>;

/** Records that one record may name; what is older was named before. */
export const MOST_PREVIOUS = 100;

/**
 * One access, as it stands in the ledger of its case. Each record names the hashes of those that no other had named when it was written, so
 * that writers need not wait for each other, and no record can be removed or changed unseen once a later one names it.
 */
export const AccessRecord = z.object({
  caseId: z.string(),
  id: z.uuid(),
  at: z.iso.datetime(),
  reader: Reader,
  what: AccessKind,
  standard: z.string().nullable(),
  grant: z
    .int()
    .positive()
    .optional()
    .describe('The emergency access of the case by which it was read; left out where there was none'),
  items: z
    .array(z.string())
    .max(1_000)
    .describe('Which of it: evaluations, documents, samples; empty for all that the reader may see'),
  previous: z.array(z.string()).max(MOST_PREVIOUS),
  hash: z.string().describe('sha256 of the canonical JSON of everything else in the record'),
});
export type AccessRecord = z.infer<typeof AccessRecord>;

/** The record of an access that follows those that were there. @param recent the newest records of the case, in any order */
export function nextAccess(
  access: Omit<AccessRecord, 'previous' | 'hash'>,
  recent: readonly Pick<AccessRecord, 'hash' | 'previous'>[],
): AccessRecord {
  const unhashed = { ...access, previous: headsOf(recent).slice(0, MOST_PREVIOUS) };
  return { ...unhashed, hash: digestOf(unhashed) };
}

/** Hashes that no record names, sorted. */
export function headsOf(records: readonly Pick<AccessRecord, 'hash' | 'previous'>[]): string[] {
  const named = new Set(records.flatMap(({ previous }) => previous));
  return records.flatMap(({ hash }) => (named.has(hash) ? [] : [hash])).sort();
}

/** A place where a ledger does not hold. */
export interface LedgerFault {
  /** Id of the record; the hash that is missing where the fault is that. */
  readonly record: string;
  readonly fault: 'wrong-hash' | 'missing' | 'other-case' | 'twice';
}

/**
 * Verifies the whole ledger of a case; an empty list means that it holds.
 * @param noted hashes that somebody has seen in it before
 */
export function verifyLedger(records: readonly AccessRecord[], noted: readonly string[] = []): LedgerFault[] {
  const faults: LedgerFault[] = [];
  const ids = new Set<string>();
  for (const { hash, ...unhashed } of records) {
    const { id, caseId } = unhashed;
    if (digestOf(unhashed) !== hash) faults.push({ record: id, fault: 'wrong-hash' });
    if (caseId !== records[0]?.caseId) faults.push({ record: id, fault: 'other-case' });
    if (ids.has(id)) faults.push({ record: id, fault: 'twice' });
    ids.add(id);
  }
  const known = new Set(records.map(({ hash }) => hash));
  const named = new Set([...records.flatMap(({ previous }) => previous), ...noted]);
  for (const hash of named) if (!known.has(hash)) faults.push({ record: hash, fault: 'missing' });
  return faults;
}
