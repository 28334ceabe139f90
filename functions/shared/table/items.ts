import * as z from 'zod';
import { Grant } from '#core/adjudication/break-glass/grant.ts';
import { Day } from '#core/adjudication/calendar/day.ts';
import { CaseStage } from '#core/adjudication/case/parts.ts';
import { CaseState } from '#core/adjudication/case/state.ts';
import { DutyKind } from '#core/adjudication/procedure/duty.ts';
import { Standing } from '#core/adjudication/procedure/standing.ts';
import { Retention } from '#core/adjudication/retention/retention.ts';
import { KeptPart } from '#core/adjudication/retention/rules.ts';
import { Verdict, VerdictOutcome } from '#core/adjudication/verdict.ts';
import { CaseStatus } from '#core/api/wire.ts';
import { BundleSignature } from '#core/bundle/bundle-signature.ts';
import { Publication } from '#core/bundle/manifest.ts';
import { PackRef } from '#core/policy/check-report.ts';
import { Outcome, Tier } from '#core/policy/finding.ts';

/**
 * The items of the one table: `PK` is the case (or a client), `SK` says what the item is. A field that every reader needs, and one inside of
 * another, is a new schema of its item with a step in `item-upgrades.ts`; one more at the top may be optional.
 */
export const keys = {
  case: (caseId: string) => ({ PK: `CASE#${caseId}`, SK: 'CASE' }),
  check: (caseId: string, pack: string, agency: string) => ({ PK: `CASE#${caseId}`, SK: `CHECK#${pack}#${agency}` }),
  verdict: (caseId: string, pack: string, n: number) => ({ PK: `CASE#${caseId}`, SK: `VERDICT#${pack}#${n}` }),
  procedure: (caseId: string, pack: string) => ({ PK: `CASE#${caseId}`, SK: `PROCEDURE#${pack}` }),
  duty: (caseId: string, pack: string, party: string) => ({ PK: `DUTY#${caseId}`, SK: `${pack}#${party}` }),
  review: (caseId: string, grant: number, agency: string) => ({
    PK: `DUTY#${caseId}`,
    SK: `emergency.${grant}#${agency}`,
  }),
  notice: (caseId: string, pack: string, { on, what, who, due }: Pick<NoticeItem, 'on' | 'what' | 'who' | 'due'>) => ({
    PK: `CASE#${caseId}`,
    SK: `NOTICE#${pack}#${on}#${what}#${who}#${due}`,
  }),
  task: (caseId: string, pack: string, party: string) => ({ PK: `TASK#${caseId}`, SK: `${pack}#${party}` }),
  event: (caseId: string, seq: number) => ({ PK: `CASE#${caseId}`, SK: `EVENT#${String(seq).padStart(6, '0')}` }),
  precedents: (pack: string) => ({ PK: `PRECEDENT#${pack}` }),
  precedent: (pack: string, day: string, id: string) => ({ PK: `PRECEDENT#${pack}`, SK: `${day}#${id}` }),
  register: (pack: string) => ({ PK: `REGISTER#${pack}` }),
  registered: (pack: string, { month, id }: { month: string; id: string }) => ({
    PK: `REGISTER#${pack}`,
    SK: `${month}#${id}`,
  }),
  submission: (submissionId: string) => ({ PK: `SUBMISSION#${submissionId}`, SK: 'SUBMISSION' }),
  client: (clientId: string) => ({ PK: `CLIENT#${clientId}`, SK: 'CLIENT' }),
};

/** Summary of a case. `version` counts the writes to it: each is conditional on the one it read. */
export const CaseItem = z.object({
  caseId: z.string(),
  version: z.int().positive(),
  vendor: z.string(),
  status: CaseStatus,
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
  bytes: z.int().nonnegative(),
  openedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  outcome: VerdictOutcome.nullable(),
  tier: Tier.nullable(),
  model: z.string().nullable(),
  pack: PackRef.nullable().describe('The pack that gave outcome and tier'),
  packs: z.array(z.string()).describe('Names of all packs under which there is a verdict, that one first'),
  bundle: z.int().positive().describe('Which version of the bundle is under review'),
  formerBundles: z
    .array(z.object({ bucket: z.string(), key: z.string(), versionId: z.string() }))
    .optional()
    .describe('Versions of the bundle before the one under review'),
  standings: z.record(z.string(), Standing).describe('By name of the pack'),
  retention: Retention.optional().describe('Left out while nothing was said or done about keeping the case'),
  emergencies: z
    .array(Grant)
    .optional()
    .describe('Emergency accesses to its evidence, oldest first; left out where there never was one'),
  lastSeq: z.int().nonnegative(),
  lastHash: z.string(),
});
export type CaseItem = z.infer<typeof CaseItem>;

