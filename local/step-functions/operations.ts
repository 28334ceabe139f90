import * as z from 'zod';
import type { Engine } from './engine.ts';
import { ServiceException } from './errors.ts';
import type { StateMachine } from './machine.ts';
import { EXECUTION_STATUSES, type ExecutionRow } from './store-rows.ts';

/** One operation: takes the request's JSON, gives the response's. */
export type Operation = (body: unknown) => unknown;

const text = z.string();
const paging = { maxResults: z.int().min(0).max(1000).optional(), nextToken: text.optional() };

/** The protocol's timestamps are seconds. */
const seconds = (ms: number) => ms / 1000;
const limitOf = (asked: number | undefined) => asked || 100;
const encodeToken = (offset: number | undefined) =>
  offset === undefined ? undefined : Buffer.from(String(offset)).toString('base64url');

function decodeToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString());
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw new ServiceException('InvalidToken', `Invalid Token: '${token}'`);
}

function operation<S extends z.ZodType>(schema: S, answer: (request: z.infer<S>) => unknown): Operation {
  return (body) => {
    const request = schema.safeParse(body);
    if (!request.success) {
      throw new ServiceException('ValidationException', `The request is not valid: ${z.prettifyError(request.error)}`);
    }
    return answer(request.data);
  };
}

function execution(row: ExecutionRow) {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: row.status,
    startDate: seconds(row.started),
    stopDate: row.stopped === null ? undefined : seconds(row.stopped),
    redriveCount: row.redrives,
    redriveDate: row.redriven === null ? undefined : seconds(row.redriven),
  };
}

const machineItem = ({ arn, name, type, created }: StateMachine) => ({
  stateMachineArn: arn,
  name,
  type,
  creationDate: seconds(created),
});

/** The operations the server knows, by name. */
export function operations(engine: Engine): ReadonlyMap<string, Operation> {
  const known: Record<string, Operation> = {
    StartExecution: operation(
      z.object({ stateMachineArn: text, name: text.optional(), input: text.optional(), traceHeader: text.optional() }),
      (request) => {
        const { arn, started } = engine.startExecution(request);
        return { executionArn: arn, startDate: seconds(started) };
      },
    ),
    DescribeExecution: operation(z.object({ executionArn: text }), ({ executionArn }) => {
      const row = engine.describeExecution(executionArn);
      return {
        ...execution(row),
        input: row.input,
        inputDetails: { included: true },
        ...(row.output === null ? {} : { output: row.output, outputDetails: { included: true } }),
        error: row.error ?? undefined,
        cause: row.cause ?? undefined,
      };
    }),
    ListExecutions: operation(
      z.object({ stateMachineArn: text, statusFilter: z.enum(EXECUTION_STATUSES).optional(), ...paging }),
      ({ stateMachineArn, statusFilter, maxResults, nextToken }) => {
        const found = engine.listExecutions(stateMachineArn, statusFilter, limitOf(maxResults), decodeToken(nextToken));
        return { executions: found.items.map(execution), nextToken: encodeToken(found.nextOffset) };
      },
    ),
    GetExecutionHistory: operation(
      z.object({
        executionArn: text,
        reverseOrder: z.boolean().optional(),
        includeExecutionData: z.boolean().optional(),
        ...paging,
      }),
      ({ executionArn, reverseOrder, includeExecutionData, maxResults, nextToken }) => {
        const options = {
          reverseOrder,
          includeExecutionData,
          limit: limitOf(maxResults),
          offset: decodeToken(nextToken),
        };
        const found = engine.getExecutionHistory(executionArn, options);
        const events = found.items.map(({ details, timestamp, ...rest }) => ({
          ...rest,
          timestamp: seconds(timestamp),
          ...details,
        }));
        return { events, nextToken: encodeToken(found.nextOffset) };
      },
    ),
    StopExecution: operation(
      z.object({ executionArn: text, error: text.optional(), cause: text.optional() }),
      ({ executionArn, error, cause }) => ({ stopDate: seconds(engine.stopExecution(executionArn, error, cause)) }),
    ),
    RedriveExecution: operation(z.object({ executionArn: text, clientToken: text.optional() }), ({ executionArn }) => ({
      redriveDate: seconds(engine.redriveExecution(executionArn)),
    })),
    SendTaskSuccess: operation(z.object({ taskToken: text, output: text }), ({ taskToken, output }) => {
      engine.tokens.success(taskToken, output);
      return {};
    }),
    SendTaskFailure: operation(
      z.object({ taskToken: text, error: text.optional(), cause: text.optional() }),
      ({ taskToken, error, cause }) => {
        engine.tokens.failure(taskToken, error, cause);
        return {};
      },
    ),
    SendTaskHeartbeat: operation(z.object({ taskToken: text }), ({ taskToken }) => {
      engine.tokens.heartbeat(taskToken);
      return {};
    }),
    DescribeStateMachine: operation(z.object({ stateMachineArn: text }), ({ stateMachineArn }) => {
      const machine = engine.describeStateMachine(stateMachineArn);
      return {
        ...machineItem(machine),
        status: 'ACTIVE',
        definition: machine.definition,
        roleArn: machine.roleArn,
        loggingConfiguration: machine.loggingConfiguration,
      };
    }),
    ListStateMachines: operation(z.object(paging), () => ({
      stateMachines: engine.listStateMachines().map(machineItem),
    })),
  };
  return new Map(Object.entries(known));
}
