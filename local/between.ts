import type { Endpoints } from './lambda/service-environment.ts';
import type { Outcome } from './lambda/worker.ts';

/** One invocation on its way to an execution environment. */
export interface Passage {
  /** The name of the function. */
  readonly name: string;
  /** Lets it through. */
  run(): Promise<Outcome>;
  /** Ends the execution environment, whatever it is doing. */
  kill(): void;
}

/**
 * Where something can come between the parts of the local run, as networks and machines come between those of a cloud: the harness
 * that injects faults does, nothing else. What is absent comes between nothing.
 */
export interface Between {
  /** Between a caller and an execution environment. */
  invocation?(passage: Passage): Promise<Outcome>;
  /** Between a state machine and the function that it invokes. @throws {TaskError} as Lambda refuses an invocation */
  task?(name: string): void;
  /** Gives the addresses at which functions and state machines reach the services, for those at which they are. */
  endpoints?(own: Endpoints): Endpoints;
  /** Between the source of an event and the rules: `accept` may be called at once, later, again or never. */
  event?(accept: () => void): void;
  /** How far the clock of an execution environment is off, in ms. */
  skewMs?(): number;
}
