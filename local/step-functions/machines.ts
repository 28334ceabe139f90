import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock/clock.ts';
import { ServiceException } from './errors.ts';
import type { Json } from './json.ts';
import { readMachine, type StateMachine } from './machine.ts';
import { checkArn, checkName } from './names.ts';
import type { Store } from './store.ts';
import { type DefinitionChecks, validateDefinition } from './validate.ts';

export interface Registration {
  readonly name: string;
  readonly arn?: string;
  /** Amazon States Language, as text or as parsed JSON. */
  readonly definition: string | Json;
  readonly type?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: Json;
}

interface MachinesOptions extends DefinitionChecks {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

/** The registered state machines. */
export class Machines {
  readonly #store: Store;
  readonly #options: MachinesOptions;

  constructor(store: Store, options: MachinesOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** @throws {InvalidDefinition} with every problem found, each naming its state */
  register(registration: Registration): StateMachine {
    const { clock, region, accountId } = this.#options;
    const { name, type = 'STANDARD', definition } = registration;
    checkName(name);
    if (type !== 'STANDARD') {
      throw new ServiceException(
        'StateMachineTypeNotSupported',
        `State machine '${name}' is of type ${type}; only STANDARD workflows run here`,
      );
    }
    const arn = registration.arn ?? `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
    checkArn(arn, 'stateMachine');
    const body = typeof definition === 'string' ? definition : JSON.stringify(definition);
    validateDefinition(name, body, this.#options);
    const stored = this.#store.machine(arn);
    const known = stored === undefined ? undefined : readMachine(stored);
    const machine: StateMachine = {
      arn,
      name,
      type,
      definition: body,
      roleArn: registration.roleArn ?? `arn:aws:iam::${accountId}:role/${name}`,
      ...(registration.loggingConfiguration !== undefined && {
        loggingConfiguration: registration.loggingConfiguration,
      }),
      created: known?.created ?? clock.now(),
      revision: known?.revision ?? 'INITIAL',
    };
    if (known !== undefined && !isDeepStrictEqual(known, machine)) machine.revision = randomUUID();
    this.#store.saveMachine(arn, name, JSON.stringify(machine));
    return machine;
  }

  /** @throws {ServiceException} InvalidArn, StateMachineDoesNotExist */
  describe(arn: string): StateMachine {
    checkArn(arn, 'stateMachine');
    const body = this.#store.machine(arn);
    if (body === undefined) {
      throw new ServiceException('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    }
    return readMachine(body);
  }

  list(): StateMachine[] {
    return this.#store.machines().map(readMachine);
  }
}
