import { seenEvaluations } from '../adjudication/differences/compare-versions.ts';
import type { Audience } from '../bundle/audience.ts';
import type { Finding } from '../policy/finding.ts';
import { mayReadFile, type Needs } from './may-read-file.ts';
import { findingsSeen, type Sight } from './sight.ts';

/** Findings of the joint screening are everybody's, so that they make nobody a reader of what they rest on. */
const JOINT = 'joint';

/** Every agency that judges under a standard reads its documents: facts of them go to all criteria. */
export const needsOfDocument =
  (sight: Sight): Needs =>
  (standard) =>
    ownAgencies(sight, standard);

/**
 * An agency reads the logs on which findings of its own rest. That the joint screening saw a log, which every agency may know, opens it
 * to none.
 * @param findings those under the standard that somebody sees
 */
export const needsOfLog =
  (sight: Sight, standard: string, findings: readonly Finding[], evaluation: string): Needs =>
  (other) =>
    other === standard
      ? ownAgencies(sight, standard).filter((agency) => seenEvaluations(findings, new Set([agency])).has(evaluation))
      : [];

/** Why somebody is not shown what a file says; null where they are. */
export function withheldFrom(sight: Sight, audience: Audience, needs: Needs): string | null {
  if (mayReadFile(sight, audience, needs) === 'content') return null;
  return audience.level === 'sealed'
    ? 'The vendor has sealed this file: the review holds its digest, and nobody is shown what it says.'
    : 'This file is for the vendor and the agencies that judge by it. You see what they found.';
}

const ownAgencies = (sight: Sight, standard: string): string[] =>
  [...(findingsSeen(sight, standard) ?? [])].filter((agency) => agency !== JOINT);
