import * as z from 'zod';
import { Tier } from '../../policy/finding.ts';
import { Day } from '../calendar/day.ts';
import { VerdictOutcome } from '../verdict.ts';
import {
  AppealResult,
  Body,
  BundleRef,
  CaseStage,
  Condition,
  DeterminationBody,
  Dues,
  PanelMember,
  Point,
  Position,
  Question,
} from './parts.ts';

const run = z.int().positive();
const at = z.iso.datetime();
const voided = z.string().nullable().describe('Why it is no longer in effect');

/** A determination in the history of a case. */
export const Determination = z.object({
  run,
  agency: z.string(),
  n: z.int().positive(),
  body: DeterminationBody,
  preparedBy: z.string(),
  signedBy: z.string().nullable(),
  signatureNeeded: z.boolean(),
  at,
  void: voided,
});
export type Determination = z.infer<typeof Determination>;

export const Vote = z.object({
  run,
  body: Body,
  agency: z.string(),
  position: Position,
  conditions: z.array(Condition),
  by: z.string(),
  at,
  void: voided,
});
export type Vote = z.infer<typeof Vote>;

export const Decision = z.object({
  n: z.int().positive(),
  run,
  on: Day,
  outcome: VerdictOutcome,
  by: z.enum(['checks', 'unanimous', 'working_group', 'principals', 'appeal']),
});
export type Decision = z.infer<typeof Decision>;

/** Days on which a clock ran or stood; `to` is null while it does. */
export const Span = z.object({ from: Day, to: Day.nullable() });
export type Span = z.infer<typeof Span>;

export const ConditionState = z.object({
  ...Condition.shape,
  status: z.enum(['open', 'met', 'breached', 'expired']),
});
export type ConditionState = z.infer<typeof ConditionState>;

/** All that the events of a case under one standard come to. */
export const CaseState = z.object({
  standard: z.string(),
  vendor: z.string(),
  stage: CaseStage,
  openedAt: at,
  lastAt: at,
  seen: z.array(z.string()).describe('Ids of the commands that have had an effect'),
  bundles: z
    .array(z.object({ ...BundleRef.shape, rejected: z.boolean() }))
    .describe('All versions of the bundle; the last that is not rejected is under review'),
  track: z.string().nullable(),
  tier: Tier.nullable(),
  points: z.array(Point),
  dues: Dues.nullable(),
  cureDue: Day.nullable(),
  run: run.describe('Counts from 1; each reopening starts another run with its own determinations and votes'),
  referred: z.boolean().describe('People have been asked in this case: from then on the checks alone decide nothing'),
  runs: z.array(Span).describe('Days in which the review ran'),
  holds: z.array(Span).describe('Those of them on which it waited for the vendor'),
  answerDue: Day.nullable(),
  questions: z
    .array(z.object({ ...Question.shape, agency: z.string() }))
    .describe('What the vendor was asked in the last request'),
  rounds: z.int().nonnegative(),
  extensions: z.int().nonnegative(),
  determinations: z.array(Determination),
  silent: z.array(z.string()),
  votes: z.array(Vote),
  recused: z.array(z.string()),
  participants: z
    .array(z.string())
    .describe('Everybody who has taken part in judging; none of them sits on an appeal panel'),
  decisions: z.array(Decision),
  conditions: z.array(ConditionState),
  appeal: z
    .object({
      ground: z.string(),
      filedOn: Day,
      due: Day,
      panel: z.array(PanelMember),
      from: z.enum(['decided', 'lapsed']),
      result: AppealResult.nullable().default(null),
    })
    .nullable(),
  appeals: z.int().nonnegative(),
  notices: z.int().nonnegative(),
});
export type CaseState = z.infer<typeof CaseState>;

/** Stages in which agencies determine. */
export const REVIEW: ReadonlySet<CaseStage> = new Set(['agency_review', 'reopened', 'working_group', 'principals']);

/** Stages in which a decision is owed by its due date. */
export const RUNNING: ReadonlySet<CaseStage> = new Set([...REVIEW, 'accepted', 'automated_checks']);

export const CLEARING: ReadonlySet<VerdictOutcome> = new Set(['cleared', 'cleared_with_conditions', 'staged_access']);
