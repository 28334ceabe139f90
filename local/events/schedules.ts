import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../clock/clock.ts';
import type { AsyncInvocations } from '../messages/async-invocations.ts';
import { transaction } from '../messages/database.ts';
import type { Queues } from '../messages/queues.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { ResourceError } from '../template/errors.ts';
import { EventRule, Schedule } from './resource.ts';
import { parseSchedule, type ScheduleExpression } from './schedule-expression.ts';
import { deliver, type Target, Targets } from './targets.ts';

interface Scheduled {
  readonly arn: string;
  /** The expression as written: another one starts afresh. */
  readonly text: string;
  readonly expression: ScheduleExpression;
  readonly targets: readonly Target[];
  readonly source: 'aws.events' | 'aws.scheduler';
}

const DAY_MS = 86_400_000;

const Row = z.object({ expression: z.string(), due: z.number().nullable() });

export interface SchedulesOptions {
  readonly database: DatabaseSync;
  readonly deployment: Deployment;
  readonly invocations: AsyncInvocations;
  readonly queues: Queues;
  readonly clock: Clock;
}

/**
 * Scheduled rules and the schedules of EventBridge Scheduler. When one is due next is on disk: a firing and the next due time
 * are written together, so that none is lost by a crash, and those that fell due while nothing ran are made up for by one.
 */
export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #schedules: readonly Scheduled[];
  readonly #cancels = new Map<string, () => void>();

  /** @throws {ResourceError} for an expression or a target that cannot be played */
  constructor(options: SchedulesOptions) {
    this.#options = options;
    this.#schedules = schedulesOf(options.deployment);
  }

  /** Begins to fire what is due. */
  start(): void {
    const { database, clock } = this.#options;
    const find = database.prepare('SELECT expression, due FROM schedules WHERE arn = ?');
    for (const schedule of this.#schedules) {
      const row = Row.optional().parse(find.get(schedule.arn));
      const known = row?.expression === schedule.text ? row : undefined;
      const due = known ? known.due : schedule.expression.after(clock.now());
      if (!known) this.#save(schedule, due);
      this.#wait(schedule, due);
    }
  }

  stop(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }

  #save({ arn, text }: Scheduled, due: number | null): void {
    this.#options.database
      .prepare(
        'INSERT INTO schedules VALUES (?, ?, ?) ON CONFLICT (arn) DO UPDATE SET expression = excluded.expression, due = excluded.due',
      )
      .run(arn, text, due);
  }

  #wait(schedule: Scheduled, due: number | null): void {
    if (due === null) return;
    const { clock } = this.#options;
    const cancel = clock.setTimer(due - clock.now(), () => this.#fire(schedule, due));
    this.#cancels.set(schedule.arn, cancel);
  }

  #fire(schedule: Scheduled, due: number): void {
    const { database, invocations, clock } = this.#options;
    const now = clock.now();
    let next = schedule.expression.after(due);
    // A rate keeps its phase over what was missed.
    while (next !== null && next <= now) next = schedule.expression.after(next);
    next = this.#lastBefore(schedule, next);
    transaction(database, () => {
      for (const target of schedule.targets) deliver(target, this.#eventOf(schedule, due), this.#options);
      this.#save(schedule, next);
    });
    invocations.run();
    this.#wait(schedule, next);
  }

  /**
   * While time is moved on by months, a schedule that fires several times a day does so where it is due first and where it is due last:
   * what it would have done a thousand times in between, its last firing does.
   */
  #lastBefore({ expression }: Scheduled, next: number | null): number | null {
    const { movesTo } = this.#options.clock;
    let last = next;
    if (movesTo === undefined || next === null) return last;
    const second = expression.after(next);
    if (second === null || second - next >= DAY_MS) return last;
    for (let later: number | null = next; later !== null && later <= movesTo; later = expression.after(later))
      last = later;
    return last;
  }

  /** Sources: EventBridge events reference, "Scheduled Event"; Scheduler user guide, "Managing targets" (default notification). */
  #eventOf({ arn, source }: Scheduled, due: number): string {
    const { accountId: account, region } = this.#options.deployment.account;
    return JSON.stringify({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source,
      account,
      time: new Date(due).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: [arn],
      detail: source === 'aws.events' ? {} : '{}',
    });
  }
}

function schedulesOf(deployment: Deployment): Scheduled[] {
  const known = new Targets(deployment);
  const rules = deployment.all(EventRule).flatMap((rule): Scheduled[] => {
    const { ScheduleExpression: text, State, Targets: own } = rule.properties;
    if (text === undefined) return [];
    const targets = own.map((target) => known.read(rule, target, 'permitted'));
    const scheduled = scheduledOf(rule, text, 'UTC', targets, 'aws.events');
    return State === 'DISABLED' ? [] : [scheduled];
  });
  const schedules = deployment.all(Schedule).flatMap((schedule): Scheduled[] => {
    const { ScheduleExpression: text, ScheduleExpressionTimezone: zone, State, Target: own } = schedule.properties;
    if (own.Input?.includes('<aws.scheduler.'))
      throw new ResourceError(schedule, 'Target.Input: the context attributes <aws.scheduler.…> are not played here');
    const scheduled = scheduledOf(schedule, text, zone, [known.read(schedule, own, 'by role')], 'aws.scheduler');
    return State === 'DISABLED' ? [] : [scheduled];
  });
  return [...rules, ...schedules];
}

function scheduledOf(
  owner: Resource<unknown>,
  text: string,
  timezone: string,
  targets: readonly Target[],
  source: Scheduled['source'],
): Scheduled {
  try {
    const expression = parseSchedule(text, timezone);
    return { arn: String(owner.attributes.Arn), text: `${text} ${timezone}`, expression, targets, source };
  } catch (cause) {
    throw new ResourceError(owner, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
