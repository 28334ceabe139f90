import { digestOf } from '../../attestation/canonical-json.ts';
import type { Change } from '../case/change.ts';
import { openPoints } from '../case/positions.ts';
import { type CaseRules, today } from '../case/rules.ts';
import type { CaseState } from '../case/state.ts';
import type { Precedent } from './precedent.ts';

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
