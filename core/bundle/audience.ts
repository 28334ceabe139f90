import { ancestors } from './check-references.ts';
import type { Confidentiality, Manifest, ManifestFile } from './manifest.ts';

/** Who may read a file, or a log of several files. */
export interface Audience {
  readonly level: Confidentiality;
  /** The agencies that alone may read it; null where the vendor names none. */
  readonly agencies: ReadonlySet<string> | null;
}

/** From the most open to the least. */
const LEVELS: readonly Confidentiality[] = ['public', 'summary', 'agency', 'sealed'];

export const audienceOfFile = ({
  confidentiality,
  agencies,
}: Pick<ManifestFile, 'confidentiality' | 'agencies'>): Audience => ({
  level: confidentiality,
  agencies: agencies === undefined ? null : new Set(agencies),
});

/** What holds for a file of which the manifest says nothing. */
const UNSTATED: Audience = { level: 'agency', agencies: null };

/** The audience of files that are read together: those who may read each of them. */
export function sharedAudience(files: readonly Audience[]): Audience {
  const [first = UNSTATED, ...others] = files;
  return others.reduce(
    (all, { level, agencies }) => ({
      level: LEVELS.indexOf(level) > LEVELS.indexOf(all.level) ? level : all.level,
      agencies: all.agencies === null ? agencies : agencies === null ? all.agencies : both(all.agencies, agencies),
    }),
    first,
  );
}

const both = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
  new Set([...some].filter((agency) => others.has(agency)));

/**
 * Who may read the log of an evaluation, by its declared path. A log is a file or all that lie below a folder. Readers look at the files
 * beside a single file too, so that those count which no evaluation declares as its own.
 */
export function audiencesOfLogs(manifest: Pick<Manifest, 'files' | 'evaluations'>): (path: string) => Audience {
  const declared = new Set(manifest.evaluations.map(({ path }) => trimmed(path)));
  const below = new Map<string, Audience[]>();
  const beside = new Map<string, Audience[]>();
  for (const file of manifest.files) {
    const audience = audienceOfFile(file);
    const owners = [file.path, ...ancestors(file.path)].filter((path) => declared.has(path));
    for (const owner of owners) listIn(below, owner).push(audience);
    if (owners.length === 0) listIn(beside, folderOf(file.path)).push(audience);
  }
  const files = new Set(manifest.files.map(({ path }) => path));
  return (path) => {
    const own = below.get(trimmed(path)) ?? [];
    return sharedAudience(files.has(path) ? [...own, ...(beside.get(folderOf(path)) ?? [])] : own);
  };
}

/** Whether an agency may read more of a log than its figures. */
export const mayRead = ({ level, agencies }: Audience, agency: string): boolean =>
  level !== 'sealed' && (agencies?.has(agency) ?? true);

const trimmed = (path: string) => path.replace(/\/$/, '');
const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
