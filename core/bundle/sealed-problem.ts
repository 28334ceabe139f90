import type { Manifest } from './manifest.ts';
import type { Problem } from './problem.ts';

/** Tells of what a pass over a file finds only that it is there, where the file is sealed: neither what was found nor where in it. */
export function sealedProblems(manifest: Pick<Manifest, 'files'> | null): (problems: readonly Problem[]) => Problem[] {
  const sealed = new Set(
    (manifest?.files ?? []).flatMap(({ path, confidentiality }) => (confidentiality === 'sealed' ? [path] : [])),
  );
  return (problems) =>
    problems.map(({ code, criterion, file, expected, cure, ...told }) =>
      sealed.has(file)
        ? { code, criterion, file, found: `${code} in a sealed file, of which no more is told`, expected, cure }
        : { code, criterion, file, ...told, expected, cure },
    );
}
