import { type Audience, audienceOfFile, audiencesOfLogs } from '../bundle/audience.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { Sight } from './sight.ts';

/** How much somebody may see of a file; each includes those after it. */
export type FileSight =
  /** The file itself: its text, the samples of a log. */
  | 'content'
  /** What the file is: kind, title, size, and of a log the figures. */
  | 'summary'
  /** That there is such a file, and its digest. */
  | 'digest';

/** The agencies that a case's standard gives something to read of a file: those whose criteria read it. */
export type Needs = (standard: string) => Iterable<string>;

/**
 * Who may see how much of a file, for somebody who sees the case.
 *
 * | level | content | summary | digest |
 * | --- | --- | --- | --- |
 * | public | everyone who sees the case | | |
 * | summary | the vendor, the panel, agencies of the case | coordinator, auditor | |
 * | agency | the vendor, the panel, agencies that need it | | others |
 * | agency, of named agencies | the vendor, those of them that need it | the panel | others |
 * | sealed | | | everyone |
 *
 * By an emergency access that is open, everything but what is sealed is content.
 * Somebody with several roles sees the most that one of them gives. What findings say is no part of a file (`core/api/sight.ts`).
 * @param needs agencies with a criterion that reads the file; what an agency does not need, it does not get
 */
export function mayReadFile(sight: Sight, { level, agencies: readers }: Audience, needs: Needs): FileSight {
  if (level === 'sealed') return 'digest';
  if (level === 'public') return 'content';
  if (!sight.deliberation || sight.grant !== undefined) return 'content';
  const seen = [...sight.standards].map(([standard, findingsOf]) => {
    if (findingsOf === null) return readers === null ? 'content' : 'summary';
    const own = [...findingsOf].filter((agency) => agency !== JOINT);
    if (level === 'summary') return own.length > 0 ? 'content' : 'summary';
    const needed = new Set(needs(standard));
    return own.some((agency) => needed.has(agency) && (readers?.has(agency) ?? true)) ? 'content' : 'digest';
  });
  return ORDER.find((sight) => seen.includes(sight)) ?? 'digest';
}

/** The audience of a path of the bundle: of the log where it is an evaluation's, otherwise of the file. Null for what the manifest does not list. */
export function audienceOf(manifest: Pick<Manifest, 'files' | 'evaluations'>, path: string): Audience | null {
  if (manifest.evaluations.some((evaluation) => evaluation.path === path)) return audiencesOfLogs(manifest)(path);
  const file = manifest.files.find((one) => one.path === path);
  return file === undefined ? null : audienceOfFile(file);
}

const JOINT = 'joint';
const ORDER: readonly FileSight[] = ['content', 'summary', 'digest'];
