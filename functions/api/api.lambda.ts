import { handle } from 'hono/aws-lambda';
import { s3, sfn, table } from '../shared/clients.ts';
import { Environment, environment } from '../shared/environment.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { packNamed } from '../shared/packs.ts';
import { Procedures } from '../shared/procedure/procedures.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { SubmissionTable } from '../shared/table/submission-table.ts';
import { createApp } from './app.ts';
import { CaseFinder } from './case-finder.ts';
import { Cases } from './cases.ts';
import { Commands } from './commands.ts';
import { ProcedureViews } from './procedure-views.ts';
import { Queues } from './queues.ts';
import { Submissions } from './submissions.ts';

const env = environment(
  Environment.pick({ BUNDLE_BUCKET: true, EVIDENCE_BUCKET: true, TABLE_NAME: true, STATE_MACHINE_ARN: true }),
);
const cases = new CaseTable(table, env.TABLE_NAME);
const procedures = new Procedures(cases, rulesFor);
const finder = new CaseFinder(cases, rulesFor);
const views = new ProcedureViews(rulesFor, (pack) => packNamed(pack).title);
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);

/** The HTTP API: uploads, cases, what people and vendors do in them, queues. */
export const handler = handle(
  createApp(cases, {
    submissions: new Submissions(s3, env.BUNDLE_BUCKET, new SubmissionTable(table, env.TABLE_NAME), {
      cases,
      procedures,
    }),
    cases: new Cases(cases, finder, views, store, sfn, env.STATE_MACHINE_ARN),
    queues: new Queues(cases, rulesFor),
    commands: new Commands(finder, procedures),
  }),
);
