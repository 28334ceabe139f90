import type { BundleIndex } from '../../bundle/bundle-index.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { logFiles } from '../../evidence/reading-basis.ts';
import type { Finding } from '../../policy/finding.ts';
import type { Verdict } from '../verdict.ts';
import type { VersionDifferences } from './differences.ts';
import { headlines } from './figures.ts';
import { changedEvaluations, fileDifferences } from './files.ts';
import { findingDifferences } from './findings.ts';

/** One version of a case's bundle under one standard. */
export interface Version {
  readonly bundle: number;
  readonly index: BundleIndex;
  /** Evidence of the evaluations that are other in the two versions, by id. */
  readonly evidence: ReadonlyMap<string, Evidence | null>;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict | null;
}

/**
 * What is other in one version than in another.
 * @param findingsOf agencies whose findings are shown; all where null. Somebody who does not see all sees of files and figures
 * those on which the findings of their own agencies rest, beside the files that findings they see name.
 */
export function compareVersions(
  standard: string,
  from: Version,
  to: Version,
  findingsOf: ReadonlySet<string> | null,
): VersionDifferences {
  const seen = findingsOf === null ? null : seenIn([from, to], findingsOf);
  const files = fileDifferences(from.index, to.index);
  const shownFiles = ({ path }: { path: string }) => seen?.files.has(path) ?? true;
  const shown = (findings: readonly Finding[]) => findings.filter(({ agency }) => findingsOf?.has(agency) ?? true);
  return {
    standard,
    from: from.bundle,
    to: to.bundle,
    verdict: { from: verdictSide(from.verdict), to: verdictSide(to.verdict) },
    files: {
      added: files.added.filter(shownFiles),
      removed: files.removed.filter(shownFiles),
      changed: files.changed.filter(shownFiles),
    },
    evaluations: changedEvaluations(from.index, to.index)
      .filter(({ evaluation }) => seen?.evaluations.has(evaluation) ?? true)
      .map(({ evaluation, change }) => ({
        evaluation,
        change,
        from: headlines(from.evidence.get(evaluation) ?? null),
        to: headlines(to.evidence.get(evaluation) ?? null),
      })),
    findings: findingDifferences(shown(from.findings), shown(to.findings)),
  };
}

const JOINT = 'joint';

/** Evaluations on which findings of these agencies rest. The joint findings are of every evaluation, and open none. */
export function seenEvaluations(findings: readonly Finding[], agencies: ReadonlySet<string>): Set<string> {
  const own = findings.filter(({ agency }) => agency !== JOINT && agencies.has(agency));
  return new Set(
    own.flatMap(({ evaluation, evidence }) =>
      [evaluation, ...evidence.map((cited) => cited.evaluation)].flatMap((id) => id ?? []),
    ),
  );
}

function seenIn(versions: readonly Version[], agencies: ReadonlySet<string>) {
  const evaluations = new Set(versions.flatMap(({ findings }) => [...seenEvaluations(findings, agencies)]));
  const files = new Set<string>();
  for (const { index, findings } of versions) {
    for (const { agency, evidence } of findings)
      if (agencies.has(agency)) for (const { pointer } of evidence) files.add(pointer.file);
    for (const { id, path } of index.manifest?.evaluations ?? [])
      if (evaluations.has(id)) for (const file of logFiles(index, path).files) files.add(file.path);
  }
  return { evaluations, files };
}

function verdictSide(verdict: Verdict | null): VersionDifferences['verdict']['from'] {
  return verdict && { outcome: verdict.outcome, tier: verdict.tier, summary: verdict.summary };
}
