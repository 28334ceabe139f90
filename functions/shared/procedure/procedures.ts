import type { Change } from '#core/adjudication/case/change.ts';
import { Command } from '#core/adjudication/case/command.ts';
import { decideEvents } from '#core/adjudication/case/decide-events.ts';
import { Actor, SYSTEM } from '#core/adjudication/case/parts.ts';
import type { CaseRules } from '#core/adjudication/case/rules.ts';
import type { CaseState } from '#core/adjudication/case/state.ts';
import { nameIn } from '#core/adjudication/precedents/names.ts';
import type { AccessTable } from '../table/access-table.ts';
import { CaseChangedError, type CaseTable } from '../table/case-table.ts';
import type { CaseItem, ProcedureItem } from '../table/items.ts';
import { whileChanged } from '../while-changed.ts';
import { type PackMove, writeOf } from './pack-move.ts';

/** There is no such case, or no procedure of it under that pack. */
export class NoProcedureError extends Error {
  override readonly name = 'NoProcedureError';
}

/** What a command led to: the events with where the case stands after them, or why it is refused. */
export type Acted = { readonly changes: readonly Change[]; readonly current: CaseItem } | { readonly refused: string };

/** An uploaded bundle that amends a case. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
  /** The person or program that submitted it. */
  readonly by: string;
  readonly note: string;
}

/** The procedures of cases under their packs: commands of people, and the clock, taken into the table. */
export class Procedures {
  readonly #cases: CaseTable;
  readonly #rulesFor: (pack: string) => CaseRules;
  readonly #ledger: Pick<AccessTable, 'heads'> | null;

  /** @param ledger what events hold fast of who read what; null for those that may not read it */
  constructor(
    cases: CaseTable,
    rulesFor: (pack: string) => CaseRules,
    ledger: Pick<AccessTable, 'heads'> | null = null,
  ) {
    this.#cases = cases;
    this.#rulesFor = rulesFor;
    this.#ledger = ledger;
  }

  /**
   * Takes a command on a case under a pack. Where another writer came first, it is decided anew on what that one left.
   * @param expected the last event of the case that the person saw; the command is refused where the case has moved on since
   * @throws NoProcedureError; CaseChangedError where others were first again and again
   */
  async act(caseId: string, pack: string, command: Command, expected?: number): Promise<Acted> {
    return whileChanged(CaseChangedError, async () => {
      const { current, procedure } = await this.#find(caseId, pack);
      if (expected !== undefined && current.lastSeq !== expected && !procedure.state.seen.includes(command.id))
        return {
          refused: `The case has moved on since you looked: you saw event ${expected}, its last is ${current.lastSeq}. Look again.`,
        };
      return this.#move(current, procedure, command);
    });
  }

