/** A state failed: `error` is the Amazon States Language error name that Retry and Catch match on; '' where it has none. */
export class StateFailure extends Error {
  override name = 'StateFailure';
  readonly error: string;
  readonly detail: string;
  /** The last event of the line of control that failed, where that is another than the one that hears of it. */
  readonly eventId: number | undefined;
  constructor(error: string, detail: string, options: ErrorOptions & { eventId?: number | undefined } = {}) {
    super(`${error}: ${detail}`, options);
    this.error = error;
    this.detail = detail;
    this.eventId = options.eventId;
  }
}

/** Thrown by a task integration: the error name and cause that the state machine sees. */
export class TaskError extends StateFailure {
  override name = 'TaskError';
}

/** A JSONata expression could not be evaluated, gave nothing, or gave the wrong type. `location` is the field. */
export class QueryEvaluationError extends StateFailure {
  override name = 'QueryEvaluationError';
  readonly location: string;
  constructor(detail: string, location: string, options?: ErrorOptions) {
    super('States.QueryEvaluationError', detail, options);
    this.location = location;
  }
}

/** A payload is over the service's 256 KiB. */
export class DataLimitExceeded extends StateFailure {
  override name = 'DataLimitExceeded';
  constructor(what: string, bytes: number) {
    super(
      'States.DataLimitExceeded',
      `${what} has a size of ${bytes} bytes, exceeding the maximum number of bytes service limit (262144).`,
    );
  }
}

/** This line of control was cut off (a sibling failed, the execution was stopped, the engine is closing). */
export class Aborted extends Error {
  override name = 'Aborted';
}

/** The store file is held by another process. */
export class StoreLocked extends Error {
  override name = 'StoreLocked';
}

/** A request the service refuses: `code` is the exception name of the Step Functions API. */
export class ServiceException extends Error {
  override name = 'ServiceException';
  readonly code: string;
  readonly statusCode: number;
  constructor(code: string, message: string, statusCode = 400, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.statusCode = statusCode;
  }
}

/** One thing wrong with a definition: the state it concerns and what to do. */
export interface DefinitionProblem {
  /** Name of the state, or '' for the machine itself. */
  readonly state: string;
  readonly message: string;
}

/** The state machine's definition cannot be run; all problems at once. */
export class InvalidDefinition extends ServiceException {
  override name = 'InvalidDefinition';
  readonly problems: readonly DefinitionProblem[];
  constructor(machine: string, problems: readonly DefinitionProblem[]) {
    const lines = problems.map((p) => `  - ${p.state === '' ? '' : `state '${p.state}': `}${p.message}`);
    super('InvalidDefinition', `State machine '${machine}' cannot be run:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** What a caught value says, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
