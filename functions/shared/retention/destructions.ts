import * as z from 'zod';
import { Destroyed, DestructionBegun } from '#core/adjudication/retention/certificate.ts';
import { type Destruction, holdOn, KEPT, underWay } from '#core/adjudication/retention/retention.ts';
import { CaseEvent, nextEvent } from '#core/attestation/event-chain.ts';
import { packName } from '#core/policy/check-report.ts';
import type { CaseTable } from '../table/case-table.ts';
import { type CaseItem, keys, VerdictItem } from '../table/items.ts';

/** Something of a case may not be destroyed now, or the record of a destruction is not there. */
export class DestructionRefused extends Error {
  override readonly name = 'DestructionRefused';
}

const Json = z.record(z.string(), z.json());

/**
 * The record of what is destroyed, in the log of its case: first that it begins, then the certificate. What a destruction that was broken
 * off has left is known by the record without a certificate, and the next attempt goes on with it.
 */
export class Destructions {
  readonly #cases: CaseTable;

  constructor(cases: CaseTable) {
    this.#cases = cases;
  }

  /**
   * Records that parts of a case are about to be destroyed; from then on nobody is shown them, and no hold can be placed.
   * @throws DestructionRefused under a hold, for a case that is not decided, or while another destruction is under way;
   * CaseChangedError where somebody else changed the case since `current` was read
   */
  async begin(current: CaseItem, begins: DestructionBegun): Promise<{ current: CaseItem; destruction: Destruction }> {
    const { caseId, lastSeq, lastHash, status, retention = KEPT } = current;
    if (status !== 'decided') throw new DestructionRefused(`case ${caseId} is not decided`);
    if (holdOn(retention) !== null) throw new DestructionRefused(`case ${caseId} is under a legal hold`);
    if (underWay(retention) !== null) throw new DestructionRefused(`case ${caseId} is being destroyed already`);
    const at = new Date().toISOString();
    const data = Json.parse(DestructionBegun.parse(begins));
    const event = nextEvent({ seq: lastSeq, hash: lastHash }, { caseId, type: 'destruction_begun', at, data });
    const { parts, bundle, because } = begins;
    const begun = { seq: event.seq, hash: event.hash, at };
    const destruction: Destruction = { parts, bundle, by: because.kind, begun, ended: null };
    const summary = { retention: { ...retention, destructions: [...retention.destructions, destruction] } };
    const written = await this.#cases.commit(current, {
      summary,
      events: [event],
      create: [],
      replace: [],
      remove: [],
    });
    return { current: written, destruction };
  }

  /**
   * Writes the certificate of a destruction that is done.
   * @param keyDeletedOn when the key is gone for good; null where the objects are deleted
   * @throws DestructionRefused where its beginning is not in the log; CaseChangedError
   */
  async certify(current: CaseItem, destruction: Destruction, keyDeletedOn: string | null): Promise<CaseItem> {
    const { caseId, lastSeq, lastHash, retention = KEPT } = current;
    const { seq, hash } = destruction.begun;
    const [beginning] = await this.#cases.items(caseId, keys.event(caseId, seq).SK, CaseEvent);
    if (beginning?.hash !== hash)
      throw new DestructionRefused(`event ${seq} of case ${caseId} is not the beginning of its destruction`);
    const verdicts = await this.#cases.items(caseId, 'VERDICT#', VerdictItem);
    const certificate: Destroyed = {
      ...DestructionBegun.parse(beginning.data),
      begun: { seq, hash },
      keyDeletedOn,
      verdicts: verdicts.map(({ n, verdict: { pack, bundle, findingsDigest } }) => ({
        ...{ standard: packName(pack), n, bundleDigest: bundle.digest, findingsDigest },
      })),
    };
    const at = new Date().toISOString();
    const data = Json.parse(Destroyed.parse(certificate));
    const event = nextEvent({ seq: lastSeq, hash: lastHash }, { caseId, type: 'destroyed', at, data });
    const destructions = retention.destructions.map((one) =>
      one.begun.hash === hash ? { ...one, ended: { seq: event.seq, hash: event.hash, at } } : one,
    );
    const summary = { retention: { ...retention, destructions } };
    return this.#cases.commit(current, { summary, events: [event], create: [], replace: [], remove: [] });
  }
}
