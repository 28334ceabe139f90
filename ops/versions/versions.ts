import {
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListStateMachineVersionsCommand,
  ResourceNotFound,
  type SFNClient,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';
import { type Deployment, ResourceMissing, resourcesOf } from '../deployment.ts';

/** The alias by which executions are started (`infra/constructs/live-machine.ts`). */
const LIVE = 'live';

/** A published version of a state machine. */
export interface MachineVersion {
  readonly number: number;
  readonly arn: string;
  readonly publishedAt: string;
}

/** A state machine, its versions with the newest first, and the one that new executions run; null where there is none, or more than one. */
export interface VersionedMachine {
  readonly name: string;
  readonly arn: string;
  readonly live: number | null;
  readonly versions: readonly MachineVersion[];
}

/** The state machine has no such version. */
export class NoSuchVersion extends Error {
  override readonly name = 'NoSuchVersion';
}

const numberOf = (arn: string) => Number(arn.slice(arn.lastIndexOf(':') + 1));

/** All state machines of a deployment. */
export async function machinesOf(deployment: Deployment): Promise<VersionedMachine[]> {
  const { sfn } = deployment.clients;
  return Promise.all(
    resourcesOf(deployment, 'AWS::StepFunctions::StateMachine').map(async ({ name: arn }) => ({
      name: arn.slice(arn.lastIndexOf('-') + 1),
      arn,
      live: await liveOf(sfn, arn),
      versions: await versionsOf(sfn, arn),
    })),
  );
}

/** Digest of the definition of a version, as the verdict of a case names it. */
export async function definitionOf({ clients }: Deployment, { arn }: MachineVersion): Promise<string> {
  const { description = '' } = await clients.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
  return description;
}

/**
 * Leads new executions of a machine to one of its versions; those that run keep theirs. Gives the machine as it was before.
 * @throws ResourceMissing, NoSuchVersion
 */
export async function makeLive(deployment: Deployment, name: string, number: number): Promise<VersionedMachine> {
  const all = await machinesOf(deployment);
  const machine = all.find((one) => one.name === name);
  if (machine === undefined)
    throw new ResourceMissing(
      `${deployment.name} has no state machine "${name}"; it has ${all.map((one) => `"${one.name}"`).join(', ')}`,
    );
  if (!machine.versions.some((version) => version.number === number))
    throw new NoSuchVersion(
      `"${name}" has no version ${number}; it has ${machine.versions.map((version) => version.number).join(', ')}`,
    );
  await deployment.clients.sfn.send(
    new UpdateStateMachineAliasCommand({
      stateMachineAliasArn: `${machine.arn}:${LIVE}`,
      routingConfiguration: [{ stateMachineVersionArn: `${machine.arn}:${number}`, weight: 100 }],
    }),
  );
  return machine;
}

async function liveOf(sfn: SFNClient, machine: string): Promise<number | null> {
  try {
    const stateMachineAliasArn = `${machine}:${LIVE}`;
    const { routingConfiguration = [] } = await sfn.send(
      new DescribeStateMachineAliasCommand({ stateMachineAliasArn }),
    );
    const [only, ...others] = routingConfiguration.filter(({ weight = 0 }) => weight > 0);
    return others.length === 0 && only?.stateMachineVersionArn ? numberOf(only.stateMachineVersionArn) : null;
  } catch (error) {
    if (error instanceof ResourceNotFound) return null;
    throw error;
  }
}

async function versionsOf(sfn: SFNClient, stateMachineArn: string): Promise<MachineVersion[]> {
  const versions: MachineVersion[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn, nextToken }));
    for (const { stateMachineVersionArn: arn = '', creationDate } of page.stateMachineVersions ?? [])
      versions.push({ number: numberOf(arn), arn, publishedAt: creationDate?.toISOString() ?? '' });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return versions;
}
