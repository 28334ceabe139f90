import { Command } from '#core/adjudication/case/command.ts';
import { actorFor, type Caller, rolesOfCaller } from '#core/api/people.ts';
import type { CaseCommand, CommandAnswer } from '#core/api/procedure-wire.ts';
import type { Procedures } from '../shared/procedure/procedures.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder } from './case-finder.ts';
import { unlessBusy } from './unless-busy.ts';

/** What people and vendors do in cases. */
export class Commands {
  readonly #finder: CaseFinder;
  readonly #procedures: Procedures;

  constructor(finder: CaseFinder, procedures: Procedures) {
    this.#finder = finder;
    this.#procedures = procedures;
  }

  /** @throws ApiFault 403 where the caller has no role for it, 404 for an unknown case, 409 where the procedure refuses, with its reason */
  async act(
    caller: Caller,
    caseId: string,
    { id, standard, as, expected, do: action }: CaseCommand,
  ): Promise<CommandAnswer> {
    const { item, sight } = await this.#finder.find(caller, caseId);
    if (!sight.standards.has(standard))
      throw new ApiFault(
        item.packs.length === 0 ? 409 : 404,
        item.packs.length === 0 ? 'not-decided' : 'standard-unknown',
        item.packs.length === 0
          ? `Case ${caseId} is being checked; there is nothing to act on until its checks are decided.`
          : `Case ${caseId} is not reviewed under "${standard}" for you; you see ${[...sight.standards.keys()].join(', ')}.`,
      );
    if (action.type === 'amend')
      throw new ApiFault(400, 'amend-by-upload', 'An amendment is a bundle: submit it with "amends" and this case.');
    const actor = actorFor(caller, action.type, as);
    if ('refused' in actor) throw new ApiFault(403, 'role-refused', actor.refused);
    const ofVendor = rolesOfCaller(caller).some((role) => role.role === 'vendor' && role.vendor === item.vendor);
    if (ofVendor && actor.role !== 'vendor')
      throw new ApiFault(403, 'own-case', `You act for ${item.vendor}, whose case this is; you do not judge it.`);
    const command = Command.parse({ id: `${actor.id}:${id}`, by: actor, do: action });
    const acted = await unlessBusy(() => this.#procedures.act(caseId, standard, command, expected));
    if ('refused' in acted) throw new ApiFault(409, 'refused', acted.refused);
    return {
      events: acted.changes.map(({ type, at }) => ({ type, at })),
      stage: acted.current.standings[standard]?.stage ?? 'submitted',
      lastSeq: acted.current.lastSeq,
    };
  }
}
