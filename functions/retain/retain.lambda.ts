import { table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { Destructions } from '../shared/retention/destructions.ts';
import { KeptObjects } from '../shared/retention/kept-objects.ts';
import { retentionRules } from '../shared/retention/retention-rules.ts';
import { CaseChangedError, CaseTable } from '../shared/table/case-table.ts';
import { Keeper } from './keeper.ts';
import { placesOf } from './places-of.ts';

const env = environment(
  Environment.pick({
    TABLE_NAME: true,
    BUNDLE_BUCKET: true,
    BUNDLE_COPIES: true,
    EVIDENCE_BUCKET: true,
    EVIDENCE_COPIES: true,
  }),
);
const cases = new CaseTable(table, env.TABLE_NAME);
const keeper = new Keeper({
  cases,
  destructions: new Destructions(cases),
  objects: new KeptObjects({
    bundles: placesOf(env.BUNDLE_BUCKET, env.BUNDLE_COPIES),
    evidence: placesOf(env.EVIDENCE_BUCKET, env.EVIDENCE_COPIES),
  }),
  rulesFor,
  retention: retentionRules(),
});

/**
 * Destroys what of decided cases has been kept for its time. One case that fails keeps no other; what is left is found by the next run.
 * @throws AggregateError after all have been tried, with what went wrong: the alarm of the function rings
 */
export async function handler(): Promise<{ destroyed: number }> {
  const now = new Date().toISOString();
  let destroyed = 0;
  const failures: unknown[] = [];
  for await (const item of cases.decided()) {
    if (!keeper.mayBeDue(item, now)) continue;
    const { caseId } = item;
    try {
      if (await keeper.visit(caseId, now)) destroyed += 1;
    } catch (error) {
      if (error instanceof CaseChangedError) logger.info('somebody writes to the case', { caseId });
      else failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} case(s) could not be destroyed`);
  return { destroyed };
}
