import type { CaseAttestation } from '#core/api/attestation-wire.ts';
import type { Caller } from '#core/api/people.ts';
import type { Sight } from '#core/api/sight.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import type { SignedVerdict } from '#core/attestation/verdict/signed-verdict.ts';
import { packName } from '#core/policy/check-report.ts';
import type { AttestationItem } from '../shared/table/attestation-items.ts';
import type { AttestationTable } from '../shared/table/attestation-table.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder } from './case-finder.ts';
import { seenEvent } from './seen-events.ts';

const REASONS: Partial<Record<string, string>> = {
  'bundle-digest-unknown':
    'The bundle has no digest, because not every file of it could be read: there is nothing to sign a verdict on.',
  'chain-head-unknown': 'The verdict was written before verdicts were signed.',
};

/** Signed verdicts, for those who may see the verdict. */
export class Attestations {
  readonly #cases: CaseTable;
  readonly #finder: CaseFinder;
  readonly #attestations: AttestationTable;

  constructor(cases: CaseTable, finder: CaseFinder, attestations: AttestationTable) {
    this.#cases = cases;
    this.#finder = finder;
    this.#attestations = attestations;
  }

  /** The signature on the verdict that stands. @throws ApiFault 404 for an unknown case or standard, 409 before there is a verdict */
  async of(caller: Caller, caseId: string, standard?: string): Promise<CaseAttestation> {
    const { item, verdicts, sight } = await this.#finder.find(caller, caseId);
    const seen = item.packs.filter((pack) => sight.standards.has(pack));
    const [first] = seen;
    if (first === undefined)
      throw new ApiFault(409, 'not-decided', `Case ${caseId} has no verdict yet; it is signed once there is one.`);
    const pack = standard ?? first;
    const verdict = seen.includes(pack) ? verdicts.find((one) => packName(one.verdict.pack) === pack) : undefined;
    if (verdict === undefined)
      throw new ApiFault(
        404,
        'standard-unknown',
        `Case ${caseId} has no verdict under "${pack}"; it has verdicts under ${seen.join(', ')}.`,
      );
    const found = await this.#attestations.find(caseId, pack, verdict.n);
    return {
      caseId,
      standard: pack,
      verdict: verdict.n,
      state: found?.state ?? 'waiting',
      reason: found?.state === 'unsignable' ? (REASONS[found.code] ?? found.code) : null,
      index: found?.state === 'logged' ? found.index : null,
      signed: found === null || found.state === 'unsignable' ? null : await this.#file(found, sight),
    };
  }

  async #file(item: Exclude<AttestationItem, { state: 'unsignable' }>, sight: Sight): Promise<SignedVerdict> {
    const events = await this.#cases.items(item.caseId, 'EVENT#', CaseEvent);
    // An event without its content proves nothing of those before it: the chain is given whole, or not at all.
    const whole = events.every((event) => seenEvent(event, sight).data !== null);
    return {
      schema: 'urn:countersign:schema:signed-verdict:1.0',
      envelope: item.envelope,
      ...(whole && { events }),
      ...(item.state === 'logged' && { inclusion: item.inclusion }),
    };
  }
}
