import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type AlarmProps, type LogProps, logGroupProps, type Operations } from './operations.ts';

/** What operators see of a function in the stack that lasts: its log at once, its alarms in the stack that has the topic for them. */
export class LaterOperations {
  readonly #logs: LogProps;
  readonly #later: ((operations: Operations, scope: Construct) => void)[] = [];

  constructor(logs: LogProps) {
    this.#logs = logs;
  }

  logGroup(scope: Construct, id: string): LogGroup {
    return new LogGroup(scope, id, logGroupProps(this.#logs));
  }

  alarm(_: Construct, id: string, props: AlarmProps): void {
    this.#later.push((operations, scope) => operations.alarm(scope, id, props));
  }

  watch(fn: IFunction, memoryMiB: number): void {
    this.#later.push((operations) => operations.watch(fn, memoryMiB));
  }

  /** Makes what was put off, under a scope of the stack of these operations. */
  into(operations: Operations, scope: Construct): void {
    for (const make of this.#later) make(operations, scope);
  }
}
