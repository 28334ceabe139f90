import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Between } from '../between.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import type { AsyncInvocations } from '../messages/async-invocations.ts';
import { transaction } from '../messages/database.ts';
import type { Queues } from '../messages/queues.ts';
import { type Json, jsonValue } from '../step-functions/json.ts';
import type { Deployment } from '../template/deployment.ts';
import { ResourceError } from '../template/errors.ts';
import { compilePattern, type EventMatcher } from './pattern.ts';
import { EventBus, EventRule } from './resource.ts';
import { deliver, type Target, Targets } from './targets.ts';

/** An entry of `PutEvents`; `Detail` is the text of a JSON object. */
export const EventEntry = z.object({
  Source: z.string().min(1),
  DetailType: z.string().min(1),
  Detail: z.string(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: z.union([z.number(), z.string()]).optional(),
});
export type EventEntry = z.infer<typeof EventEntry>;

/** The entry is not an event that a bus of the template takes. */
export class EventRejected extends Error {
  override name = 'EventRejected';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Rule {
  readonly bus: string;
  readonly matches: EventMatcher;
  readonly targets: readonly Target[];
}

/** EventBridge: an event is matched against the rules of its bus, and what follows from it is on disk before it is acknowledged. */
export class EventBuses {
  readonly #database: DatabaseSync;
  readonly #deployment: Deployment;
  readonly #invocations: AsyncInvocations;
  readonly #queues: Queues;
  readonly #clock: Clock;
  readonly #buses: ReadonlySet<string>;
  readonly #rules: readonly Rule[];
  readonly #between: Between;

  /** @throws {ResourceError} for a rule that cannot be played, or whose function does not let EventBridge invoke it */
  constructor(
    database: DatabaseSync,
    deployment: Deployment,
    invocations: AsyncInvocations,
    queues: Queues,
    clock: Clock = systemClock,
    between: Between = {},
  ) {
    this.#between = between;
    this.#clock = clock;
    this.#database = database;
    this.#deployment = deployment;
    this.#invocations = invocations;
    this.#queues = queues;
    this.#buses = new Set(['default', ...deployment.all(EventBus).map((bus) => bus.ref)]);
    this.#rules = rulesOf(deployment);
  }

  /**
   * Accepts an event and gives its id; its deliveries are then on disk and under way.
   * @throws {EventRejected}
   */
  put(entry: EventEntry): string {
    const bus = (entry.EventBusName ?? 'default').split('/').at(-1) ?? 'default';
    if (!this.#buses.has(bus)) throw new EventRejected('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    const id = randomUUID();
    const { accountId, region } = this.#deployment.account;
    const event: Json = {
      version: '0',
      id,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: accountId,
      time: timeOf(entry.Time, this.#clock),
      region,
      resources: entry.Resources ?? [],
      detail: parseDetail(entry.Detail),
    };
    const accept = () => this.#deliver(bus, event);
    if (this.#between.event) this.#between.event(accept);
    else accept();
    return id;
  }

  #deliver(bus: string, event: Json): void {
    transaction(this.#database, () => {
      for (const rule of this.#rules) {
        if (rule.bus !== bus || !rule.matches(event)) continue;
        for (const target of rule.targets) {
          deliver(target, JSON.stringify(event), { invocations: this.#invocations, queues: this.#queues });
        }
      }
    });
    this.#invocations.run();
  }
}

function parseDetail(text: string): Json {
  try {
    return z.record(z.string(), jsonValue).parse(JSON.parse(text));
  } catch {
    throw new EventRejected('MalformedDetail', 'Detail is malformed.');
  }
}

/** Whole seconds, as EventBridge writes them; a number counts seconds since 1970. */
function timeOf(time: number | string | undefined, clock: Clock): string {
  const date = new Date(time === undefined ? clock.now() : typeof time === 'number' ? time * 1000 : time);
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function rulesOf(deployment: Deployment): Rule[] {
  const known = new Targets(deployment);
  return deployment.all(EventRule).flatMap((rule): Rule[] => {
    const { EventPattern, EventBusName, State, Targets: own } = rule.properties;
    const targets = own.map((target) => known.read(rule, target, 'permitted'));
    if (State === 'DISABLED' || EventPattern === undefined) return [];
    const bus = EventBusName.split('/').at(-1) ?? 'default';
    try {
      return [{ bus, matches: compilePattern(EventPattern), targets }];
    } catch (cause) {
      throw new ResourceError(rule, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  });
}
