import { PERMISSIONS } from '#core/adjudication/case/permissions.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import type { CommandPlace } from './command-place.ts';
import { type NextStep, offerOf } from './offers.ts';

export interface NextSteps {
  /** What is waited for, or helps the case on. */
  first: NextStep[];
  /** Names of the commands for what is possible besides. */
  also: string[];
}

/** What the caller may do now under a standard. */
export function nextSteps(procedure: ProcedureView, place: CommandPlace): NextSteps {
  const { ref, who, named, connection } = place;
  const first: NextStep[] = [];
  const also = new Set<string>();
  const ways = procedure.next.filter(({ action }, at, all) => all.findIndex((one) => one.action === action) === at);
  for (const { action, as } of ways) {
    const offer = offerOf(action)?.(procedure, { ref, who, suffix: `${named(action)}${connection}` }, as) ?? null;
    if (typeof offer === 'string') also.add(offer);
    else if (offer !== null) first.push(offer);
  }
  // An amendment is an upload, which the service does not count among the actions.
  if (place.amendOffered !== true && offersAmendment(procedure))
    first.push({
      what:
        procedure.stage === 'returned' ? 'put the bundle right' : 'file a new version of the bundle, if you have one',
      commands: [`countersign submit PATH --amends ${ref} --note "What is other"${connection}`],
    });
  return { first, also: [...also] };
}

/** Whether the caller is the vendor, and may file a new version of the bundle that is no answer to a request. */
export function offersAmendment({ next, stage }: ProcedureView): boolean {
  const vendor = next.some(({ as }) => as.startsWith('vendor.'));
  return vendor && stage !== 'on_hold' && PERMISSIONS.amend.stages.includes(stage);
}
