import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { deadLettersOf, depthOf } from '../dead-letters.ts';
import { type Deployment, resourcesOf, stacksOf } from '../deployment.ts';
import { machinesOf } from '../versions/versions.ts';
import type { Check } from './finding.ts';

const SETTLED = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE']);
const MANY_VERSIONS = 900;
const AGAIN = 'Deploy the stateless stack again; where it was switched off by hand, ask who did and why first.';

/** Whether what runs the service is there, switched on and not complaining. */
export const serviceChecks: readonly Check[] = [
  {
    name: 'stacks',
    onLocalRun: false,
    async look({ name, clients }) {
      const wrong: { found: string; cure: string }[] = [];
      for (const StackName of stacksOf(name)) {
        const { Stacks: [stack] = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }));
        const status = stack?.StackStatus ?? 'absent';
        if (!SETTLED.has(status))
          wrong.push({
            found: `${StackName} is ${status}${stack?.StackStatusReason ? `: ${stack.StackStatusReason}` : ''}`,
            cure: 'Wait while it is IN_PROGRESS. After a rollback read its events for the first failure, repair that, deploy again.',
          });
      }
      return { seen: 'both settled', wrong };
    },
  },
  {
    name: 'state machines',
    onLocalRun: true,
    async look(deployment) {
      const machines = resourcesOf(deployment, 'AWS::StepFunctions::StateMachine');
      const wrong: { found: string; cure: string }[] = [];
      for (const { name: stateMachineArn } of machines) {
        const { status } = await deployment.clients.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
        if (status !== 'ACTIVE') wrong.push({ found: `${stateMachineArn} is ${status}`, cure: AGAIN });
      }
      for (const { name, live, versions } of await machinesOf(deployment)) {
        const [newest] = versions;
        if (live === null) wrong.push({ found: `${name}: the alias "live" leads to no single version`, cure: AGAIN });
        else if (newest !== undefined && newest.number !== live)
          wrong.push({
            found: `${name}: version ${live} is live, and ${newest.number} is the newest: somebody went back`,
            cure: 'docs/runbook.md#go-back-to-a-version: deploy the repair, which publishes a version and makes it live.',
          });
        if (versions.length > MANY_VERSIONS)
          wrong.push({
            found: `${name}: ${versions.length} versions; it may have 1,000, and then no deployment succeeds`,
            cure: 'docs/runbook.md#go-back-to-a-version says how old ones are deleted.',
          });
      }
      if (machines.length < 2)
        wrong.push({ found: `${machines.length} state machines, not "review" and "procedure"`, cure: AGAIN });
      return { seen: `${machines.length} active`, wrong };
    },
  },
  {
    name: 'rules',
    onLocalRun: false,
    async look(deployment) {
      const rules = resourcesOf(deployment, 'AWS::Events::Rule');
      const wrong: { found: string; cure: string }[] = [];
      for (const { name } of rules) {
        // The name of a rule on a bus of its own is `bus|rule`.
        const [rule = '', bus] = name.split('|').reverse();
        const { State } = await deployment.clients.events.send(
          new DescribeRuleCommand({ Name: rule, ...(bus !== undefined && { EventBusName: bus }) }),
        );
        if (State !== 'ENABLED')
          wrong.push({ found: `the rule ${rule} is ${State}: its events go nowhere`, cure: AGAIN });
      }
      return { seen: `${rules.length} enabled`, wrong };
    },
  },
  {
    name: 'functions',
    onLocalRun: false,
    async look(deployment) {
      const functions = resourcesOf(deployment, 'AWS::Lambda::Function');
      const wrong: { found: string; cure: string }[] = [];
      for (const { name: FunctionName } of functions) {
        const { State, StateReason, LastUpdateStatus } = await deployment.clients.lambda.send(
          new GetFunctionConfigurationCommand({ FunctionName }),
        );
        if (State === 'Failed' || LastUpdateStatus === 'Failed')
          wrong.push({
            found: `${FunctionName} is ${State}, its last update ${LastUpdateStatus}: ${StateReason ?? ''}`,
            cure: AGAIN,
          });
      }
      return { seen: `${functions.length} there`, wrong };
    },
  },
  {
    name: 'what feeds functions',
    onLocalRun: false,
    async look(deployment) {
      const wrong: { found: string; cure: string }[] = [];
      const names = new Set(resourcesOf(deployment, 'AWS::Lambda::EventSourceMapping').map(({ name }) => name));
      for await (const page of paginateListEventSourceMappings({ client: deployment.clients.lambda }, {}))
        for (const { UUID, State, StateTransitionReason, EventSourceArn } of page.EventSourceMappings ?? []) {
          if (UUID === undefined || !names.delete(UUID) || State === 'Enabled') continue;
          wrong.push({ found: `${EventSourceArn} is not read: ${State} (${StateTransitionReason})`, cure: AGAIN });
        }
      for (const name of names) wrong.push({ found: `the mapping ${name} is gone`, cure: AGAIN });
      return { seen: 'all enabled', wrong };
    },
  },
  {
    name: 'dead-letter queues',
    onLocalRun: true,
    async look(deployment) {
      const queues = deadLettersOf(deployment);
      const depths = await Promise.all(
        queues.map(async (it) => ({ ...it, depth: await depthOf(deployment, it.queue) })),
      );
      return {
        seen: `${queues.length} empty`,
        wrong: depths
          .filter(({ depth }) => depth > 0)
          .map(({ queue, depth, runbook }) => ({
            found: `${queue.id}: ${depth} ${depth === 1 ? 'message' : 'messages'}`,
            cure: `docs/runbook.md#${runbook}; then countersign ops redrive ${queue.id} --go`,
          })),
      };
    },
  },
  {
    name: 'alarms',
    onLocalRun: false,
    async look(deployment) {
      const wrong = (await ringing(deployment)).map(({ name, description }) => ({
        found: `${name} rings`,
        cure: description,
      }));
      return { seen: 'none rings', wrong };
    },
  },
  {
    name: 'mail',
    onLocalRun: false,
    async look(deployment) {
      const wrong: { found: string; cure: string }[] = [];
      for (const { name: EmailIdentity } of resourcesOf(deployment, 'AWS::SES::EmailIdentity')) {
        const { VerifiedForSendingStatus: isVerified } = await deployment.clients.ses.send(
          new GetEmailIdentityCommand({ EmailIdentity }),
        );
        if (isVerified !== true)
          wrong.push({
            found: `SES may not send as ${EmailIdentity}: no notice is mailed`,
            cure: 'Publish the DKIM records of the domain, or follow the link that SES mailed to the address (docs/deploy.md).',
          });
      }
      return { seen: 'verified', wrong };
    },
  },
];

/** The alarms of both stacks that ring, with what their descriptions say to do. */
export async function ringing({ name, clients }: Deployment): Promise<{ name: string; description: string }[]> {
  const found: { name: string; description: string }[] = [];
  const query = { AlarmNamePrefix: `Countersign-${name}-`, StateValue: 'ALARM' as const };
  for await (const page of paginateDescribeAlarms({ client: clients.cloudWatch }, query))
    for (const { AlarmName = '', AlarmDescription = '' } of page.MetricAlarms ?? [])
      found.push({ name: AlarmName, description: AlarmDescription });
  return found;
}
