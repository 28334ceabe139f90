import * as z from 'zod';
import type { Clock } from '../clock/clock.ts';
import { ServiceException } from './errors.ts';
import { jsonValue, parseJson } from './json.ts';
import { readMachine, type StateMachine } from './machine.ts';
import type { Machines } from './machines.ts';
import { qualified, splitArn } from './names.ts';
import type { Store } from './store.ts';

/** Versions that a machine may have. Source: Step Functions developer guide, "State machine versions". */
const MOST_VERSIONS = 1000;

const published = z.object({ description: z.string().optional(), created: z.number(), machine: jsonValue });

/** A version of a state machine: what `machine` was when it was published; `created` in ms since 1970. */
export interface Version {
  readonly arn: string;
  readonly number: number;
  readonly description: string | undefined;
  readonly created: number;
  readonly machine: StateMachine;
}

/** The published versions of state machines: numbered, and never changed. */
export class Versions {
  readonly #store: Store;
  readonly #machines: Machines;
  readonly #clock: Clock;

  constructor(store: Store, machines: Machines, clock: Clock) {
    this.#store = store;
    this.#machines = machines;
    this.#clock = clock;
  }

  /**
   * Publishes the present revision of a machine; one that is published already is found again.
   * @throws {ServiceException} StateMachineDoesNotExist, ConflictException where the revision is not the present one,
   *   ServiceQuotaExceededException
   */
  publish(machineArn: string, options: { revisionId?: string | undefined; description?: string | undefined }): Version {
    const machine = this.#machines.describe(machineArn);
    const { revisionId = machine.revision, description } = options;
    if (revisionId !== machine.revision) {
      throw new ServiceException(
        'ConflictException',
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${machine.revision}.`,
      );
    }
    const all = this.#store.versions.all(machineArn);
    if (!all.some(({ revision }) => revision === revisionId)) {
      if (all.length >= MOST_VERSIONS) {
        throw new ServiceException(
          'ServiceQuotaExceededException',
          `'${machineArn}' has ${MOST_VERSIONS} versions; delete some`,
          402,
        );
      }
      const body = JSON.stringify({ description, created: this.#clock.now(), machine });
      this.#store.versions.add(machineArn, revisionId, body);
    }
    const found = this.list(machineArn).find(({ machine: { revision } }) => revision === revisionId);
    if (found === undefined) throw new Error(`the version of ${machineArn} that was published is not in the store`);
    return found;
  }

  /** Newest first. @throws {ServiceException} StateMachineDoesNotExist */
  list(machineArn: string): Version[] {
    this.#machines.describe(machineArn);
    return this.#store.versions.all(machineArn).map(({ number, body }) => {
      const { description, created, machine } = published.parse(parseJson(body));
      const arn = qualified(machineArn, String(number));
      return { arn, number, description, created, machine: readMachine(JSON.stringify(machine)) };
    });
  }

  /** The version of an ARN; undefined where there is none. */
  find(arn: string): Version | undefined {
    return this.list(splitArn(arn).machine).find((version) => version.arn === arn);
  }

  /** Deletes a version, which no alias may name; one that is not there is deleted already. */
  delete(arn: string, aliases: readonly string[]): void {
    const { machine, qualifier } = splitArn(arn);
    if (aliases.length > 0) {
      throw new ServiceException(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${aliases.join(', ')}]`,
      );
    }
    this.#store.versions.remove(machine, Number(qualifier));
  }
}
