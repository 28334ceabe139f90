import type { FaultPlan } from '../plan.ts';

const EVENT = ['event lost', 'event twice', 'event late', 'events swapped'] as const;
/** An event that is late comes after this time at most, in ms. */
const LATE = 2_000;

/** Lets events pass as the plan has it. */
export function faultyEvents(plan: FaultPlan): (accept: () => void) => void {
  let held: (() => void) | null = null;
  return (accept) => {
    switch (plan.at('event', EVENT)) {
      case 'event lost':
        return;
      case 'event twice':
        accept();
        accept();
        break;
      case 'event late':
        setTimeout(accept, plan.amount('event') * LATE).unref();
        break;
      case 'events swapped':
        // Comes after the next one; the last one that is held back is lost.
        if (held === null) {
          held = accept;
          return;
        }
        accept();
        break;
      case null:
        accept();
    }
    held?.();
    held = null;
  };
}
