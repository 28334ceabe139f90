import * as z from 'zod';
import { seenEvaluations } from '#core/adjudication/differences/compare-versions.ts';
import type { Caller } from '#core/api/people.ts';
import type { ComparisonQuery } from '#core/api/queries.ts';
import { findingsSeen } from '#core/api/sight.ts';
import type { CaseComparison, ComparedRun } from '#core/api/versions-wire.ts';
import { BundleIndex } from '#core/bundle/bundle-index.ts';
import type { Manifest } from '#core/bundle/manifest.ts';
import { Evidence } from '#core/evidence/evidence.ts';
import { logFiles } from '#core/evidence/reading-basis.ts';
import { compareRuns, type Run } from '#core/policy/compare-runs.ts';
import { referencesFor } from '#core/policy/comparison.ts';
import type { JudgedEvaluation } from '#core/policy/facts.ts';
import { Finding } from '#core/policy/finding.ts';
import { taskNames } from '#core/policy/task-name.ts';
import { unusableIn } from '#core/policy/unusable.ts';
import { manifestView } from '#core/policy/view/manifest-view.ts';
import { evidenceKeys, type ReviewRef } from '../shared/evidence-keys.ts';
import type { EvidenceStore } from '../shared/evidence-store.ts';
import { inBatches } from '../shared/in-batches.ts';
import { Reading } from '../shared/reading.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFinder } from './case-finder.ts';
import { requireKept } from './require-kept.ts';
import { standardOf } from './versions.ts';

/** A pair of runs that is to be compared. */
type Pair = Pick<ComparedRun, 'evaluation' | 'against' | 'with' | 'bundle'>;

/** Runs of a bundle beside those of reference models, and beside themselves in the version before. */
export class Comparisons {
  readonly #finder: CaseFinder;
  readonly #store: EvidenceStore;

  constructor(finder: CaseFinder, store: EvidenceStore) {
    this.#finder = finder;
    this.#store = store;
  }

  /**
   * Of every evaluation that the caller may see, or of one. Pairs are read one after another: what is held is two runs at most.
   * @throws ApiFault 404 for a case, standard or evaluation that is not there, 409 before the checks are decided
   */
  async of(caller: Caller, caseId: string, query: z.infer<typeof ComparisonQuery>): Promise<CaseComparison> {
    const found = await this.#finder.find(caller, caseId);
    const standard = standardOf(found, query.standard);
    requireKept(found.item, 'evidence');
    const review = { caseId, bundle: found.item.bundle };
    const index = await this.#store.find(evidenceKeys.bundleIndex(review), BundleIndex);
    const findings = await this.#store.find(evidenceKeys.findings(review, standard), z.array(Finding));
    if (index?.manifest == null || findings === null)
      throw new ApiFault(
        409,
        'not-decided',
        `Version ${review.bundle} of case ${caseId} has no runs that were judged.`,
      );
    const findingsOf = findingsSeen(found.sight, standard);
    const seen = findingsOf === null ? null : seenEvaluations(findings, findingsOf);
    const evaluations = await this.#judged(review, index.manifest, findings);
    const asked = evaluations
      .filter(({ declared: { id } }) => seen?.has(id) ?? true)
      .filter(({ declared: { id } }) => query.evaluation === undefined || id === query.evaluation);
    if (query.evaluation !== undefined && asked.length === 0)
      throw new ApiFault(404, 'evaluation-unknown', `Case ${caseId} has no evaluation "${query.evaluation}" for you.`);

    const references = asked.flatMap((evaluation) => referencePairs(evaluation, evaluations, index, review));
    const previous = await this.#previousPairs(review, index, asked);
    const comparisons: ComparedRun[] = [];
    for (const pair of [...references, ...previous]) comparisons.push(await this.#compare(review, pair));
    const humanBaselines = asked.flatMap(({ declared: { id, humanBaseline } }) =>
      humanBaseline === undefined ? [] : [{ evaluation: id, value: humanBaseline }],
    );
    const tasks = asked.map((one) => ({ evaluation: one.declared.id, names: taskNames(one) }));
    return { bundle: review.bundle, comparisons, humanBaselines, tasks };
  }

  async #judged(review: ReviewRef, manifest: Manifest, findings: readonly Finding[]): Promise<JudgedEvaluation[]> {
    const unusable = unusableIn(findings.filter(({ kind }) => kind === 'validity'));
    return inBatches(manifest.evaluations, async (declared) => ({
      declared,
      evidence: await this.#store.find(evidenceKeys.evaluation(review, declared.id), Evidence),
      unusable: unusable.get(declared.id) ?? [],
    }));
  }

  /** Evaluations that were in the version before too, with other files. */
  async #previousPairs(
    { caseId, bundle }: ReviewRef,
    index: BundleIndex,
    asked: readonly JudgedEvaluation[],
  ): Promise<Pair[]> {
    if (bundle === 1) return [];
    const before = await this.#store.find(evidenceKeys.bundleIndex({ caseId, bundle: bundle - 1 }), BundleIndex);
    if (before === null) return [];
    const filesAt = (where: BundleIndex, path: string) => JSON.stringify(logFiles(where, path).files);
    return asked.flatMap(({ declared: { id, path } }) => {
      const was = before.manifest?.evaluations.find((one) => one.id === id);
      if (was === undefined || filesAt(before, was.path) === filesAt(index, path)) return [];
      return [{ evaluation: id, against: 'previous_version' as const, with: id, bundle: bundle - 1 }];
    });
  }

  async #compare(review: ReviewRef, pair: Pair): Promise<ComparedRun> {
    const first = await this.#run(review, pair.evaluation);
    const second = await this.#run({ ...review, bundle: pair.bundle }, pair.with);
    return { ...pair, model: second.evidence?.model ?? '', ...compareRuns(first, second) };
  }

  async #run(review: ReviewRef, id: string): Promise<Run> {
    const [evidence, reading] = await Promise.all([
      this.#store.find(evidenceKeys.evaluation(review, id), Evidence),
      this.#store.find(evidenceKeys.reading(review, id), Reading),
    ]);
    return { evidence, scores: reading?.scores ?? null };
  }
}

/** A run that is valid, beside each run of a reference model on its task that is. */
function referencePairs(
  evaluation: JudgedEvaluation,
  evaluations: JudgedEvaluation[],
  { manifest }: BundleIndex,
  { bundle }: ReviewRef,
): Pair[] {
  const { id, configuration } = evaluation.declared;
  if (manifest === null || configuration === 'comparison' || evaluation.unusable.length > 0) return [];
  return referencesFor(evaluation, { evaluations, manifest: manifestView(manifest) }).map(({ declared }) => ({
    evaluation: id,
    against: 'reference' as const,
    with: declared.id,
    bundle,
  }));
}
