import type * as z from 'zod';
import { Aborted, StateFailure } from '../errors.ts';
import type { NewEvent } from '../history.ts';
import type { Json } from '../json.ts';
import type { Identity, Run } from './run.ts';
import { Scope } from './scope.ts';

/** The item a Map iteration works on, as `$states.context.Map.Item`. */
export interface MapItem {
  readonly index: number;
  readonly value: Json;
}

/**
 * One line of control: the execution itself, a branch of a Parallel, an iteration of a Map.
 *
 * Durability is a journal. Every step with a result that must not be had twice is recorded under a path that follows
 * from the machine alone (visit number, attempt, iteration), together with the events that tell of it, in one
 * transaction, before anything acts on it. After a restart the machine is run again from its start; a step that has a
 * record returns it instead of happening. Everything between two records is a pure function of the records before.
 */
export class Frame {
  readonly run: Run;
  readonly path: string;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly item: MapItem | undefined;
  /** Whose history the events are, and whose context expressions read: the run itself or a child workflow. */
  readonly execution: Identity;
  /** The last event on this line of control: the next one's `previousEventId`. */
  eventId: number;

  constructor(
    run: Run,
    path: string,
    scope: Scope,
    signal: AbortSignal,
    eventId: number,
    { item, execution = run }: { item?: MapItem | undefined; execution?: Identity } = {},
  ) {
    this.run = run;
    this.execution = execution;
    this.path = path;
    this.scope = scope;
    this.signal = signal;
    this.eventId = eventId;
    this.item = item;
  }

  /** A line of control inside this one: reads this one's variables, keeps its own. */
  child(path: string, signal: AbortSignal, item: MapItem | undefined = this.item): Frame {
    const { execution } = this;
    return new Frame(this.run, path, new Scope(this.scope), signal, this.eventId, { item, execution });
  }

  /** A child workflow: its own history and context, none of the variables around it. */
  workflow(path: string, signal: AbortSignal, execution: Identity): Frame {
    return new Frame(this.run, path, new Scope(), signal, 0, { execution });
  }

  /** The record at a path, if this step has happened. */
  find<T>(path: string, schema: z.ZodType<T>): T | undefined {
    const found = this.run.services.store.find(this.run.arn, path);
    if (!found) return undefined;
    this.eventId = found.eventId;
    return schema.parse(found.data);
  }

  /** Records a step with its events. @throws {Aborted} when this line of control has been cut off; StateFailure when the history is full */
  record(
    path: string,
    data: Json,
    events: readonly NewEvent[],
    more: { open?: { token: string; path: string }; closeUnder?: string; continueFrom?: number | undefined } = {},
  ): void {
    this.throwIfAborted();
    const { store, clock, historyLimit } = this.run.services;
    this.eventId = store.record({
      execution: this.run.arn,
      path,
      data,
      at: clock.now(),
      previousEventId: this.eventId,
      events,
      history: this.execution.arn,
      continueFrom: more.continueFrom,
      openToken: more.open,
      closeTokens: more.closeUnder,
    });
    if (this.eventId >= historyLimit) {
      throw new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${historyLimit}).`,
      );
    }
  }

  throwIfAborted(): void {
    if (this.signal.aborted) throw new Aborted('cut off');
  }
}

/** Resolves at a time in ms. @throws {Aborted} */
export function sleepUntil(frame: Frame, due: number): Promise<void> {
  frame.throwIfAborted();
  const { clock } = frame.run.services;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      cancel();
      reject(new Aborted('cut off'));
    };
    const cancel = clock.setTimer(Math.max(0, due - clock.now()), () => {
      frame.signal.removeEventListener('abort', onAbort);
      resolve();
    });
    frame.signal.addEventListener('abort', onAbort, { once: true });
  });
}
