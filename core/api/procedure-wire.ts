import * as z from 'zod';
import { Day } from '../adjudication/calendar/day.ts';
import { Action } from '../adjudication/case/command.ts';
import { BundleRef, CaseStage, DeterminationBody, Dues, Point, Question } from '../adjudication/case/parts.ts';
import { ConditionState, Decision, Vote } from '../adjudication/case/state.ts';
import { DutyKind } from '../adjudication/procedure/duty.ts';
import { KeptPart } from '../adjudication/retention/rules.ts';
import { CaseEvent } from '../attestation/event-chain.ts';
import { Tier } from '../policy/finding.ts';

/** What crosses the HTTP API of the people's part of a review. */

const PackName = z.string().max(64).describe('id/version');

/** `POST /cases/{caseId}/commands`: one action on a case under one standard. A command that arrives again under its id does nothing twice. */
export const CaseCommand = z.strictObject({
  id: z.string().min(1).max(128).describe('Chosen by the caller, new for each command'),
  standard: PackName,
  as: z.string().max(128).optional().describe('The role in which a person acts, as agency.nsa.reviewer'),
  expected: z
    .int()
    .nonnegative()
    .optional()
    .describe('The last event of the case that the person saw; the command is refused where the case has moved on'),
  do: Action,
});
export type CaseCommand = z.infer<typeof CaseCommand>;

export const CommandAnswer = z.object({
  events: z.array(z.object({ type: CaseEvent.shape.type, at: z.iso.datetime() })),
  stage: CaseStage,
  lastSeq: z.int().nonnegative(),
});
export type CommandAnswer = z.infer<typeof CommandAnswer>;

const Deadline = z.object({
  what: DutyKind,
  party: z.string().describe('An agency, coordinator, panel:<person>, or vendor:<id>'),
  due: Day,
  condition: z.string().optional(),
  yours: z.boolean().describe('The caller is of that party'),
});

/** A determination as the caller may see it: the vendor sees what agencies determined once the case is decided. */
const DeterminationView = z.object({
  agency: z.string(),
  n: z.int().positive(),
  run: z.int().positive(),
  at: z.iso.datetime(),
  body: DeterminationBody,
  inEffect: z.boolean(),
  signatureNeeded: z.boolean(),
  preparedBy: z.string().nullable().describe('Null for the vendor: people are named to agencies alone'),
  signedBy: z.string().nullable(),
  void: z.string().nullable(),
});

/** The people's part of a review under one standard, as it stands now, whether or not a tick has been recorded. */
export const ProcedureView = z.object({
  standard: PackName,
  title: z.string(),
  legalBasis: z.enum(['voluntary', 'mandatory']),
  stage: CaseStage,
  track: z.string().nullable(),
  tier: Tier.nullable(),
  run: z.int().positive(),
  dues: Dues.nullable(),
  today: Day.describe('The day that it is where the standard counts its days'),
  timeZone: z
    .string()
    .describe('Where that is, as America/New_York; what is due on a day is so until its midnight there'),
  days: z
    .object({ total: z.int(), vendor: z.int(), agencies: z.int() })
    .describe('Since acceptance: all of them, those on hold for the vendor, the agencies’ own'),
  deadlines: z.array(Deadline).describe('What is owed, earliest first'),
  nextAt: z.iso.datetime().nullable().describe('When the clock next brings something'),
  points: z.array(Point).describe('Open points: what stands in the way of a clearance'),
  questions: z.array(z.object({ ...Question.shape, agency: z.string() })).describe('Of the request to the vendor'),
  determinations: z.array(DeterminationView),
  silent: z.array(z.string()),
  votes: z.array(Vote).describe('Empty for the vendor'),
  decisions: z.array(Decision),
  conditions: z.array(ConditionState),
  bundles: z.array(z.object({ ...BundleRef.shape, rejected: z.boolean() })),
  appeal: z.object({ ground: z.string(), filedOn: Day, due: Day, panel: z.array(z.string()) }).nullable(),
  extensions: z.int().nonnegative(),
  notices: z.int().nonnegative(),
  grounds: z.array(z.string()).describe('On which the vendor may appeal'),
  allowed: z.array(z.string()).describe('Determinations that the standard knows'),
  next: z
    .array(z.object({ action: z.string(), as: z.string() }))
    .describe('What the caller may do now, and in which role'),
});
export type ProcedureView = z.infer<typeof ProcedureView>;

/** `GET /queue?party=`: what a party owes over all cases, earliest due date first. */
export const QueueEntry = z.object({
  caseId: z.string(),
  standard: PackName,
  party: z.string(),
  due: Day,
  duties: z.array(z.object({ what: DutyKind, due: Day, condition: z.string().optional() })),
  stage: CaseStage,
  vendor: z.string(),
  model: z.string().nullable(),
  tier: Tier.nullable(),
  blockers: z.int().nonnegative(),
  points: z.int().nonnegative(),
  openedAt: z.iso.datetime(),
  destroyed: z
    .array(KeptPart)
    .optional()
    .describe('What of the case nobody can be shown any more; left out while all is kept'),
  today: Day.describe('The day now, where the standard counts its days'),
  timeZone: z.string().describe('Where it counts them (IANA)'),
});
export type QueueEntry = z.infer<typeof QueueEntry>;
export const Queue = z.object({ party: z.string(), entries: z.array(QueueEntry), next: z.string().nullable() });
export type Queue = z.infer<typeof Queue>;

/** `GET /cases/{caseId}/events`: the hash-chained log. `data` is null where it is not for the caller; the hashes still chain. */
export const CaseLog = z.object({
  events: z.array(
    z.object({
      ...CaseEvent.shape,
      data: CaseEvent.shape.data.nullable(),
      standard: PackName.nullable().describe(
        'Under which it happened, beside what is hashed; null where that is not for the caller, or of no one standard',
      ),
    }),
  ),
});
export type CaseLog = z.infer<typeof CaseLog>;
