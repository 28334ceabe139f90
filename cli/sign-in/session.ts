import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { isThisMachine } from '../config/address.ts';
import { SignIn } from '../config/profile.ts';
import type { Context } from '../context.ts';

/** Somebody's sign-in to one service. */
export const Session = z.object({
  api: z.url(),
  signIn: SignIn,
  accessToken: z.string().min(1),
  expiresAt: z.iso.datetime(),
  refreshToken: z.string().optional(),
});
export type Session = z.infer<typeof Session>;

/** Where the session with one service is kept. */
export interface SessionFile {
  readonly path: string;
  read(): Promise<Session | null>;
  write(session: Session): Promise<void>;
  remove(): Promise<void>;
}

type Place = Pick<Context, 'env'>;

/**
 * The session with a service: one file for each API, which its owner alone can read; beside the profile of the local run where that is
 * what the profile is of, otherwise in the user's configuration folder (XDG; on Windows `APPDATA`).
 * @param profilePath the profile that is about this API, where there is one
 */
export function sessionFile(context: Place, api: string, profilePath: string | null): SessionFile {
  const { host, pathname } = new URL(api);
  const folder =
    profilePath !== null && isThisMachine(api) ? join(dirname(profilePath), 'sessions') : userFolder(context);
  return fileAt(join(folder, `${`${host}${pathname}`.replaceAll(/[^a-z0-9.-]+/gi, '-').replace(/-$/, '')}.json`), api);
}

/** The only session in the user's configuration folder: whoever has signed in to one service need not name it again. */
export async function soleSession(context: Place): Promise<SessionFile | null> {
  const folder = userFolder(context);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const [name, ...others] = names;
  return name === undefined || others.length > 0 ? null : fileAt(join(folder, name));
}

function userFolder({ env }: Place): string {
  const xdg = env.XDG_CONFIG_HOME || env.APPDATA || join(homedir(), '.config');
  return join(xdg, 'countersign', 'sessions');
}

function fileAt(path: string, api?: string): SessionFile {
  return {
    path,
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '');
      const parsed = Session.safeParse(safeJson(text));
      return parsed.success && (api === undefined || parsed.data.api === api) ? parsed.data : null;
    },
    async write(session) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Another command that reads it meanwhile sees the old session or the new, never a part.
      const temporary = `${path}.${process.pid}.tmp`;
      await writeFile(temporary, JSON.stringify(Session.parse(session), null, 2), { mode: 0o600 });
      await chmod(temporary, 0o600);
      await rename(temporary, path);
    },
    remove: () => rm(path, { force: true }),
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
