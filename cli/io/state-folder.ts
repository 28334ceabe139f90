import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../context.ts';

/** A folder for what commands keep between calls, in the user's state folder (XDG). */
export function stateFolder({ env }: Pick<Context, 'env'>, name: string): string {
  const xdg = env.XDG_STATE_HOME ?? '';
  return join(xdg === '' ? join(homedir(), '.local', 'state') : xdg, 'countersign', name);
}