  /**
   * Lets happen what the clock has brought by now: deadlines that ended, reminders that came due.
   * @param ends the turn that ends here, so that another execution takes over
   * @returns the procedure as it stands
   */
  async look(caseId: string, pack: string, ends?: number): Promise<ProcedureItem> {
    return whileChanged(CaseChangedError, async () => {
      const { current, procedure } = await this.#find(caseId, pack);
      const { nextAt } = procedure;
      const over = ends !== undefined && procedure.turn === ends;
      if (nextAt === null || (Date.parse(nextAt) > Date.now() && !over)) return procedure;
      const tick = Command.parse({ id: `tick.${nextAt}`, by: SYSTEM, do: { type: 'tick' } });
      await this.#move(current, over ? { ...procedure, turn: procedure.turn + 1 } : procedure, tick);
      return (await this.#find(caseId, pack)).procedure;
    });
  }

  /**
   * Takes an amended bundle into every procedure of a case that takes one now.
   * @returns the number of this version, also where an earlier attempt took it in; null where no procedure takes one
   */
  async amend(caseId: string, upload: Upload): Promise<number | null> {
    return whileChanged(CaseChangedError, async () => {
      const current = await this.#cases.case(caseId);
      if (current === null) throw new NoProcedureError(`there is no case ${caseId}`);
      const procedures = await this.#cases.procedures(current);
      const digest = `object:${upload.versionId}`;
      const taken = procedures.flatMap(({ state }) => state.bundles).find((one) => one.digest === digest);
      if (taken !== undefined) return taken.n;
      const at = new Date().toISOString();
      const bundle = current.bundle + 1;
      const by = Actor.parse({ id: upload.by, role: 'vendor', vendor: current.vendor });
      const action = { type: 'amend', digest, note: upload.note, bundle };
      const command = Command.parse({ id: `amend.${upload.versionId}`, by, do: action });
      const moves: PackMove[] = [];
      for (const procedure of procedures) {
        const decided = decideEvents(this.#rulesFor(procedure.pack), procedure.state, command, at);
        if (!('refused' in decided)) moves.push(...(await this.#moveOf(current, procedure, decided)));
      }
      if (moves.length === 0) return null;
      const { by: _, note, ...object } = upload;
      const write = writeOf(current, moves, at, await this.#heads(caseId));
      const { bucket, key, versionId } = current;
      const formerBundles = [...(current.formerBundles ?? []), { bucket, key, versionId }];
      await this.#cases.commit(current, { ...write, summary: { ...write.summary, ...object, bundle, formerBundles } });
      return bundle;
    });
  }

  /** Whether any procedure of a case would take an amended bundle now; the reasons where none does. */
  async mayAmend(current: CaseItem, by: Actor): Promise<string[] | null> {
    const action = { type: 'amend', digest: 'object:', note: 'To be uploaded.' };
    const command = Command.parse({ id: 'amend', by, do: action });
    const procedures = await this.#cases.procedures(current);
    const refusals = procedures.flatMap(({ pack, state }) => {
      const decided = decideEvents(this.#rulesFor(pack), state, command, new Date().toISOString());
      return 'refused' in decided ? [`${pack}: ${decided.refused}`] : [];
    });
    if (procedures.length === 0) return ['The case is being checked; it has no verdict yet.'];
    return refusals.length === procedures.length ? refusals : null;
  }

  async #heads(caseId: string): Promise<string[]> {
    return (await this.#ledger?.heads(caseId)) ?? [];
  }

  async #move(current: CaseItem, before: ProcedureItem, command: Command): Promise<Acted> {
    const named = await this.#namedIn(current, before.pack, command);
    if (named !== null) return { refused: `A precedent names nobody, and this one names "${named}".` };
    const at = new Date().toISOString();
    const decided = decideEvents(this.#rulesFor(before.pack), before.state, command, at);
    if ('refused' in decided) return decided;
    if (decided.events.length === 0 && command.do.type !== 'tick') return { changes: [], current };
    const moves = await this.#moveOf(current, before, decided);
    const write = writeOf(current, moves, at, await this.#heads(current.caseId));
    return { changes: decided.events, current: await this.#cases.commit(current, write) };
  }

  /** The name of the vendor or the model that a precedent holds; the procedure itself knows people and the vendor's id. */
  async #namedIn({ caseId, standings }: CaseItem, pack: string, { do: action }: Command): Promise<string | null> {
    if (action.type !== 'decide_appeal' || action.precedent === null) return null;
    const item = await this.#cases.verdict(caseId, pack, standings[pack]?.verdict ?? 1);
    const { vendor, model } = item?.verdict ?? {};
    return nameIn(action.precedent, [caseId, vendor?.name ?? '', model?.id ?? '']);
  }

  async #moveOf(
    { caseId, standings }: CaseItem,
    before: ProcedureItem,
    { events: changes, state }: { events: Change[]; state: CaseState | null },
  ): Promise<PackMove[]> {
    const { pack } = before;
    const n = standings[pack]?.verdict ?? 1;
    const verdict = await this.#cases.verdict(caseId, pack, n);
    if (verdict === null) throw new NoProcedureError(`case ${caseId} has no verdict ${n} under ${pack}`);
    if (state === null) return [];
    return [{ pack, rules: this.#rulesFor(pack), before, state, changes, verdict, decidedNow: false }];
  }

  async #find(caseId: string, pack: string): Promise<{ current: CaseItem; procedure: ProcedureItem }> {
    const current = await this.#cases.case(caseId);
    const procedure = current === null ? null : await this.#cases.procedure(caseId, pack);
    if (current === null || procedure === null)
      throw new NoProcedureError(`case ${caseId} has no procedure under ${pack}`);
    return { current, procedure };
  }
}
