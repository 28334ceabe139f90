import type { BundleIndex } from '../bundle/bundle-index.ts';
import { openMember } from '../bundle/open-member.ts';
import type { RandomAccess, Spool } from '../io/random-access.ts';
import { lazySpool } from './lazy-spool.ts';
import { type LogFile, type LogSource, sourceAmong } from './log-source.ts';

/**
 * The evaluation log that a path of an opened bundle stands for: a file with those of its folder beside it, or all files
 * below a folder. Null where the bundle has no intact file there.
 * @throws {ZipError} on `open`, where the source is not the one that was indexed
 */
export function bundleSource(
  source: RandomAccess,
  index: Pick<BundleIndex, 'members'>,
  path: string,
  io: { spool: Spool },
): LogSource | null {
  const files = intactFiles(index);
  const sizes = new Map(files.map((file) => [file.path, file.bytes]));
  return sourceAmong(files, path, (member) =>
    openMember(source, index, member, { spool: lazySpool(io.spool, sizes.get(member) ?? 0) }),
  );
}

/** Whether the bundle has an intact file at the path, or below it. */
export function hasLog(index: Pick<BundleIndex, 'members'>, path: string): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`;
  return intactFiles(index).some((member) => member.path === path || member.path.startsWith(folder));
}

/** The files of a bundle that can be read. */
export const intactFiles = ({ members }: Pick<BundleIndex, 'members'>): LogFile[] =>
  members.filter(({ sha256 }) => sha256 !== null).map(({ path, bytes }) => ({ path, bytes }));
