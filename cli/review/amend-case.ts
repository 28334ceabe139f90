import { CaseView } from '#core/api/wire.ts';
import type { BundleFile } from '../bundle/open-input.ts';
import { shortId } from '../case/case-ref.ts';
import type { DeskCase } from '../case/desk.ts';
import { isByProcedure, ProcedureRefused } from '../case/procedure-refused.ts';
import type { Context } from '../context.ts';
import type { UploadRole } from '../upload/take-role.ts';
import { UsageError } from '../usage-error.ts';
import { type Submitted, submitBundle } from './submit-bundle.ts';

/** A new version of the bundle of a case, on its way into the review. */
export interface Amended extends Submitted {
  /** Number of the new version. */
  version: number;
}

/** What somebody says is other in a new version. @throws UsageError where they say nothing */
export function noteOf({ note }: { note?: string }): string {
  if (note !== undefined && note.trim() !== '') return note;
  throw new UsageError('A new version of a bundle comes with a note.', {
    expected: '--note "What is other"',
    cure: 'Say what is other in it, for those who review it.',
  });
}

/**
 * Uploads a bundle as a new version of a case. What did not change is not checked again.
 * @throws ProcedureRefused where the case takes none now
 */
export async function amendCase(
  { client, caseId }: DeskCase,
  context: Context,
  bundle: BundleFile,
  note: string,
  role?: UploadRole,
): Promise<Amended> {
  const before = await client.get(`/cases/${caseId}`, CaseView);
  try {
    const submitted = await submitBundle(client, context, bundle, { amends: { caseId, note }, role });
    return { ...submitted, version: before.case.bundle + 1 };
  } catch (error) {
    if (!isByProcedure(error)) throw error;
    throw new ProcedureRefused(error.message, {
      where: caseId,
      cure: `"countersign status ${shortId(caseId)}" shows where the case stands; without --amends the bundle opens a case of its own.`,
      cause: error,
    });
  }
}
