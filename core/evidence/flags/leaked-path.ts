import type { Flag, Pointer } from '../evidence.ts';
import { homePath } from './home-path.ts';

/** The first folder of a user that a header's value names, at any depth. */
export function leakedPath(value: unknown, pointer: Pointer): Flag[] {
  const path = homePath(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return path === null ? [] : [pathFlag(path, pointer)];
}

/** That a folder of a user was found. */
export const pathFlag = (path: string, pointer: Pointer): Flag => ({
  id: 'leaked-path',
  message: `A path with a user's name stands in the log: ${path}.`,
  pointer,
});
