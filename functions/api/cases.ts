import type { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { statusOf } from '#core/adjudication/procedure/standing.ts';
import { holdOn, KEPT, partsGone, type Retention } from '#core/adjudication/retention/retention.ts';
import { grantView } from '#core/api/break-glass.ts';
import type { Caller } from '#core/api/people.ts';
import type { CaseLog } from '#core/api/procedure-wire.ts';
import { findingsSeen, type Sight } from '#core/api/sight.ts';
import type { CaseFindings, CaseList, CaseSummary, CaseView } from '#core/api/wire.ts';
import { CaseEvent } from '#core/attestation/event-chain.ts';
import { packName } from '#core/policy/check-report.ts';
import { Finding } from '#core/policy/finding.ts';
import type { EvidenceStore } from '../shared/evidence-store.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import type { CaseItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder } from './case-finder.ts';
import { cursorOf } from './cursor.ts';
import type { ProcedureViews } from './procedure-views.ts';
import { requireKept } from './require-kept.ts';
import { seenEvent } from './seen-events.ts';
import { executionArn, stepsOf } from './steps.ts';

const PAGE = 50;

/** The key of the index `byVendor`, which is all that a page can start after. */
const cursor = cursorOf(z.object({ PK: z.string(), SK: z.string(), vendor: z.string(), openedAt: z.string() }));

/** Cases as their vendors, agencies and panels may see them. */
export class Cases {
  readonly #cases: CaseTable;
  readonly #finder: CaseFinder;
  readonly #views: ProcedureViews;
  readonly #store: EvidenceStore;
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;

  constructor(
    cases: CaseTable,
    finder: CaseFinder,
    views: ProcedureViews,
    store: EvidenceStore,
    sfn: SFNClient,
    stateMachineArn: string,
  ) {
    this.#cases = cases;
    this.#finder = finder;
    this.#views = views;
    this.#store = store;
    this.#sfn = sfn;
    this.#stateMachineArn = stateMachineArn;
  }

  /** A vendor's cases, newest first. */
  async list(vendor: string, start?: string): Promise<z.infer<typeof CaseList>> {
    const { cases, next } = await this.#cases.casesOf(
      vendor,
      PAGE,
      start === undefined ? undefined : cursor.decode(start),
    );
    return { cases: cases.map(summaryOf), next: next === null ? null : cursor.encode(next) };
  }

  async view(caller: Caller, caseId: string): Promise<CaseView> {
    const found = await this.#finder.find(caller, caseId);
    const { item, procedures, sight } = found;
    const now = new Date().toISOString();
    const steps = await stepsOf(this.#sfn, executionArn(this.#stateMachineArn, item));
    const verdicts = found.verdicts
      .map(({ verdict }) => verdict)
      .filter(({ pack }) => sight.standards.has(packName(pack)));
    return {
      case: seenSummaryOf(item, sight),
      steps,
      verdict: verdicts[0] ?? null,
      verdicts,
      ...(item.retention !== undefined && { retention: retentionView(item.retention) }),
      ...(item.emergencies !== undefined && {
        emergencies: item.emergencies.map((grant) =>
          grantView(grant, caller, { vendor: item.vendor, agencies: found.agencies }, now),
        ),
      }),
      procedures: procedures
        .filter(({ pack }) => sight.standards.has(pack))
        .map((procedure) => this.#views.view(caller, procedure, sight)),
    };
  }

  /** The findings under one of the standards that the bundle seeks; without one, under the first. */
  async findings(caller: Caller, caseId: string, standard?: string): Promise<z.infer<typeof CaseFindings>> {
    const { item, sight, verdicts } = await this.#finder.find(caller, caseId);
    const seen = item.packs.filter((pack) => sight.standards.has(pack));
    const [first] = seen;
    if (first === undefined)
      throw new ApiFault(409, 'not-decided', `Case ${caseId} has no verdict yet; its findings come with the verdict.`);
    const pack = standard ?? first;
    const of = (name: string) => verdicts.find(({ verdict }) => packName(verdict.pack) === name);
    const verdict = seen.includes(pack) ? of(pack) : undefined;
    if (verdict === undefined)
      throw new ApiFault(
        404,
        'standard-unknown',
        `Case ${caseId} has no verdict under "${pack}"; it has verdicts under ${seen.join(', ')}.`,
      );
    requireKept(item, 'evidence');
    const findings = await this.#store.get(verdict.findings, z.array(Finding));
    const agencies = findingsSeen(sight, pack);
    return { findings: findings.filter(({ agency }) => agencies?.has(agency) ?? true) };
  }

  /** The case's log. Of what people of agencies did, those who do not deliberate with them see that it happened, and when. */
  async events(caller: Caller, caseId: string): Promise<z.infer<typeof CaseLog>> {
    const { sight } = await this.#finder.find(caller, caseId);
    const events = await this.#cases.items(caseId, 'EVENT#', CaseEvent);
    return { events: events.map((event) => seenEvent(event, sight)) };
  }
}

/** The summary of a case for somebody who may not see all of its standards: of the first that they see, and of no other. */
function seenSummaryOf(item: CaseItem, { standards }: Sight): CaseSummary {
  const summary = summaryOf(item);
  if (item.packs.every((pack) => standards.has(pack))) return summary;
  const seen = item.packs.filter((pack) => standards.has(pack)).flatMap((pack) => item.standings[pack] ?? []);
  const [first] = seen;
  return { ...summary, status: statusOf(seen), outcome: first?.outcome ?? null, tier: first?.tier ?? null };
}

/** What is kept of a case, and why longer than its time; who placed a hold is no part of it. */
function retentionView(retention: Retention): CaseView['retention'] {
  const hold = holdOn(retention);
  return {
    hold: hold === null ? null : { since: hold.placed.at, reason: hold.placed.reason },
    destructions: retention.destructions.map(({ parts, bundle, begun, ended }) => ({
      ...{ parts, bundle, begunAt: begun.at, endedAt: ended?.at ?? null },
    })),
  };
}

export const summaryOf = (item: CaseItem): CaseSummary => ({
  caseId: item.caseId,
  vendor: item.vendor,
  status: item.status,
  outcome: item.outcome,
  tier: item.tier,
  model: item.model,
  openedAt: item.openedAt,
  decidedAt: item.decidedAt,
  bundle: item.bundle,
  lastSeq: item.lastSeq,
  ...keepingOf(item),
});

function keepingOf({ retention = KEPT, bundle }: CaseItem): Pick<CaseSummary, 'keeping'> {
  if (partsGone(retention, bundle).length > 0) return { keeping: 'destroyed' };
  return holdOn(retention) === null ? {} : { keeping: 'held' };
}
