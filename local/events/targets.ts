import { LambdaFunction, LambdaPermission } from '../lambda/resource.ts';
import type { AsyncInvocations } from '../messages/async-invocations.ts';
import { Queue, type Queues } from '../messages/queues.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { ResourceError } from '../template/errors.ts';

/** Where an event goes. */
export interface Target {
  readonly kind: 'function' | 'queue';
  readonly arn: string;
  /** What it gets in place of the event. */
  readonly input: string | undefined;
}

/** Reads the targets of rules and schedules. */
export class Targets {
  readonly #functions: ReadonlyMap<string, string>;
  readonly #queues: ReadonlySet<string>;
  readonly #permissions;

  constructor(deployment: Deployment) {
    this.#functions = new Map(deployment.all(LambdaFunction).map((fn) => [String(fn.attributes.Arn), fn.ref]));
    this.#queues = new Set(deployment.all(Queue).map((queue) => String(queue.attributes.Arn)));
    this.#permissions = deployment.all(LambdaPermission).map(({ properties }) => properties);
  }

  /**
   * A target of a rule or a schedule.
   * @param invokes a rule invokes in EventBridge's name, which the function must permit; a schedule by its role
   * @throws {ResourceError} where the template has no such function or queue, or the function permits no such rule
   */
  read(
    owner: Resource<unknown>,
    target: { Arn: string; Input?: string | undefined },
    invokes: 'permitted' | 'by role',
  ): Target {
    const { Arn: arn, Input: input } = target;
    if (this.#queues.has(arn)) return { kind: 'queue', arn, input };
    const name = this.#functions.get(arn);
    if (name === undefined)
      throw new ResourceError(owner, `its target ${arn} is neither a function nor a queue of the template`);
    const permitted = this.#permissions.some(
      ({ FunctionName, Principal, SourceArn }) =>
        (FunctionName === arn || FunctionName === name) &&
        Principal === 'events.amazonaws.com' &&
        (SourceArn === undefined || SourceArn === owner.attributes.Arn),
    );
    if (invokes === 'permitted' && !permitted) {
      throw new ResourceError(owner, `no AWS::Lambda::Permission lets this rule invoke ${arn}`);
    }
    return { kind: 'function', arn, input };
  }
}

/** Puts an event on its way to a target: on disk once the transaction around this is committed. */
export function deliver(target: Target, event: string, to: { invocations: AsyncInvocations; queues: Queues }): void {
  const payload = target.input ?? event;
  if (target.kind === 'function') to.invocations.accept(target.arn, payload);
  else to.queues.send(target.arn, payload);
}
