import type * as z from 'zod';
import { seenEvaluations } from '../adjudication/differences/compare-versions.ts';
import type { Confidentiality } from '../bundle/manifest.ts';
import type { Finding } from '../policy/finding.ts';
import { findingsSeen, type Sight } from './sight.ts';

/** Who reads a file of a bundle: its vendor, somebody who judges by it, or somebody who sees that the others keep to the rules. */
export type Reader = 'vendor' | 'agency' | 'overseer';

/** Findings of the joint screening are everybody's, so that they make nobody a reader of what they rest on. */
const JOINT = 'joint';

export function readerUnder(sight: Sight, standard: string): Reader {
  if (!sight.deliberation) return 'vendor';
  const agencies = findingsSeen(sight, standard);
  return agencies === null || [...agencies].some((agency) => agency !== JOINT) ? 'agency' : 'overseer';
}

/**
 * As what somebody reads a log: an agency judges by those on which findings of its own rest. That the joint screening saw a log, which every
 * agency may know, opens it to none.
 * @param findings those that they see
 */
export function readerOfLog(sight: Sight, standard: string, findings: readonly Finding[], evaluation: string): Reader {
  const reader = readerUnder(sight, standard);
  const agencies = findingsSeen(sight, standard);
  if (reader !== 'agency' || agencies === null) return reader;
  return seenEvaluations(findings, agencies).has(evaluation) ? reader : 'overseer';
}

/**
 * Why somebody is not shown what a file says; null where they are.
 * @param declared what the manifest says of the file; where it says nothing, it is the agencies'
 */
export function withheldFrom(reader: Reader, declared: z.infer<typeof Confidentiality> | undefined): string | null {
  switch (declared ?? 'agency') {
    case 'sealed':
      return 'The vendor has sealed this file: the review holds its digest, and nobody is shown what it says.';
    case 'public':
      return null;
    case 'summary':
    case 'agency':
      return reader === 'overseer'
        ? 'This file is for the vendor and the agencies that judge by it. You see what they found.'
        : null;
  }
}
