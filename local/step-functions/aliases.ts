import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Clock } from '../clock/clock.ts';
import { ServiceException } from './errors.ts';
import { parseJson } from './json.ts';
import { qualified, splitArn } from './names.ts';
import type { Store } from './store.ts';
import type { Version, Versions } from './versions.ts';

const route = z.object({ stateMachineVersionArn: z.string(), weight: z.int().min(0).max(100) });
/** Which versions the executions of an alias run, and how many of a hundred each. */
export const routing = z.array(route).min(1).max(2);
export type Routing = z.infer<typeof routing>;

const stored = z.object({
  routing,
  description: z.string().optional(),
  created: z.number(),
  updated: z.number(),
  /** To where the template led at the last deployment that said something of this alias. */
  deployed: routing.optional(),
});
/** An alias of a state machine; times in ms since 1970. */
export type Alias = z.infer<typeof stored> & { readonly arn: string; readonly name: string };

const NAME = /^(?=.*[a-zA-Z_.-])[a-zA-Z0-9_.-]{1,80}$/;

const invalid = (message: string) => new ServiceException('ValidationException', message);

/** The aliases of state machines: names that lead to one version, or to two by weight. */
export class Aliases {
  readonly #store: Store;
  readonly #versions: Versions;
  readonly #clock: Clock;

  constructor(store: Store, versions: Versions, clock: Clock) {
    this.#store = store;
    this.#versions = versions;
    this.#clock = clock;
  }

  /**
   * Makes an alias; the same alias once more is found again.
   * @throws {ServiceException} ValidationException, StateMachineDoesNotExist, ConflictException where one of this name differs
   */
  create(name: string, routes: Routing, description?: string): Alias {
    if (!NAME.test(name))
      throw invalid(
        `'${name}' is not the name of an alias: expected 1 to 80 of A-Z a-z 0-9 _ - . and not digits alone`,
      );
    const machine = this.#machineOf(routes);
    const known = this.list(machine).find((alias) => alias.name === name);
    if (known === undefined)
      return this.#save(machine, name, { routing: routes, description, created: this.#clock.now() });
    if (JSON.stringify([known.routing, known.description]) === JSON.stringify([routes, description])) return known;
    throw new ServiceException(
      'ConflictException',
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    );
  }

  /** What a template says of an alias: it is moved where that is something else than at the deployment before, and otherwise left alone. */
  deploy(name: string, routes: Routing, description?: string): void {
    const machine = this.#machineOf(routes);
    const known = this.list(machine).find((alias) => alias.name === name);
    if (isDeepStrictEqual(known?.deployed, routes)) return;
    const created = known?.created ?? this.#clock.now();
    this.#save(machine, name, { routing: routes, deployed: routes, description, created });
  }

  /** @throws {ServiceException} ResourceNotFound, ValidationException */
  update(arn: string, change: { routing?: Routing | undefined; description?: string | undefined }): Alias {
    const { machine } = splitArn(arn);
    const { name, description, created, deployed, routing: before } = this.describe(arn);
    if (change.routing !== undefined && this.#machineOf(change.routing) !== machine)
      throw invalid(`Routing configuration must name versions of ${machine}`);
    return this.#save(machine, name, {
      routing: change.routing ?? before,
      description: change.description ?? description,
      created,
      deployed,
    });
  }

  /** @throws {ServiceException} ResourceNotFound */
  describe(arn: string): Alias {
    const found = this.find(arn);
    if (found === undefined)
      throw new ServiceException('ResourceNotFound', 'Request references a resource that does not exist.');
    return found;
  }

  /** By name; those that lead to a version alone where one is given. @throws {ServiceException} InvalidArn */
  list(arn: string): Alias[] {
    const { machine, qualifier } = splitArn(arn);
    const all = this.#store.versions
      .aliases(machine)
      .map(({ name, body }) => ({ arn: qualified(machine, name), name, ...stored.parse(parseJson(body)) }));
    if (qualifier === undefined) return all;
    return all.filter(({ routing: routes }) =>
      routes.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn),
    );
  }

  find(arn: string): Alias | undefined {
    return this.list(splitArn(arn).machine).find((alias) => alias.arn === arn);
  }

  /** One that is not there is deleted already. */
  delete(arn: string): void {
    const { machine, qualifier = '' } = splitArn(arn);
    this.#store.versions.removeAlias(machine, qualifier);
  }

  /** The version that an execution of an alias runs. @param random gives numbers in [0, 1) */
  choose({ routing: [first, second] }: Alias, random: () => number): Version | undefined {
    const chosen = second === undefined || random() * 100 < (first?.weight ?? 0) ? first : second;
    return chosen && this.#versions.find(chosen.stateMachineVersionArn);
  }

  #save(machine: string, name: string, alias: Omit<z.infer<typeof stored>, 'updated'>): Alias {
    const body = { ...alias, updated: this.#clock.now() };
    this.#store.versions.saveAlias(machine, name, JSON.stringify(body));
    return { arn: qualified(machine, name), name, ...body };
  }

  /** The machine whose versions an alias leads to, which have to be of one machine and there. */
  #machineOf(routes: Routing): string {
    const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    const received = `Received: [${arns.join(', ')}]`;
    if (!arns.every((arn) => /^\d+$/.test(splitArn(arn).qualifier ?? '')))
      throw invalid(`Routing configuration must contain state machine version ARNs. ${received}`);
    if (new Set(arns).size < arns.length)
      throw invalid(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
    const weights = routes.map(({ weight }) => weight);
    if (weights.reduce((sum, weight) => sum + weight, 0) !== 100)
      throw invalid(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
    const [machine = '', ...others] = new Set(arns.map((arn) => splitArn(arn).machine));
    const missing = arns.find((arn) => this.#versions.find(arn) === undefined);
    if (others.length > 0 || missing !== undefined)
      throw invalid(`Routing configuration must name versions of one state machine that are published. ${received}`);
    return machine;
  }
}
