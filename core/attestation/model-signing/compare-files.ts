import { comparePaths } from '../../bundle/compare-paths.ts';
import { VerificationError } from '../verification-error.ts';
import type { SignedFiles } from './signed-files.ts';

/** A file that is there: its path and "sha256:" digest, null where it cannot be read. */
export interface PresentFile {
  path: string;
  sha256: string | null;
}

/**
 * Compares the files that are signed with those that are there.
 * @param whole every file has to be signed, also those that the signer chose to leave out
 * @returns the files that the signature does not cover, where that is allowed
 * @throws VerificationError `file-differs`, `file-missing`, `file-not-signed`, naming the first files of the kind
 */
export function compareFiles(signed: SignedFiles, present: readonly PresentFile[], whole: boolean): string[] {
  const there = new Map(present.map(({ path, sha256 }) => [path, sha256]));
  const refuse = (code: 'file-differs' | 'file-missing' | 'file-not-signed', paths: string[], expected: string) => {
    if (paths.length > 0) throw new VerificationError(code, `${SAID[code]}: ${some(paths)}.`, expected);
  };
  const listed = [...signed.files.keys()];
  refuse(
    'file-differs',
    listed.filter((path) => there.has(path) && there.get(path) !== signed.files.get(path)),
    'the bytes that were signed',
  );
  refuse(
    'file-missing',
    listed.filter((path) => !there.has(path)),
    'every file that was signed',
  );
  const more = [...there.keys()].filter((path) => !signed.files.has(path));
  const left = new Set(whole ? [] : more.filter((path) => isIgnored(path, signed.ignored)));
  refuse(
    'file-not-signed',
    more.filter((path) => !left.has(path)),
    whole ? 'a signature over every file; sign the folder again' : 'no file besides those that were signed',
  );
  return [...left].sort(comparePaths);
}

const SAID = {
  'file-differs': 'Files are not as they were signed',
  'file-missing': 'Files that were signed are not there',
  'file-not-signed': 'Files are there that nobody signed',
};

function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.some((one) => path === one || path.startsWith(`${one.replace(/\/$/, '')}/`));
}

function some(paths: string[]): string {
  const sorted = paths.toSorted(comparePaths);
  const more = sorted.length - 3;
  return `${sorted.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