/** What an agency's check under one pack came to; its findings are in the evidence bucket. `agency` and `due` put it into that agency's queue. */
export const CheckItem = z.object({
  caseId: z.string(),
  pack: z.string().describe('id/version'),
  agency: z.string(),
  failed: z.boolean(),
  tier: Tier.nullable(),
  counts: z.record(Outcome, z.int().nonnegative()),
  report: z.string().nullable().describe('Key in the evidence bucket'),
});
export type CheckItem = z.infer<typeof CheckItem>;

/** A verdict under one pack. */
export const VerdictItem = z.object({
  caseId: z.string(),
  n: z.int().positive(),
  decidedAt: z.iso.datetime(),
  verdict: Verdict,
  findings: z.string().describe('Key in the evidence bucket'),
  publication: Publication.describe('What the manifest of its bundle allows the register'),
  signature: BundleSignature.nullable()
    .optional()
    .describe('What came of the signature of the bundle; null without one'),
  head: z
    .object({ seq: z.int().nonnegative(), hash: z.string() })
    .optional()
    .describe('The event with which it was written: where the chain of the case stood'),
  definition: z
    .string()
    .optional()
    .describe(
      'Digest of the definition of the state machine whose checks it rests on; the version of the machine has it as its description',
    ),
  code: z.string().optional().describe('Digest of the code of `decide` that read those checks'),
});
export type VerdictItem = z.infer<typeof VerdictItem>;

/** The procedure under one pack as its events have left it, and when it is looked at again. */
export const ProcedureItem = z.object({
  caseId: z.string(),
  pack: z.string(),
  state: CaseState,
  nextAt: z.iso.datetime().nullable().describe('When its next deadline ends or its next reminder is due; null at rest'),
  awaits: z.array(z.string()).describe('Parties whose acts it waits for'),
  turn: z.int().nonnegative().describe('Counts the times that it left its rest; each has an execution of its own'),
  lookedAt: z.iso.datetime().describe('Deadlines and reminders up to here have been seen'),
});
export type ProcedureItem = z.infer<typeof ProcedureItem>;

/** What one party owes in a case under one pack. `agency` (the party) and `due` put it into that party's queue. */
export const DutyItem = z.object({
  caseId: z.string(),
  pack: z.string(),
  agency: z.string(),
  due: Day,
  duties: z.array(z.object({ what: DutyKind, due: Day, condition: z.string().optional() })).min(1),
  stage: CaseStage,
  vendor: z.string(),
  model: z.string().nullable(),
  tier: Tier.nullable(),
  blockers: z.int().nonnegative().describe('Open points that are blockers'),
  points: z.int().nonnegative().describe('All open points'),
  destroyed: z
    .array(KeptPart)
    .optional()
    .describe('What of the case was gone when it was last written; left out while all is kept'),
  openedOn: z.iso.datetime().describe('When the case was opened; "openedAt" would put it into the indexes of cases'),
});
export type DutyItem = z.infer<typeof DutyItem>;

/** A reminder that came due. */
export const NoticeItem = z.object({
  caseId: z.string(),
  pack: z.string(),
  vendor: z.string(),
  what: DutyKind,
  who: z.string(),
  due: Day,
  on: Day,
});
export type NoticeItem = z.infer<typeof NoticeItem>;

/** A task token of the workflow: good for one answer, and read by no function that people or vendors reach. */
export const TaskItem = z.object({
  caseId: z.string(),
  pack: z.string(),
  party: z.string(),
  until: z.iso.datetime(),
  token: z.string(),
  expiresAt: z.int().positive().describe('Seconds since 1970: when the table drops the item'),
});
export type TaskItem = z.infer<typeof TaskItem>;

/** Which vendor a client of the API acts for. */
export const ClientItem = z.object({ vendor: z.string() });

/** An upload under way. It has no `openedAt`, so it is in none of the indexes of cases. */
export const SubmissionItem = z.object({
  submissionId: z.string(),
  vendor: z.string(),
  uploadId: z.string(),
  key: z.string(),
  fileName: z.string(),
  bytes: z.int().positive(),
  partBytes: z.int().positive(),
  amends: z
    .object({ caseId: z.string(), note: z.string(), by: z.string() })
    .optional()
    .describe('The case of which this is a new version of the bundle'),
  byRole: z
    .object({
      checksum: z.string(),
      versionId: z.string().optional().describe('The version of the object that has arrived, and is what was declared'),
    })
    .optional()
    .describe('It is uploaded with the role of the vendor'),
  expiresAt: z.int().positive().describe('Seconds since 1970: when the table drops the item'),
});
export type SubmissionItem = z.infer<typeof SubmissionItem>;
