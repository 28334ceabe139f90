import type { Change } from '#core/adjudication/case/change.ts';
import { afterChecks } from '#core/adjudication/procedure/after-checks.ts';
import type { Verdict } from '#core/adjudication/verdict.ts';
import { digestOf } from '#core/attestation/canonical-json.ts';
import type { BundleSignature } from '#core/bundle/bundle-signature.ts';
import type { Publication } from '#core/bundle/manifest.ts';
import type { CheckReport } from '#core/policy/check-report.ts';
import type { Finding } from '#core/policy/finding.ts';
import { JOINT } from '#core/policy/pack.ts';
import { evidenceKeys, type ReviewRef } from '../shared/evidence-keys.ts';
import { type PackMove, writeOf } from '../shared/procedure/pack-move.ts';
import { rulesFor } from '../shared/procedure/rules.ts';
import type { CaseWrite } from '../shared/table/case-table.ts';
import { type CaseItem, type CheckItem, keys, type ProcedureItem } from '../shared/table/items.ts';

/** The verdict of the checks under one pack (`id/version`), and what it rests on. */
export interface DecidedPack {
  readonly name: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly reports: readonly CheckReport[];
  /** The track that the submission is on. */
  readonly track: string;
  /** What came of the signature of the bundle; null where it has none. */
  readonly signature: BundleSignature | null;
  /** The findings on the version of the bundle before; null for the first. */
  readonly before: readonly Finding[] | null;
  /** What the manifest allows the public register to name. */
  readonly publication: Publication;
  /** Digests of what reviewed the bundle: the definition of the state machine, where it said so, and the code that decides. */
  readonly by: { readonly definition: string | undefined; readonly code: string };
}

/** What goes into the table with the verdicts on a version of a case's bundle: the procedures that they open or move on, the checks, the events. */
export function decisionOf(
  current: CaseItem,
  bundle: number,
  decided: readonly [DecidedPack, ...DecidedPack[]],
  procedures: readonly ProcedureItem[],
  at: string,
  ledger: readonly string[] = [],
): CaseWrite {
  const review = { caseId: current.caseId, bundle };
  const moves = decided.map((one) =>
    moveOf(current, bundle, one, procedures.find(({ pack }) => pack === one.name) ?? null, at),
  );
  const [first] = decided;
  const opens = current.packs.length === 0;
  const packs = opens ? decided.map(({ name }) => name) : current.packs;
  const leads = packs[0] === first.name;
  const model = leads ? (first.verdict.model?.id ?? null) : current.model;
  const { summary, events, create, replace, remove } = writeOf({ ...current, packs, model }, moves, at, ledger);
  return {
    summary: {
      ...summary,
      packs,
      model,
      ...(leads && { pack: first.verdict.pack }),
    },
    events,
    create,
    replace: [...replace, ...decided.flatMap((one) => checksOf(review, one))],
    remove,
  };
}

function moveOf(
  current: CaseItem,
  bundle: number,
  decided: DecidedPack,
  before: ProcedureItem | null,
  at: string,
): PackMove {
  const { name, verdict, findings, track, signature, publication, by } = decided;
  const { caseId, vendor, versionId } = current;
  const rules = rulesFor(name);
  const { events, state } = afterChecks(
    rules,
    before?.state ?? null,
    {
      vendor,
      bundle,
      digest: verdict.bundle.digest ?? `object:${versionId}`,
      verdict,
      findings,
      track,
      changed: changedAgencies(decided, rules.agencies),
    },
    at,
  );
  const n = (current.standings[name]?.verdicts ?? 0) + 1;
  return {
    pack: name,
    rules,
    before,
    state,
    changes: events satisfies readonly Change[],
    verdict: {
      caseId,
      n,
      decidedAt: at,
      verdict,
      findings: evidenceKeys.findings({ caseId, bundle }, name),
      publication,
      signature,
      code: by.code,
      ...(by.definition !== undefined && { definition: by.definition }),
    },
    decidedNow: true,
  };
}

/** Agencies with other findings than before. What the joint screening says concerns all, so that where it changed, all did. */
function changedAgencies({ findings, before }: DecidedPack, agencies: readonly string[]): string[] {
  if (before === null) return [];
  const differ = (agency: string) =>
    digestOf(findings.filter((one) => one.agency === agency)) !==
    digestOf(before.filter((one) => one.agency === agency));
  return differ(JOINT) ? [...agencies] : agencies.filter(differ);
}

function checksOf(review: ReviewRef, { name, verdict, reports }: DecidedPack) {
  const reported = new Map(reports.map((report) => [report.agency, report]));
  return verdict.agencies.map(({ agency, counts, failed }) => {
    const item: CheckItem = {
      caseId: review.caseId,
      pack: name,
      agency,
      failed,
      counts,
      tier: reported.get(agency)?.tier ?? null,
      report: reported.has(agency) ? evidenceKeys.report(review, agency, name) : null,
    };
    return { key: keys.check(review.caseId, name, agency), item };
  });
}
