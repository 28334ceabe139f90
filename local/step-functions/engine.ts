import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../clock/clock.ts';
import { Aliases } from './aliases.ts';
import { ServiceException } from './errors.ts';
import { event, type HistoryEvent, NOT_TRUNCATED, withoutPayloads } from './history.ts';
import { endingEvent, runExecution } from './interpreter/execution.ts';
import type { Run, Services, TaskIntegration, TokenListener } from './interpreter/run.ts';
import { UnderWay } from './interpreter/under-way.ts';
import { PAYLOAD_LIMIT } from './interpreter/visit.ts';
import { parseJson } from './json.ts';
import { createEvaluator } from './jsonata.ts';
import { definitionId, readDefinition, type StateMachine } from './machine.ts';
import { Machines, type Registration } from './machines.ts';
import { checkArn, checkName, executionArn, isChild, splitArn } from './names.ts';
import { notRedrivable, rewriteJournal } from './redrive.ts';
import { type Ending, Store } from './store.ts';
import type { ExecutionRow, ExecutionStatus } from './store-rows.ts';
import { TaskTokens } from './task-tokens.ts';
import type { DefinitionChecks } from './validate.ts';
import { Versions } from './versions.ts';
import { whatRuns } from './what-runs.ts';

export type { TaskContext, TaskIntegration } from './interpreter/run.ts';

export interface EngineOptions {
  /** The SQLite file with every execution; its folder is made. One engine at a time. */
  readonly storePath: string;
  readonly integrate: TaskIntegration;
  readonly clock?: Clock;
  /** Numbers in [0, 1): for retry jitter and `$random`. */
  readonly random?: () => number;
  readonly region?: string;
  readonly accountId?: string;
  /** Events after which an execution fails; the service's 25,000 when absent. */
  readonly historyLimit?: number;
  readonly schemaCheck?: DefinitionChecks['schemaCheck'];
}

/** A page of a listing and, when there is more, where the next one starts. */
export interface Page<T> {
  readonly items: T[];
  readonly nextOffset?: number;
}

/**
 * Step Functions Standard workflows in JSONata mode, with a durable history.
 * Construct, `register` the machines, then `resume` what was running when the process last ended.
 */
export class Engine {
  readonly tokens: TaskTokens;
  readonly versions: Versions;
  readonly aliases: Aliases;
  readonly #services: Services;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #machines: Machines;
  readonly #live = new Map<string, { cut: AbortController; cancelTimeout: () => void }>();
  #calls = 0;
  readonly #watchers = new Map<string, ((row: ExecutionRow) => void)[]>();

