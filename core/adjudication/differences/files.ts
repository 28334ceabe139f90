import { canonicalJson } from '../../attestation/canonical-json.ts';
import type { BundleIndex } from '../../bundle/bundle-index.ts';
import { logFiles } from '../../evidence/reading-basis.ts';
import type { EvaluationDifference, FileDifferences } from './differences.ts';

/** The files that one version of a bundle has and the other has not, or has with other bytes, sorted by path. */
export function fileDifferences(from: BundleIndex, to: BundleIndex): FileDifferences {
  const before = new Map(from.members.map((member) => [member.path, member]));
  const after = new Map(to.members.map((member) => [member.path, member]));
  const plain = ({ path, bytes }: { path: string; bytes: number }) => ({ path, bytes });
  return {
    added: to.members.filter(({ path }) => !before.has(path)).map(plain),
    removed: from.members.filter(({ path }) => !after.has(path)).map(plain),
    changed: to.members.flatMap(({ path, bytes, sha256 }) => {
      const old = before.get(path);
      // A file that could not be read has no digest: whether it changed is not known, so that it counts as changed.
      const same = old === undefined || (sha256 !== null && old.sha256 === sha256);
      return same ? [] : [{ path, from: old.bytes, to: bytes }];
    }),
  };
}

/** The evaluations that are not the same in both versions: declared in one alone, declared otherwise, or with other logs. */
export function changedEvaluations(
  from: BundleIndex,
  to: BundleIndex,
): Pick<EvaluationDifference, 'evaluation' | 'change'>[] {
  const before = statements(from);
  const after = statements(to);
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((evaluation) => {
    const [was, is] = [before.get(evaluation), after.get(evaluation)];
    if (was === is) return [];
    return [{ evaluation, change: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed' } as const];
  });
}

/** What is declared of each evaluation with the digests of its files, as text. Of several under one id the first counts. */
function statements(index: BundleIndex): Map<string, string> {
  const declared = new Map<string, string>();
  for (const evaluation of index.manifest?.evaluations ?? [])
    if (!declared.has(evaluation.id))
      declared.set(evaluation.id, canonicalJson({ evaluation, files: logFiles(index, evaluation.path).files }));
  return declared;
}
