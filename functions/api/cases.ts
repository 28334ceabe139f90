import type { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { CaseFindings, CaseList, CaseSummary, CaseView } from '#core/api/wire.ts';
import { Finding } from '#core/policy/finding.ts';
import type { EvidenceStore } from '../shared/evidence-store.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import type { CaseItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { executionArn, stepsOf } from './steps.ts';

const PAGE = 50;
/** The automated verdict under a standard is its first. */
const AUTOMATED = 1;

/** A vendor's view of its own cases; another vendor's case is as unknown as one that does not exist. */
export class VendorCases {
  readonly #cases: CaseTable;
  readonly #store: EvidenceStore;
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(cases: CaseTable, store: EvidenceStore, sfn: SFNClient, stateMachineArn: string) {
    this.#cases = cases;
    this.#store = store;
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  async list(vendor: string, cursor?: string): Promise<z.infer<typeof CaseList>> {
    const { cases, next } = await this.#cases.casesOf(
      vendor,
      PAGE,
      cursor === undefined ? undefined : decodeCursor(cursor),
    );
    return { cases: cases.map(summaryOf), next: next === null ? null : encodeCursor(next) };
  }

  async view(vendor: string, caseId: string): Promise<CaseView> {
    const item = await this.#find(vendor, caseId);
    const [steps, found] = await Promise.all([
      stepsOf(this.#sfn, executionArn(this.#stateMachineArn, caseId)),
      this.#cases.verdicts(item),
    ]);
    const verdicts = found.map(({ verdict }) => verdict);
    return { case: summaryOf(item), steps, verdict: verdicts[0] ?? null, verdicts };
  }

  /** The findings under one of the standards that the bundle seeks; without one, under the first. */
  async findings(vendor: string, caseId: string, standard?: string): Promise<z.infer<typeof CaseFindings>> {
    const { packs } = await this.#find(vendor, caseId);
    const [first] = packs;
    if (first === undefined)
      throw new ApiFault(409, 'not-decided', `Case ${caseId} has no verdict yet; its findings come with the verdict.`);
    const pack = standard ?? first;
    const verdict = packs.includes(pack) ? await this.#cases.verdict(caseId, pack, AUTOMATED) : null;
    if (verdict === null)
      throw new ApiFault(
        404,
        'standard-unknown',
        `Case ${caseId} has no verdict under "${pack}"; it has verdicts under ${packs.join(', ')}.`,
      );
    return { findings: await this.#store.get(verdict.findings, z.array(Finding)) };
  }

  async #find(vendor: string, caseId: string): Promise<CaseItem> {
    const item = await this.#cases.case(caseId);
    if (item === null || item.vendor !== vendor)
      throw new ApiFault(
        404,
        'case-unknown',
        `There is no case "${caseId}" of yours. A case opens within seconds of its upload.`,
      );
    return item;
  }
}

const summaryOf = (item: CaseItem): CaseSummary => ({
  caseId: item.caseId,
  vendor: item.vendor,
  status: item.status,
  outcome: item.outcome,
  tier: item.tier,
  model: item.model,
  openedAt: item.openedAt,
  decidedAt: item.decidedAt,
});
