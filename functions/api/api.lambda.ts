import { handle } from 'hono/aws-lambda';
import { eventBridge, s3, sfn, sqs, table } from '../shared/clients.ts';
import { Deliveries } from '../shared/deliveries.ts';
import { Environment, environment } from '../shared/environment.ts';
import { EvidenceStore } from '../shared/evidence-store.ts';
import { packNames } from '../shared/pack-names.ts';
import { packNamed } from '../shared/packs.ts';
import { Procedures } from '../shared/procedure/procedures.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import { AccessTable } from '../shared/table/access-table.ts';
import { AttestationTable } from '../shared/table/attestation-table.ts';
import { BallotTable } from '../shared/table/ballot-table.ts';
import { CaseTable } from '../shared/table/case-table.ts';
import { KeyTable } from '../shared/table/key-table.ts';
import { NoticeTable } from '../shared/table/notice-table.ts';
import { PrecedentTable } from '../shared/table/precedent-table.ts';
import { QuotaTable } from '../shared/table/quota-table.ts';
import { RegisterTable } from '../shared/table/register-table.ts';
import { SubmissionTable } from '../shared/table/submission-table.ts';
import { WebhookTargets } from '../shared/webhook/target.ts';
import { Accesses } from './accesses.ts';
import { createApp } from './app.ts';
import { Attestations } from './attestations.ts';
import { Ballots } from './ballots.ts';
import { BreakGlass } from './break-glass.ts';
import { CaseFiles } from './case-files.ts';
import { CaseFinder } from './case-finder.ts';
import { Cases } from './cases.ts';
import { Commands } from './commands.ts';
import { Comparisons } from './comparisons.ts';
import { Documents } from './documents.ts';
import { DueDates } from './due-dates.ts';
import { Holds } from './holds.ts';
import { Interests } from './interests.ts';
import { Notices } from './notices.ts';
import { Precedents } from './precedents.ts';
import { ProcedureViews } from './procedure-views.ts';
import { Queues } from './queues.ts';
import { Registers } from './registers.ts';
import { RoleUploads } from './role-uploads.ts';
import { Samples } from './samples.ts';
import { Submissions } from './submissions.ts';
import { VendorKeys } from './vendor-keys.ts';
import { Versions } from './versions.ts';

const env = environment(
  Environment.pick({
    BUNDLE_BUCKET: true,
    VENDOR_KEYS: true,
    EVIDENCE_BUCKET: true,
    TABLE_NAME: true,
    STATE_MACHINE_ARN: true,
    DELIVERY_QUEUE_URL: true,
    WEBHOOK_ALLOWED_NETWORKS: true,
    UPLOADS_PER_DAY: true,
    BREAK_GLASS: true,
  }),
);
const cases = new CaseTable(table, env.TABLE_NAME);
const ledger = new AccessTable(table, env.TABLE_NAME);
const procedures = new Procedures(cases, rulesFor, ledger);
const finder = new CaseFinder(cases, rulesFor);
const views = new ProcedureViews(rulesFor, (pack) => packNamed(pack).title);
const store = new EvidenceStore(s3, env.EVIDENCE_BUCKET);
const files = new CaseFiles(store, s3);
const submissions = new SubmissionTable(table, env.TABLE_NAME);
const place = { bucket: env.BUNDLE_BUCKET, vendorKeys: env.VENDOR_KEYS };

const notices = new Notices(
  new NoticeTable(table, env.TABLE_NAME),
  new Deliveries(sqs, env.DELIVERY_QUEUE_URL),
  new WebhookTargets(env.WEBHOOK_ALLOWED_NETWORKS),
);

/** The HTTP API: uploads, cases, what people and vendors do in them, queues. */
export const handler = handle(
  createApp(cases, {
    accesses: new Accesses(ledger, cases, finder),
    submissions: new Submissions(
      s3,
      place,
      submissions,
      { cases, procedures },
      new QuotaTable(table, env.TABLE_NAME, env.UPLOADS_PER_DAY),
      new RoleUploads(s3, eventBridge, place, submissions),
    ),
    cases: new Cases(cases, finder, views, store, sfn, env.STATE_MACHINE_ARN),
    queues: new Queues(cases, rulesFor),
    commands: new Commands(finder, procedures),
    holds: new Holds(cases, finder, ledger),
    breakGlass: new BreakGlass(cases, finder, ledger, rulesFor, env.BREAK_GLASS === 'on'),
    versions: new Versions(cases, finder, store),
    comparisons: new Comparisons(finder, store),
    samples: new Samples(finder, store, files),
    documents: new Documents(finder, files),
    ballots: new Ballots(new BallotTable(table, env.TABLE_NAME), new Interests(cases)),
    precedents: new Precedents(new PrecedentTable(table, env.TABLE_NAME), packNames),
    registers: new Registers(new RegisterTable(table, env.TABLE_NAME), packNames),
    attestations: new Attestations(cases, finder, new AttestationTable(table, env.TABLE_NAME)),
    vendorKeys: new VendorKeys(new KeyTable(table, env.TABLE_NAME)),
    notices,
    dueDates: new DueDates(finder, rulesFor),
  }),
);
