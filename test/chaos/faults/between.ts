import type { Between } from '../../../local/between.ts';
import type { FaultPlan } from '../plan.ts';
import { faultyEvents } from './events.ts';
import { faultyInvocation, faultyTask } from './lambda.ts';
import { faultyWires } from './wire.ts';

/** How far the clocks of functions are off at most, in ms: less than the 15 minutes for which a signature is good. */
const SKEW = 5 * 60_000;

/** All faults of a plan, between the parts of a local run. */
export async function faultsOf(plan: FaultPlan): Promise<Between & { stop(): Promise<unknown> }> {
  const { endpoints, stop } = await faultyWires(plan);
  const skewed = ['clock jump'] as const;
  return {
    invocation: faultyInvocation(plan),
    task: faultyTask(plan),
    event: faultyEvents(plan),
    skewMs: () => (plan.at('clock', skewed) === null ? 0 : (2 * plan.amount('clock') - 1) * SKEW),
    endpoints,
    stop,
  };
}
