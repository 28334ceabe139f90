import * as z from 'zod';
import { digestOf } from '../attestation/canonical-json.ts';
import { audiencesOfLogs } from '../bundle/audience.ts';
import type { BundleIndex } from '../bundle/bundle-index.ts';
import type { ManifestEvaluation } from '../bundle/manifest.ts';
import { intactFiles } from './bundle-source.ts';
import { type LogFile, type LogSource, sourceAmong } from './log-source.ts';

/** Digests of everything that the evidence of an evaluation follows from: where they are the same, it is, byte for byte. */
export const ReadingBasis = z.object({
  own: z
    .string()
    .describe(
      'Of the reader, of what is declared of the evaluation, whether it is sealed, and of the files of its log',
    ),
  beside: z.string().nullable().describe('Of the files beside a log of one file, where its reader looked at them'),
});
export type ReadingBasis = z.infer<typeof ReadingBasis>;

type Files = Pick<BundleIndex, 'members'> & Partial<Pick<BundleIndex, 'manifest'>>;

/** A log whose reading is watched: whether it depends on what stands beside the log. */
export interface WatchedSource extends LogSource {
  readonly lookedBeside: boolean;
}

export function watched(source: LogSource): WatchedSource {
  let lookedBeside = false;
  return {
    path: source.path,
    files: source.files,
    get beside() {
      lookedBeside = true;
      return source.beside;
    },
    open: (path) => source.open(path),
    get lookedBeside() {
      return lookedBeside;
    },
  };
}

/**
 * The basis of a reading.
 * @param reader a version of the code that reads
 */
export function basisOf(
  index: Files,
  declared: ManifestEvaluation,
  reader: string,
  lookedBeside: boolean,
): ReadingBasis {
  const { files, beside } = logFiles(index, declared.path);
  // Of a log that is sealed now, what was kept when it was not must not stand.
  const sealed = index.manifest != null && audiencesOfLogs(index.manifest)(declared.path).level === 'sealed';
  return { own: digestOf({ reader, declared, files, sealed }), beside: lookedBeside ? digestOf(beside) : null };
}

/** Whether a reading stands for the evaluation as it is declared in another bundle, read by this reader. */
export function stillHolds(basis: ReadingBasis, index: Files, declared: ManifestEvaluation, reader: string): boolean {
  const now = basisOf(index, declared, reader, basis.beside !== null);
  return now.own === basis.own && now.beside === basis.beside;
}

/** The files of an evaluation's log, and those beside it, with their digests. */
export function logFiles(index: Files, path: string): { files: DigestedFile[]; beside: DigestedFile[] } {
  const digests = new Map(index.members.map((member) => [member.path, member.sha256]));
  const nothing = () => Promise.reject(new TypeError('the files are listed, not opened'));
  const source = sourceAmong(intactFiles(index), path, nothing);
  const digested = (file: LogFile) => ({ path: file.path, sha256: digests.get(file.path) ?? '' });
  return { files: (source?.files ?? []).map(digested), beside: (source?.beside ?? []).map(digested) };
}

interface DigestedFile {
  path: string;
  sha256: string;
}
