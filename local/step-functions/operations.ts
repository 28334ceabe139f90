import * as z from 'zod';
import type { Engine } from './engine.ts';
import type { StateMachine } from './machine.ts';
import { qualified } from './names.ts';
import { decodeToken, encodeToken, limitOf, type Operation, operation, paging, seconds } from './operation.ts';
import { EXECUTION_STATUSES, type ExecutionRow } from './store-rows.ts';
import { versionOperations } from './version-operations.ts';

const text = z.string();

function execution(row: ExecutionRow) {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    stateMachineVersionArn: row.version === null ? undefined : qualified(row.machine, String(row.version)),
    stateMachineAliasArn: row.alias === null ? undefined : qualified(row.machine, row.alias),
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
    ...versionOperations(engine),
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
      const version = engine.versions.find(stateMachineArn);
      return {
        ...machineItem(machine),
        ...(version && {
          stateMachineArn: version.arn,
          description: version.description,
          creationDate: seconds(version.created),
        }),
        status: 'ACTIVE',
        revisionId: machine.revision === 'INITIAL' ? undefined : machine.revision,
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
