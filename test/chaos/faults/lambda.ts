import type { Passage } from '../../../local/between.ts';
import type { Outcome } from '../../../local/lambda/worker.ts';
import { TaskError } from '../../../local/step-functions/errors.ts';
import type { FaultPlan } from '../plan.ts';

/** What happens to an invocation: its process ends before, during or after the work; it runs out of time before or after it. */
const INVOCATION = ['crash before', 'crash during', 'crash after', 'timeout before', 'timeout after'] as const;
/** How Lambda refuses an invocation of a state machine. Sources: Lambda API reference, `Invoke`; Step Functions guide, "Handle transient Lambda service exceptions". */
const REFUSALS = {
  throttle: 'Lambda.TooManyRequestsException',
  'service exception': 'Lambda.ServiceException',
  'client exception': 'Lambda.SdkClientException',
} as const;
const REFUSED = ['throttle', 'service exception', 'client exception'] as const;

const exited: Outcome = {
  failed: { errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited with error: signal: killed' },
};
const outOfTime: Outcome = { failed: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' } };

/** Lets invocations pass as the plan has it. Work that was done although nobody hears of it is the case that matters most. */
export const faultyInvocation =
  (plan: FaultPlan) =>
  async ({ name, run, kill }: Passage): Promise<Outcome> => {
    const fault = plan.at(`invoke ${name}`, INVOCATION);
    switch (fault) {
      case null:
        return run();
      case 'crash before':
      case 'timeout before':
        kill();
        return fault === 'crash before' ? exited : outOfTime;
      case 'crash during': {
        // Whatever it is doing by then: a function works for some 5 to 500 ms.
        const timer = setTimeout(kill, 5 + plan.amount(`invoke ${name}`) * 200);
        return run().finally(() => clearTimeout(timer));
      }
      case 'crash after':
      case 'timeout after':
        await run();
        kill();
        return fault === 'crash after' ? exited : outOfTime;
    }
  };

/** Refuses invocations of state machines as the plan has it. */
export const faultyTask =
  (plan: FaultPlan) =>
  (name: string): void => {
    const fault = plan.at(`task ${name}`, REFUSED);
    if (fault !== null) throw new TaskError(REFUSALS[fault], `injected: ${fault}`);
  };
