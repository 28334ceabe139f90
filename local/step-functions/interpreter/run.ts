import type { Clock } from '../../clock/clock.ts';
import type { Json } from '../json.ts';
import type { Evaluator } from '../jsonata.ts';
import type { Store } from '../store.ts';
import type { UnderWay } from './under-way.ts';

/** Carries out a Task's call. Rejects with a TaskError to choose the error name; `signal` fires at timeout and stop. */
export interface TaskIntegration {
  (resource: string, args: unknown, context: TaskContext): Promise<unknown>;
  /** Whether the resource can be called at all; asked when a machine is registered. Absent: everything can. */
  readonly supports?: (resource: string) => boolean;
}

export interface TaskContext {
  readonly executionArn: string;
  readonly stateName: string;
  readonly taskToken?: string;
  readonly signal: AbortSignal;
}

/** What ends a task: its result, or an error name with its cause. */
export type TaskOutcome = { readonly result: Json } | { readonly error: string; readonly cause: string };

/** Told that the task's outcome has been written, or that a heartbeat came in. */
export interface TokenListener {
  completed(outcome: TaskOutcome): void;
  heartbeat(at: number): void;
}

/** What the interpreter uses of its engine. */
export interface Services {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  readonly integrate: TaskIntegration;
  readonly evaluator: Evaluator;
  readonly region: string;
  /** Events after which an execution fails, so that a loop without end ends. */
  readonly historyLimit: number;
  /** Tasks of this process that wait for their token, by token. */
  readonly listeners: Map<string, TokenListener>;
}

/** An execution as its own context object tells of it: the whole one, or a child workflow of a Distributed Map. */
export interface Identity {
  readonly arn: string;
  readonly name: string;
  readonly input: Json;
  readonly startedAt: number;
  readonly machineArn: string;
  readonly machineName: string;
}

/** One execution, with the child workflows of its Distributed Maps: they share its journal. */
export interface Run extends Identity {
  readonly services: Services;
  readonly roleArn: string;
  /** How often it was taken up again after it had ended, and when last (ms). */
  readonly redriveCount: number;
  readonly redrivenAt: number | null;
  readonly underWay: UnderWay;
}
