import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type MachineName, machines, type WorkflowFunction } from '../../statemachines/machines.ts';
import type { HandlerFunction } from './handler-function.ts';
import { LIVE, LiveMachine } from './live-machine.ts';
import type { Operations } from './operations.ts';
import { ServiceRole } from './service-role.ts';

const definitions = join(import.meta.dirname, '../../statemachines');

export interface WorkflowProps {
  readonly machine: MachineName;
  readonly purpose: string;
  /** What it means for a case that an execution came to no good end. */
  readonly failure: string;
  readonly functions: ReadonlyMap<WorkflowFunction, HandlerFunction>;
  /** Function that is deployed once per agency -> agency -> function. */
  readonly functionsPerAgency?: ReadonlyMap<WorkflowFunction, ReadonlyMap<string, HandlerFunction>>;
  /** The bus to which the machine publishes, if it does. */
  readonly bus?: IEventBus;
  /** Some of its maps are distributed. */
  readonly distributed?: boolean;
  readonly operations: Operations;
}

/** The map of machines names a function that the stack does not have. */
export class UnknownWorkflowFunctionError extends Error {
  override readonly name = 'UnknownWorkflowFunctionError';
}

/** A state machine of `statemachines/`; its substitutions and its grants derive from one map. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;
  /** What starts it starts this. */
  readonly live: LiveMachine;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const machine = machines[props.machine];
    const single = Object.entries(machine.functions).map(
      ([placeholder, name]) => [placeholder, found(props.functions, name)] as const,
    );
    const perAgency = Object.entries(machine.functionsPerAgency).map(
      ([placeholder, name]) => [placeholder, found(props.functionsPerAgency ?? new Map(), name)] as const,
    );
    const invoked = [...single.map(([, fn]) => fn), ...perAgency.flatMap(([, fns]) => [...fns.values()])];

    const access = new ServiceRole(this, 'Access', { service: 'states', purpose: props.purpose });
    access.allow(
      ['lambda:InvokeFunction'],
      invoked.map((fn) => fn.lambda.functionArn),
    );
    if (props.bus) access.allow(['events:PutEvents'], props.bus.eventBusArn);
    const stateMachineName = nameOf(Stack.of(this), props.machine);
    if (props.distributed) allowDistributed(access, stateMachineName);
    access.allow(['xray:GetSamplingRules', 'xray:GetSamplingTargets'], '*', 'X-Ray has no resource-level permissions.');
    access.allow(
      [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:DescribeLogGroups',
        'logs:DescribeResourcePolicies',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:UpdateLogDelivery',
      ],
      '*',
      'Step Functions sets up the delivery of its logs by these actions, which have no resource-level permissions.',
    );

    const text = readFileSync(join(definitions, machine.definition), 'utf8');
    const definition = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      comment: `${props.purpose}; docs/architecture.md`,
      definitionBody: DefinitionBody.fromString(text),
      definitionSubstitutions: {
        Partition: Aws.PARTITION,
        ...(machine.values.includes('Definition') && { Definition: definition }),
        ...(props.bus && { EventBusName: props.bus.eventBusName }),
        ...Object.fromEntries(single.map(([placeholder, fn]) => [placeholder, fn.lambda.functionArn])),
        ...Object.fromEntries(perAgency.map(([placeholder, fns]) => [placeholder, jsonataObject(fns)])),
      },
      role: access.role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        destination: props.operations.deliveredLogGroup(this, 'Logs', props.machine),
        level: LogLevel.ALL,
        // Confidentiality: the log tells which state ran when, never what it was given.
        includeExecutionData: false,
      },
    });
    this.stateMachine.node.addDependency(access.policy);
    this.live = new LiveMachine(this, 'Live', { stateMachine: this.stateMachine, definition });
    this.#alarms(props);
  }

  #alarms({ operations, machine, failure }: WorkflowProps): void {
    const period = Duration.minutes(5);
    const metrics = {
      Failed: [this.stateMachine.metricFailed({ period }), 'failed', `${machine}-failed`],
      TimedOut: [this.stateMachine.metricTimedOut({ period }), 'ran out of time', `${machine}-timed-out`],
      Aborted: [this.stateMachine.metricAborted({ period }), 'was aborted', `${machine}-aborted`],
    } as const;
    for (const [id, [metric, end, runbook]] of Object.entries(metrics)) {
      const meaning = `A ${machine} ${end}: ${failure}`;
      operations.alarm(this, id, { metric, meaning, runbook });
      // Executions of an alias have a metric of their own. That the machine's counts them as well is nowhere promised, and a metric that
      // counts nothing is silent.
      const ofAlias = metric.with({
        dimensionsMap: { StateMachineArn: this.stateMachine.stateMachineArn, Alias: LIVE },
      });
      operations.alarm(this, `Live${id}`, { metric: ofAlias, meaning, runbook });
    }
  }
}

/** The name of a state machine in a stack. */
export function nameOf({ stackName }: Stack, machine: MachineName): string {
  return `${stackName}-${machine}`;
}

/** A distributed map runs its items as executions of the same machine, which the role may start, watch and stop. */
function allowDistributed(access: ServiceRole, stateMachineName: string): void {
  const arn = (resource: string, resourceName: string) =>
    Stack.of(access).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  access.allow(['states:StartExecution'], arn('stateMachine', stateMachineName));
  access.allow(
    ['states:DescribeExecution', 'states:StopExecution'],
    arn('execution', `${stateMachineName}:*`),
    'Executions of this one state machine, which Step Functions names.',
  );
}

function found<V>(map: ReadonlyMap<WorkflowFunction, V>, name: WorkflowFunction): V {
  const value = map.get(name);
  if (value === undefined)
    throw new UnknownWorkflowFunctionError(`statemachines/machines.ts names ${name}; the stack has no such function`);
  return value;
}

/** `{'agency':'arn', …}`: quotes that need no escaping inside the definition's JSON strings. */
function jsonataObject(functions: ReadonlyMap<string, HandlerFunction>): string {
  return `{${[...functions].map(([agency, fn]) => `'${agency}':'${fn.lambda.functionArn}'`).join(',')}}`;
}
