import type { CaseRules } from '#core/adjudication/case/rules.ts';
import { type Resting, restsSince, termsOver } from '#core/adjudication/retention/due.ts';
import { type Destruction, holdOn, KEPT, partsKept, underWay } from '#core/adjudication/retention/retention.ts';
import type { RetentionRules } from '#core/adjudication/retention/rules.ts';
import { logger } from '../shared/logger.ts';
import type { Destructions } from '../shared/retention/destructions.ts';
import { inventoryOf, type KeptObjects } from '../shared/retention/kept-objects.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import type { CaseItem } from '../shared/table/items.ts';

/** What a keeper works with. */
export interface KeeperParts {
  readonly cases: CaseTable;
  readonly destructions: Destructions;
  readonly objects: KeptObjects;
  readonly rulesFor: (pack: string) => CaseRules;
  readonly retention: RetentionRules;
}

/** Destroys what of a case has been kept for its time. It goes by what the table holds, so that it may be asked any number of times. */
export class Keeper {
  readonly #parts: KeeperParts;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Whether there may be something to do in a case, by its summary alone; a case rests no earlier than it was decided. */
  mayBeDue({ bundle, decidedAt, standings, retention = KEPT }: CaseItem, now: string): boolean {
    if (underWay(retention) !== null) return true;
    if (holdOn(retention) !== null || decidedAt === null) return false;
    const resting = Object.values(standings).map(({ outcome }): Resting => ({ outcome, since: decidedAt }));
    return termsOver(this.#parts.retention, partsKept(retention, bundle), resting, now).length > 0;
  }

  /**
   * Destroys what is due of a case, or goes on with what was broken off. Nothing goes before the log of the case says so, and the
   * certificate is written once nothing is left; whatever happens between, the next attempt finds the record and what is left.
   * @returns whether something was destroyed
   * @throws CaseChangedError where somebody wrote to the case meanwhile; the next run decides anew
   */
  async visit(caseId: string, now: string): Promise<boolean> {
    const { cases, destructions, objects } = this.#parts;
    const found = await cases.case(caseId);
    if (found === null) return false;
    const { current, destruction } = await this.#begun(found, now);
    // Where a key goes, whoever destroys the key writes the certificate.
    if (destruction === null || destruction.by === 'key') return false;
    const { parts, bundle } = destruction;
    await objects.delete(await objects.versions(current, parts, bundle));
    const left = await objects.versions(current, parts, bundle);
    if (left.length > 0) throw new Error(`${left.length} objects of case ${caseId} are still there`);
    await destructions.certify(current, destruction, null);
    logger.info('destroyed', { caseId, parts, bundle });
    return true;
  }

  async #begun(current: CaseItem, now: string): Promise<{ current: CaseItem; destruction: Destruction | null }> {
    const { destructions, objects, retention: rules } = this.#parts;
    const { bundle, retention = KEPT } = current;
    const destruction = underWay(retention);
    if (destruction !== null || holdOn(retention) !== null) return { current, destruction };
    const resting = await this.#resting(current, now);
    const terms = resting === null ? [] : termsOver(rules, partsKept(retention, bundle), resting, now);
    if (terms.length === 0) return { current, destruction: null };
    const parts = terms.map(({ part }) => part);
    const inventory = inventoryOf(await objects.versions(current, parts, bundle));
    return destructions.begin(current, { parts, bundle, because: { kind: 'term', rules: rules.id, terms }, inventory });
  }

  /** The outcome under each standard, and since when the case rests under the last of them; null where it does not under one. */
  async #resting(current: CaseItem, now: string): Promise<Resting[] | null> {
    const { cases, rulesFor } = this.#parts;
    const { status, packs, standings } = current;
    const procedures = await cases.procedures(current);
    if (status !== 'decided' || packs.length === 0 || procedures.length < packs.length) return null;
    const resting = procedures.flatMap(({ pack, state }): Resting[] => {
      const since = restsSince(rulesFor(pack), state, now);
      const outcome = standings[pack]?.outcome;
      return since === null || outcome === undefined ? [] : [{ outcome, since }];
    });
    const last = resting
      .map(({ since }) => since)
      .toSorted()
      .at(-1);
    if (resting.length < packs.length || last === undefined) return null;
    return resting.map(({ outcome }) => ({ outcome, since: last }));
  }
}
