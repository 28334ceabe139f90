import { SIGNATURE_PATH } from './bundle-digest.ts';
import { MANIFEST_PATH, type Manifest } from './manifest.ts';
import type { Problem } from './problem.ts';
import { BUNDLE_LIMITS } from './zip/limits.ts';
import { unsafeName } from './zip/unsafe-name.ts';
import { unsafePath } from './zip-problem.ts';

/**
 * What a schema cannot say about a manifest: ids and paths occur once, paths are plain, and each evaluation and
 * document points to a listed file (an evaluation also to a folder of them).
 */
export function checkReferences(manifest: Manifest): Problem[] {
  const listed = new Set(manifest.files.map(({ path }) => path));
  const folders = new Set(manifest.files.flatMap(({ path }) => ancestors(path)));
  const problems: Problem[] = [];
  const report = (pointer: string, part: Pick<Problem, 'code' | 'found' | 'expected' | 'cure'>) =>
    problems.push({ criterion: 'INT-01', file: MANIFEST_PATH, pointer, ...part });

  const once = (list: readonly string[], place: (index: number) => string) => {
    const first = new Map<string, number>();
    list.forEach((value, index) => {
      const before = first.get(value);
      if (before === undefined) first.set(value, index);
      else
        report(place(index), {
          code: 'manifest-not-unique',
          found: `${JSON.stringify(value)}, which is also at ${place(before)}`,
          expected: 'each only once',
          cure: 'Remove or rename one of the two.',
        });
    });
  };
  once(
    manifest.evaluations.map(({ id }) => id),
    (index) => `/evaluations/${index}/id`,
  );
  once(
    manifest.files.map(({ path }) => path),
    (index) => `/files/${index}/path`,
  );
  once(manifest.incidents?.list.map(({ id }) => id) ?? [], (index) => `/incidents/list/${index}/id`);

  manifest.files.forEach(({ path }, index) => {
    const unsafe = unsafeName(path, Buffer.byteLength(path), BUNDLE_LIMITS.nameBytes);
    if (unsafe !== null) report(`/files/${index}/path`, unsafePath(unsafe));
    if (path === MANIFEST_PATH || path === SIGNATURE_PATH)
      report(`/files/${index}/path`, {
        code: 'manifest-lists-itself',
        found: path,
        expected: `neither ${MANIFEST_PATH} nor ${SIGNATURE_PATH} in the list`,
        cure: 'Remove this entry.',
      });
  });

  const unlisted = (path: string, place: string) =>
    report(place, {
      code: 'path-not-listed',
      found: JSON.stringify(path),
      expected: 'a path of the list "files"',
      cure: 'Correct the path, or add the file to "files".',
    });
  manifest.evaluations.forEach(({ path }, index) => {
    if (!listed.has(path) && !folders.has(path.replace(/\/$/, ''))) unlisted(path, `/evaluations/${index}/path`);
  });
  manifest.documents.forEach(({ path }, index) => {
    if (!listed.has(path)) unlisted(path, `/documents/${index}/path`);
  });
  return problems;
}

/** The folders that a path lies in, from the top. */
export function ancestors(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** Tells whether a file is, or lies in the folder of, an evaluation that the manifest declares. */
export function evaluationFiles(manifest: Manifest | null): (path: string) => boolean {
  const declared = new Set(manifest?.evaluations.map(({ path }) => path.replace(/\/$/, '')));
  return (path) => declared.has(path) || ancestors(path).some((folder) => declared.has(folder));
}