  /** @throws {StoreLocked} when another process holds the store */
  constructor(options: EngineOptions) {
    const { storePath, integrate, clock = systemClock, random = Math.random } = options;
    const { region = 'us-east-1', accountId = '000000000000', historyLimit = 25_000 } = options;
    this.#clock = clock;
    this.#store = new Store(storePath);
    const { supports } = integrate;
    this.#machines = new Machines(this.#store, {
      clock,
      region,
      accountId,
      supports,
      schemaCheck: options.schemaCheck,
    });
    this.versions = new Versions(this.#store, this.#machines, clock);
    this.aliases = new Aliases(this.#store, this.versions, clock);
    const evaluator = createEvaluator(clock, random);
    const listeners = new Map<string, TokenListener>();
    const counted: TaskIntegration = async (...call) => {
      this.#calls += 1;
      try {
        return await integrate(...call);
      } finally {
        this.#calls -= 1;
      }
    };
    const store = this.#store;
    this.#services = { store, clock, random, integrate: counted, evaluator, region, historyLimit, listeners };
    this.tokens = new TaskTokens(this.#services);
  }

  /**
   * Registers a state machine, or replaces its definition for executions to come.
   * @throws {InvalidDefinition} with every problem found, each naming its state
   */
  register(registration: Registration): StateMachine {
    return this.#machines.register(registration);
  }

  /** Goes on with every execution that was running; returns their ARNs. */
  resume(): string[] {
    const rows = this.#store.running().filter(({ arn }) => !this.#live.has(arn));
    for (const row of rows) this.#launch(row);
    return rows.map(({ arn }) => arn);
  }

  /**
   * Starts an execution. The same name with the same input while it runs is the same execution.
   * @param request `stateMachineArn` may be that of a version or an alias; `input` is JSON text, `{}` when absent
   * @throws {ServiceException} StateMachineDoesNotExist, InvalidName, InvalidExecutionInput, ExecutionAlreadyExists
   */
  startExecution(request: {
    stateMachineArn: string;
    name?: string | undefined;
    input?: string | undefined;
  }): ExecutionRow {
    const from = { machines: this.#machines, versions: this.versions, aliases: this.aliases };
    const { machine, version, alias } = whatRuns(request.stateMachineArn, from, this.#services.random);
    const { name = randomUUID(), input = '{}' } = request;
    checkName(name);
    try {
      JSON.parse(input);
    } catch (error) {
      throw new ServiceException('InvalidExecutionInput', `Invalid State Machine Execution Input: not JSON`, 400, {
        cause: error,
      });
    }
    if (Buffer.byteLength(input) > PAYLOAD_LIMIT) {
      throw new ServiceException('InvalidExecutionInput', `Execution input is over ${PAYLOAD_LIMIT} bytes`);
    }
    const arn = executionArn(machine.arn, name);
    const existing = this.#store.execution(arn);
    if (existing) {
      if (existing.status === 'RUNNING' && existing.input === input) return existing;
      throw new ServiceException('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const started = event('ExecutionStarted', 'executionStartedEventDetails', {
      input,
      inputDetails: NOT_TRUNCATED,
      roleArn: machine.roleArn,
    });
    this.#store.start(
      { arn, machine: machine.arn, name, input, started: this.#clock.now(), version, alias },
      { id: definitionId(machine.definition), body: machine.definition },
      started,
    );
    const row = this.describeExecution(arn);
    this.#launch(row);
    return row;
  }

  /**
   * Takes an execution up where it failed, timed out or was stopped; what succeeded is not done again. Returns when, in ms.
   * @throws {ServiceException} ExecutionDoesNotExist, ExecutionNotRedrivable
   */
  redriveExecution(arn: string): number {
    const row = this.describeExecution(arn);
    const now = this.#clock.now();
    const reason = notRedrivable(row, now);
    if (reason !== undefined) throw new ServiceException('ExecutionNotRedrivable', reason);
    const redriven = event('ExecutionRedriven', 'executionRedrivenEventDetails', { redriveCount: row.redrives + 1 });
    this.#store.redrive(arn, now, rewriteJournal, redriven);
    this.#launch(this.describeExecution(arn));
    return now;
  }

  /** Stops a running execution; one that has ended stays as it is. Returns when it stopped, in ms. */
  stopExecution(arn: string, error?: string, cause?: string): number {
    const row = this.describeExecution(arn);
    if (row.status === 'RUNNING') this.#finish(arn, 0, { status: 'ABORTED', error, cause });
    return this.describeExecution(arn).stopped ?? this.#clock.now();
  }

  /** @throws {ServiceException} ExecutionDoesNotExist */
  describeExecution(arn: string): ExecutionRow {
    checkArn(arn, 'execution');
    const row = this.#store.execution(arn);
    if (!row) throw new ServiceException('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return row;
  }

  /** Newest first: those of a machine, or of a version or an alias alone. */
  listExecutions(arn: string, status: ExecutionStatus | undefined, limit: number, offset = 0): Page<ExecutionRow> {
    const { machine, qualifier } = splitArn(arn);
    this.describeStateMachine(qualifier === undefined ? machine : arn);
    const isVersion = qualifier !== undefined && /^\d+$/.test(qualifier);
    const only = isVersion ? { version: Number(qualifier) } : { alias: qualifier ?? null };
    return page(this.#store.executions(machine, status, limit + 1, offset, only), limit, offset);
  }

  /** The history of an execution, or of a child workflow of a Distributed Map: in order, or newest first. */
  getExecutionHistory(
    arn: string,
    options: { reverseOrder?: boolean; includeExecutionData?: boolean; limit?: number; offset?: number } = {},
  ): Page<HistoryEvent> {
    if (!isChild(arn)) this.describeExecution(arn);
    const { reverseOrder = false, includeExecutionData = true, limit = 1000, offset = 0 } = options;
    const found = page(this.#store.history(arn, reverseOrder, limit + 1, offset), limit, offset);
    // A child workflow has nothing but its history.
    if (found.items.length === 0) this.describeExecution(arn);
    return includeExecutionData ? found : { ...found, items: found.items.map(withoutPayloads) };
  }

  /** A machine, or what it is in a version or behind an alias. @throws {ServiceException} StateMachineDoesNotExist */
  describeStateMachine(arn: string): StateMachine {
    const from = { machines: this.#machines, versions: this.versions, aliases: this.aliases };
    return whatRuns(arn, from, () => 0).machine;
  }

  listStateMachines(): StateMachine[] {
    return this.#machines.list();
  }

  /** Resolves with the execution once it has ended. */
  waitFor(arn: string): Promise<ExecutionRow> {
    const row = this.describeExecution(arn);
    if (row.status !== 'RUNNING') return Promise.resolve(row);
    return new Promise((resolve) => {
      this.#watchers.set(arn, [...(this.#watchers.get(arn) ?? []), resolve]);
    });
  }

  /** True while no task's call is under way: what runs waits for time, for a task token, or for nothing but its turn. */
  get idle(): boolean {
    return this.#calls === 0;
  }

  /** Lets go of everything at once, as if the process ended: running executions go on at the next `resume`. */
  close(): void {
    for (const { cut, cancelTimeout } of this.#live.values()) {
      cancelTimeout();
      cut.abort();
    }
    this.#live.clear();
    this.#store.close();
  }

  #launch(row: ExecutionRow): void {
    const machine = this.#machines.describe(row.machine);
    const definition = readDefinition(this.#store.definition(row.definition));
    const run: Run = {
      services: this.#services,
      arn: row.arn,
      name: row.name,
      input: parseJson(row.input),
      startedAt: row.started,
      redriveCount: row.redrives,
      redrivenAt: row.redriven,
      machineArn: machine.arn,
      machineName: machine.name,
      roleArn: machine.roleArn,
      underWay: new UnderWay(),
    };
    const cut = new AbortController();
    const { TimeoutSeconds } = definition;
    const cancelTimeout =
      TimeoutSeconds === undefined
        ? () => {}
        : this.#clock.setTimer(
            Math.max(0, (row.redriven ?? row.started) + TimeoutSeconds * 1000 - this.#clock.now()),
            () => this.#finish(row.arn, 0, { status: 'TIMED_OUT' }),
          );
    this.#live.set(row.arn, { cut, cancelTimeout });
    runExecution(run, definition, cut.signal).then((ended) => {
      if (ended && !cut.signal.aborted) this.#finish(row.arn, ended.previousEventId, ended.ending);
    });
  }

  #finish(arn: string, previousEventId: number, ending: Ending): void {
    if (!this.#store.finish(arn, this.#clock.now(), previousEventId, ending, endingEvent(ending))) return;
    const live = this.#live.get(arn);
    this.#live.delete(arn);
    live?.cancelTimeout();
    live?.cut.abort();
    const watchers = this.#watchers.get(arn) ?? [];
    this.#watchers.delete(arn);
    for (const tell of watchers) tell(this.describeExecution(arn));
  }
}

function page<T>(found: T[], limit: number, offset: number): Page<T> {
  return found.length > limit ? { items: found.slice(0, limit), nextOffset: offset + limit } : { items: found };
}
