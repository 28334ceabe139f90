import * as z from 'zod';
import { compareVersions, type Version } from '#core/adjudication/differences/compare-versions.ts';
import type { VersionDifferences } from '#core/adjudication/differences/differences.ts';
import { changedEvaluations } from '#core/adjudication/differences/files.ts';
import type { Caller } from '#core/api/people.ts';
import type { VersionsQuery } from '#core/api/queries.ts';
import { findingsSeen } from '#core/api/sight.ts';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import { Evidence } from '#core/evidence/evidence.ts';
import { Finding } from '#core/policy/finding.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import type { EvidenceStore } from '../shared/evidence-store.ts';
import { inBatches } from '../shared/in-batches.ts';
import type { CaseTable } from '../shared/table/case-table.ts';
import { VerdictItem } from '../shared/table/items.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder, FoundCase } from './case-finder.ts';
import { requireKept } from './require-kept.ts';

/** How the versions of a case's bundle differ. */
export class Versions {
  readonly #cases: CaseTable;
  readonly #finder: CaseFinder;
  readonly #store: EvidenceStore;

  constructor(cases: CaseTable, finder: CaseFinder, store: EvidenceStore) {
    this.#cases = cases;
    this.#finder = finder;
    this.#store = store;
  }

  /**
   * What is other in one version than in another; without numbers, in the last than in the one before.
   * @throws ApiFault 404 for a case, a standard or a version that is not there, 409 where there are not two that are decided
   */
  async differences(caller: Caller, caseId: string, query: VersionsQuery): Promise<VersionDifferences> {
    const found = await this.#finder.find(caller, caseId);
    const standard = standardOf(found, query.standard);
    const { bundle } = found.item;
    const to = query.to ?? bundle;
    const from = query.from ?? to - 1;
    if (bundle === 1)
      throw new ApiFault(409, 'one-version', `Case ${caseId} has one version of its bundle; nothing has changed.`);
    if (from >= to || from < 1 || to > bundle)
      throw new ApiFault(
        404,
        'version-unknown',
        `Case ${caseId} has versions 1 to ${bundle} of its bundle; compare an earlier with a later one, not ${from} with ${to}.`,
      );
    for (const n of [from, to]) requireKept({ ...found.item, bundle: n }, 'evidence');
    const indexes = await Promise.all([from, to].map((n) => this.#indexOf(caseId, n)));
    const [before, after] = indexes;
    if (before === undefined || after === undefined) throw new RangeError('two versions were asked for');
    const changed = changedEvaluations(before, after).map(({ evaluation }) => evaluation);
    const verdicts = await this.#cases.items(caseId, `VERDICT#${standard}#`, VerdictItem);
    const version = async (n: number, index: BundleIndex): Promise<Version> => ({
      bundle: n,
      index,
      evidence: await this.#evidenceOf(caseId, n, changed),
      findings: await this.#findingsOf(caseId, n, standard),
      verdict: latest(verdicts, evidenceKeys.findings({ caseId, bundle: n }, standard)),
    });
    return compareVersions(
      standard,
      await version(from, before),
      await version(to, after),
      findingsSeen(found.sight, standard),
    );
  }

  async #indexOf(caseId: string, bundle: number): Promise<BundleIndex> {
    const index = await this.#store.find(evidenceKeys.bundleIndex({ caseId, bundle }), BundleIndex);
    if (index === null) throw notDecided(caseId, bundle);
    return index;
  }

  async #findingsOf(caseId: string, bundle: number, standard: string): Promise<Finding[]> {
    const findings = await this.#store.find(evidenceKeys.findings({ caseId, bundle }, standard), z.array(Finding));
    if (findings === null) throw notDecided(caseId, bundle);
    return findings;
  }

  async #evidenceOf(caseId: string, bundle: number, ids: readonly string[]): Promise<Map<string, Evidence | null>> {
    const read = await inBatches(ids, (id) =>
      this.#store.find(evidenceKeys.evaluation({ caseId, bundle }, id), Evidence),
    );
    return new Map(ids.map((id, index) => [id, read[index] ?? null]));
  }
}

/** The standard that is asked for; without one, the first that the caller sees. @throws ApiFault 404, 409 */
export function standardOf({ item, sight }: FoundCase, asked: string | undefined): string {
  const seen = item.packs.filter((pack) => sight.standards.has(pack));
  const standard = asked ?? seen[0];
  if (standard === undefined)
    throw new ApiFault(409, 'not-decided', `Case ${item.caseId} is being checked; there is nothing to compare yet.`);
  if (!seen.includes(standard))
    throw new ApiFault(
      404,
      'standard-unknown',
      `Case ${item.caseId} is not reviewed under "${standard}" for you; you see ${seen.join(', ') || 'no standard yet'}.`,
    );
  return standard;
}

/** The last verdict that rests on these findings. Keys sort their numbers as text, so that the number decides. */
function latest(verdicts: readonly VerdictItem[], findings: string): VerdictItem['verdict'] | null {
  const on = verdicts.filter((item) => item.findings === findings).toSorted((a, b) => a.n - b.n);
  return on.at(-1)?.verdict ?? null;
}

const notDecided = (caseId: string, bundle: number) =>
  new ApiFault(
    409,
    'not-decided',
    `Version ${bundle} of the bundle of case ${caseId} has not been judged; it can be compared once its checks are decided.`,
  );
