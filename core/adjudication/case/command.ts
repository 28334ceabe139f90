import * as z from 'zod';
import { Tier } from '../../policy/finding.ts';
import { Day } from '../calendar/day.ts';
import { VerdictOutcome } from '../verdict.ts';
import {
  Actor,
  AppealResult,
  DeterminationBody,
  NewCondition,
  PanelMember,
  PanelVote,
  Point,
  Position,
  Reason,
  SetAside,
} from './parts.ts';

const as = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** What somebody asks of a case. */
export const Action = z.discriminatedUnion('type', [
  // The workflow.
  as('open', { vendor: z.string(), standard: z.string(), digest: z.string() }),
  as('screen', {}),
  as('return', { because: z.array(Reason).min(1) }),
  as('accept', { track: z.string() }),
  as('start_checks', {}),
  as('record_checks', {
    bundle: z.int().positive().describe('The version of the bundle that was checked'),
    outcome: VerdictOutcome,
    tier: Tier.nullable(),
    points: z.array(Point),
    changed: z.array(z.string()).default([]).describe('Agencies whose findings an amended bundle changed'),
  }),
  as('tick', {}),
  // Agencies.
  as('determine', { determination: DeterminationBody }),
  as('sign', { n: z.int().positive() }),
  as('recuse', { reason: Reason }),
  as('vote', { position: Position, conditions: z.array(NewCondition).default([]), reason: Reason }),
  // Those who run the case.
  as('issue_request', {}),
  as('extend_answer', { until: Day, reason: Reason }),
  as('extend', { reason: Reason }),
  as('meet_condition', { condition: z.string(), evidence: Reason }),
  as('breach_condition', { condition: z.string(), evidence: Reason }),
  as('reopen', { cause: z.enum(['false_statement', 'material_change']), statement: Reason, evidence: Reason }),
  as('appoint_panel', { members: z.array(PanelMember).min(1) }),
  as('decide_appeal', {
    result: AppealResult,
    votes: z.array(PanelVote).min(1),
    reason: Reason,
    outcome: Position.nullable().default(null).describe('The decision in place of the one overturned'),
    setAside: z.array(SetAside).default([]),
    conditions: z.array(NewCondition).default([]),
    precedent: Reason.nullable()
      .default(null)
      .describe('For the public: what was decided on which criterion and why, without names'),
  }),
  // The vendor.
  as('answer', { answers: z.array(Reason).min(1), documents: z.array(z.string()).default([]) }),
  as('amend', {
    digest: z.string(),
    note: Reason,
    bundle: z.int().positive().optional().describe('Its number in the case; left out, the one after the last'),
  }),
  as('withdraw', { reason: Reason }),
  as('appeal', { ground: z.string(), statement: Reason }),
]);
export type Action = z.infer<typeof Action>;

/** An action with who asks for it. A command that arrives again under its id does nothing twice. */
export const Command = z.strictObject({ id: z.string().min(1), by: Actor, do: Action });
export type Command = z.infer<typeof Command>;
export type CommandInput = z.input<typeof Command>;
