import * as z from 'zod';
import type { CaseStatus } from '../../api/wire.ts';
import { Tier } from '../../policy/finding.ts';
import { CaseStage } from '../case/parts.ts';
import { VerdictOutcome } from '../verdict.ts';

/** Where a case stands under one standard: its stage, and its verdict. */
export const Standing = z.object({
  stage: CaseStage,
  outcome: VerdictOutcome,
  tier: Tier.nullable(),
  verdict: z.int().positive().describe('Number of the verdict that stands'),
  verdicts: z.int().positive().describe('How many there are; one that returns an amended bundle does not stand'),
});
export type Standing = z.infer<typeof Standing>;

const CHECKS: ReadonlySet<CaseStage> = new Set(['submitted', 'screening', 'accepted', 'automated_checks']);
const PEOPLE: ReadonlySet<CaseStage> = new Set(['agency_review', 'working_group', 'principals', 'reopened', 'appeal']);

/**
 * Whom a case waits for, over all its standards: the checks before people, people before the vendor. A returned submission is decided;
 * its vendor may amend it.
 */
export function statusOf(standings: readonly Standing[]): CaseStatus {
  const stages = standings.map(({ stage }) => stage);
  if (stages.some((stage) => CHECKS.has(stage))) return 'in_review';
  if (stages.some((stage) => PEOPLE.has(stage))) return 'waiting_for_people';
  return stages.includes('on_hold') ? 'waiting_for_vendor' : 'decided';
}
