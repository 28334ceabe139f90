import { randomUUID } from 'node:crypto';
import { type AccessKind, type AccessRecord, nextAccess } from '#core/attestation/access-ledger.ts';

/** What a function is about to read, or to be given. */
export interface FunctionAccess {
  readonly who: string;
  readonly what: AccessKind;
  readonly agency?: string;
  readonly standard?: string;
  readonly items?: readonly string[];
}

/** The record of what a function reads. It names no other: functions may add to the ledger and not read it; who reads next names it. */
export function functionAccess(
  caseId: string,
  { who, what, agency, standard, items = [] }: FunctionAccess,
): AccessRecord {
  const reader = { kind: 'function' as const, who, agency: agency ?? null };
  const at = new Date().toISOString();
  return nextAccess({ caseId, id: randomUUID(), at, reader, what, standard: standard ?? null, items: [...items] }, []);
}
