import { fromLog, replay } from '#core/adjudication/case/log.ts';
import { inEffect } from '#core/adjudication/case/positions.ts';
import type { CaseEvent } from '#core/attestation/event-chain.ts';
import { type Issued, type VerdictStatement, verdictStatement } from '#core/attestation/verdict/verdict-statement.ts';
import { packName } from '#core/policy/check-report.ts';
import type { VerdictItem } from '../shared/table/items.ts';

/** A verdict that does not say with which event of its case it was written, so that no chain can be named. */
export class ChainHeadUnknown extends Error {
  override readonly name = 'ChainHeadUnknown';
}

/** A verdict of people whose automated verdict is not among those of the case: a defect of whoever wrote it. */
export class AutomatedVerdictMissing extends Error {
  override readonly name = 'AutomatedVerdictMissing';
}

/**
 * The statement on a verdict of a case. It follows from what is written once and never changed, and from since when the key is valid:
 * whoever makes it, and however often, it is the same bytes.
 * @param verdicts all of the case under the standard
 * @param events the log of the case, from its first event on
 * @param validFrom of the key that signs: a verdict that is older is issued when the key begins
 * @throws ChainHeadUnknown, AutomatedVerdictMissing; VerificationError `bundle-digest-unknown`
 */
export function issuedStatement(
  item: VerdictItem,
  verdicts: readonly VerdictItem[],
  events: readonly CaseEvent[],
  validFrom: string,
): VerdictStatement {
  const { caseId, n, decidedAt, head } = item;
  if (head === undefined) throw new ChainHeadUnknown(`verdict ${n} of ${caseId} names no event`);
  const automated = verdicts.findLast((one) => one.n <= n && isAutomated(one) && onSameBundle(one, item));
  if (automated === undefined)
    throw new AutomatedVerdictMissing(`verdict ${n} of ${caseId} follows on none of the automated review`);
  return verdictStatement({
    caseId,
    issuedAt: Date.parse(decidedAt) < Date.parse(validFrom) ? validFrom : decidedAt,
    verdict: automated.verdict,
    chain: head,
    signature: automated.signature ?? null,
    ...peopleIn(item, events.slice(0, head.seq + 1)),
  });
}

const isAutomated = ({ verdict }: VerdictItem) => verdict.decision === undefined;

const onSameBundle = ({ verdict: a }: VerdictItem, { verdict: b }: VerdictItem) =>
  a.bundle.digest === b.bundle.digest && a.findingsDigest === b.findingsDigest;

/** What people decided, with the determination of each agency that was in effect then. */
function peopleIn({ verdict }: VerdictItem, events: readonly CaseEvent[]): Pick<Issued, 'people'> {
  const { decision, outcome, pack } = verdict;
  if (decision === undefined) return {};
  const state = replay(fromLog(events, packName(pack)));
  const determinations = decision.agencies.flatMap(({ agency }) => {
    const body = state === null ? undefined : inEffect(state, agency)?.body;
    return body === undefined ? [] : [{ agency, determination: body }];
  });
  return { people: { by: decision.by, outcome, conditions: decision.conditions, determinations } };
}
