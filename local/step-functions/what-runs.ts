import type { Aliases } from './aliases.ts';
import { ServiceException } from './errors.ts';
import type { StateMachine } from './machine.ts';
import type { Machines } from './machines.ts';
import { splitArn } from './names.ts';
import type { Versions } from './versions.ts';

/** What an execution runs, and by which version and alias: neither where it was started by the machine's own ARN. */
export interface WhatRuns {
  readonly machine: StateMachine;
  readonly version: number | null;
  readonly alias: string | null;
}

/**
 * What an ARN of a machine (its latest revision), of a version or of an alias starts.
 * @param random gives numbers in [0, 1), for an alias that leads to two versions
 * @throws {ServiceException} StateMachineDoesNotExist, InvalidArn; ValidationException for the ARN of a map in a machine
 */
export function whatRuns(
  arn: string,
  from: { readonly machines: Machines; readonly versions: Versions; readonly aliases: Aliases },
  random: () => number,
): WhatRuns {
  if (/:stateMachine:[^:]+\/[^:]+$/.test(arn))
    throw new ServiceException(
      'ValidationException',
      `'${arn}' is a Distributed Map of a state machine; start the machine`,
    );
  const { machine, qualifier } = splitArn(arn);
  if (qualifier === undefined) return { machine: from.machines.describe(machine), version: null, alias: null };
  const alias = from.aliases.find(arn);
  const version = alias === undefined ? from.versions.find(arn) : from.aliases.choose(alias, random);
  if (version === undefined)
    throw new ServiceException('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return { machine: version.machine, version: version.number, alias: alias?.name ?? null };
}
