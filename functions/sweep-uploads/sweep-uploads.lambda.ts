import { caseIdOf } from '#core/adjudication/case-id.ts';
import { s3, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { logger } from '../shared/logger.ts';
import { uploadsOf } from '../shared/opening/uploads-of.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { stuckCases } from '../shared/table/stuck-cases.ts';
import { UPLOAD_DAYS } from '../shared/upload-days.ts';
import { bundleVersions } from './bundle-versions.ts';

const env = environment(
  Environment.pick({
    BUNDLE_BUCKET: true,
    TABLE_NAME: true,
    STATE_MACHINE_ARN: true,
    WAITING_QUEUE_URL: true,
    REVIEWS_PER_VENDOR: true,
    REVIEWS_IN_ALL: true,
  }),
);
const cases = new CaseTable(table, env.TABLE_NAME);
const uploads = uploadsOf(env);

const MINUTE = 60_000;
/** Younger uploads may still be on their way: the rule tries for as long as it takes a function to recover. */
const ON_ITS_WAY = 15 * MINUTE;
/** S3 dates what was uploaded in parts by the start of its upload; after its end each is looked at by 48 sweeps, so that one which fails is made up for. */
const LOOKED_AT = (UPLOAD_DAYS * 24 + 48) * 60 * MINUTE;

/**
 * Opens the cases of uploads of which no event arrived. S3 announces each version of an object at least once as a rule, and says of no
 * single one that it does. What comes to a case by two ways opens it once. One upload that cannot be opened keeps no other from it.
 * Cases that are stuck are told of in the log, where they are counted (`infra/constructs/case-metrics.ts`), and so is what a vendor's role has
 * put that was not declared: it opens no case.
 * @throws AggregateError after all have been tried, with what went wrong: the alarm of the function rings
 */
export async function handler(): Promise<{ missed: number; undeclared: number; stuck: number }> {
  const now = Date.now();
  let missed = 0;
  let undeclared = 0;
  const failures: unknown[] = [];
  for await (const uploaded of bundleVersions(
    s3,
    env.BUNDLE_BUCKET,
    new Date(now - LOOKED_AT),
    new Date(now - ON_ITS_WAY),
  )) {
    if ((await cases.case(caseIdOf(uploaded))) !== null) continue;
    try {
      // An amendment has no case of its own: it is offered to its case again, which knows it.
      const { caseId, opened, declared } = await uploads.open(uploaded);
      if (!declared) {
        undeclared += 1;
        logger.warn('upload without declaration', { vendor: uploaded.vendor, key: uploaded.key });
      }
      if (!opened) continue;
      missed += 1;
      logger.warn('an upload had no case', { caseId });
    } catch (error) {
      failures.push(error);
    }
  }
  const stuck = await stuckCases(table, env.TABLE_NAME, new Date(now));
  for (const { caseId, since } of stuck) logger.warn('case stuck', { caseId, since });
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} upload(s) could not be opened`);
  return { missed, undeclared, stuck: stuck.length };
}
