import { handle } from 'hono/aws-lambda';
import { s3, sfn, sqs, table } from '../shared/clients.ts';
import { Deliveries } from '../shared/deliveries.ts';
import { Environment, environment } from '../shared/environment.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { NoticeTable } from '../shared/table/notice-table.ts';
import { SubmissionTable } from '../shared/table/submission-table.ts';
import { WebhookTargets } from '../shared/webhook/target.ts';
import { createApp } from './app.ts';
import { CaseStates } from './case-states.ts';
import { VendorCases } from './cases.ts';
import { DueDates } from './due-dates.ts';
import type { NoticeCaller } from './notice-caller.ts';
import { Notices } from './notices.ts';
import { Submissions } from './submissions.ts';

const env = environment(
  Environment.pick({
    BUNDLE_BUCKET: true,
    EVIDENCE_BUCKET: true,
    TABLE_NAME: true,
    STATE_MACHINE_ARN: true,
    DELIVERY_QUEUE_URL: true,
    WEBHOOK_ALLOWED_NETWORKS: true,
  }),
);
const cases = new CaseTable(table, env.TABLE_NAME);

const notices = new Notices(
  new NoticeTable(table, env.TABLE_NAME),
  new Deliveries(sqs, env.DELIVERY_QUEUE_URL),
  new WebhookTargets(env.WEBHOOK_ALLOWED_NETWORKS),
);
const states = new CaseStates(cases, table, env.TABLE_NAME);
const dueDates = new DueDates<NoticeCaller>((caller, caseId) => states.of(caller, caseId), rulesFor);

/** The HTTP API of vendors: uploads, cases, findings. */
export const handler = handle(
  createApp(
    cases,
    new Submissions(s3, env.BUNDLE_BUCKET, new SubmissionTable(table, env.TABLE_NAME)),
    new VendorCases(cases, new EvidenceStore(s3, env.EVIDENCE_BUCKET), sfn, env.STATE_MACHINE_ARN),
    {
      notices,
      dueDates,
    },
  ),
);
