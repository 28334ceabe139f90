import * as z from 'zod';
import type { CaseEventType } from '../../attestation/event-chain.ts';
import { Tier } from '../../policy/finding.ts';
import { Day } from '../calendar/day.ts';
import { VerdictOutcome } from '../verdict.ts';
import {
  Actor,
  AppealResult,
  Body,
  BundleRef,
  Condition,
  DeterminationBody,
  Dues,
  PanelMember,
  PanelVote,
  Point,
  Position,
  Question,
  SetAside,
} from './parts.ts';

const as = <T extends CaseEventType, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), data: z.object(shape) });

/** What happens to a case under one standard. An event holds the dates it sets, so that a log replays without the standard. */
export const Happening = z.discriminatedUnion('type', [
  as('opened', { vendor: z.string(), bundle: BundleRef }),
  as('screening_started', {}),
  as('returned', { because: z.array(z.string()), cureDue: Day }),
  as('accepted', { track: z.string(), on: Day, dues: Dues }),
  as('checks_started', { bundle: z.int() }),
  as('referred', { tier: Tier.nullable(), points: z.array(Point), changed: z.array(z.string()) }),
  as('decided', {
    n: z.int().positive(),
    on: Day,
    by: z.enum(['checks', 'unanimous', 'working_group', 'principals', 'appeal']),
    outcome: VerdictOutcome,
    conditions: z.array(Condition),
    open: z.array(Point),
  }),
  as('determined', {
    agency: z.string(),
    n: z.int().positive(),
    body: DeterminationBody,
    signatureNeeded: z.boolean(),
  }),
  as('signed', { agency: z.string(), n: z.int().positive() }),
  as('recused', { person: z.string(), reason: z.string() }),
  as('silence_recorded', { agency: z.string(), countsAs: z.enum(['no_objection', 'nothing']) }),
  as('request_issued', {
    round: z.int().positive(),
    on: Day,
    questions: z.array(z.object({ ...Question.shape, agency: z.string() })),
    answerDue: Day,
  }),
  as('answer_extended', { until: Day, reason: z.string() }),
  as('request_answered', { on: Day, answers: z.array(z.string()), documents: z.array(z.string()), dues: Dues }),
  as('request_expired', { on: Day, dues: Dues }),
  as('extended', { days: z.int().positive(), reason: z.string(), dues: Dues }),
  as('escalated', { to: Body, because: z.array(z.string()) }),
  as('voted', {
    body: Body,
    agency: z.string(),
    position: Position,
    conditions: z.array(Condition),
    reason: z.string(),
  }),
  as('notice_issued', { missed: Day, openIssues: z.array(z.string()), dues: Dues }),
  as('lapsed', { on: Day, because: z.string(), openIssues: z.array(z.string()) }),
  as('withdrawn', { on: Day, reason: z.string() }),
  as('bundle_amended', { bundle: BundleRef, note: z.string() }),
  as('amendment_rejected', { bundle: z.int() }),
  as('condition_met', { condition: z.string(), evidence: z.string() }),
  as('condition_breached', { condition: z.string(), evidence: z.string() }),
  as('condition_expired', { condition: z.string(), on: Day }),
  as('reopened', {
    on: Day,
    cause: z.enum(['breach', 'false_statement', 'material_change', 'remand']),
    because: z.string(),
    evidence: z.string(),
    point: Point.nullable(),
    dues: Dues,
  }),
  as('appealed', { on: Day, ground: z.string(), statement: z.string(), due: Day }),
  as('panel_appointed', { members: z.array(PanelMember) }),
  as('appeal_decided', {
    result: AppealResult,
    votes: z.array(PanelVote),
    reason: z.string(),
    setAside: z.array(SetAside),
    precedent: z.string().nullable().default(null),
  }),
  as('appeal_overdue', { missed: Day, due: Day }),
]);
export type Happening = z.infer<typeof Happening>;

/** A happening with its time, who caused it and by which command; null where the clock or the rules did. */
export const Change = z.intersection(
  Happening,
  z.object({ at: z.iso.datetime(), by: Actor, command: z.string().nullable(), standard: z.string() }),
);
export type Change = z.infer<typeof Change>;
