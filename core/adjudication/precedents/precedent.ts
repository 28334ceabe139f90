import * as z from 'zod';
import { digestOf } from '../../attestation/canonical-json.ts';
import { Day } from '../calendar/day.ts';
import type { Change } from '../case/change.ts';
import { AppealResult } from '../case/parts.ts';
import { openPoints } from '../case/positions.ts';
import { type CaseRules, today } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';

/** What an appeal panel decided, for the public: neither the case nor anybody in it is named. */
export const Precedent = z.object({
  standard: z.string().describe('id/version'),
  criteria: z.array(z.string()).describe('Set aside, or else those that stood in the way of a clearance; sorted'),
  ground: z.string().describe('Of the appeal, as the standard lists it'),
  result: AppealResult,
  text: z.string().describe('What was decided on which criterion, and why'),
  on: Day,
});
export type Precedent = z.infer<typeof Precedent>;

/**
 * The precedent that an event sets; null for one that sets none.
 * @param before the case before the event
 */
export function precedentOf(rules: CaseRules, before: CaseState | null, change: Change): Precedent | null {
  if (change.type !== 'appeal_decided' || change.data.precedent === null || before === null) return null;
  const { result, setAside, precedent: text } = change.data;
  const concerned = setAside.length > 0 ? setAside : openPoints(rules, before);
  return {
    standard: rules.standard,
    criteria: [...new Set(concerned.map(({ criterion }) => criterion))].sort(),
    ground: before.appeal?.ground ?? '',
    result,
    text,
    on: today(rules, change.at),
  };
}

/** A name of a precedent that follows from what it says, and leads to no case. */
export const precedentId = (precedent: Precedent): string => digestOf(precedent).slice('sha256:'.length, -32);
